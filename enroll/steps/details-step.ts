/**
 * @file `<kiosk-enrol-details>`: the form for the name, the badge number, the PIN and what the door asks. It stores
 * nothing.
 */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { SubjectDetails } from '../../src/core/enrolment/details.ts';
import { NO_NEEDS, type EntryNeeds } from '../../src/core/enrolment/entry-needs.ts';
import { checkPinForm } from '../../src/core/enrolment/pin.ts';
import type { TypedDetails } from '../../src/kiosk/enrolment-flow.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import '../people/details-fields.ts';
import type { KioskDetailsFields } from '../people/details-fields.ts';
import '../people/entry-fields.ts';
import type { KioskEntryFields } from '../people/entry-fields.ts';
import './new-pin.ts';
import type { KioskNewPin } from './new-pin.ts';
import { stepStyles } from './step-styles.ts';

/** Events: `details` (detail: TypedDetails), and `back`. */
@localized()
@customElement('kiosk-enrol-details')
export class KioskEnrolDetails extends LitElement {
  static override styles = [
    baseStyles,
    stepStyles,
    css`
      form {
        display: flex;
        flex-direction: column;
        gap: var(--kiosk-space-5);
      }
    `,
  ];

  /** What the fields start with. */
  @property({ attribute: false }) initial: SubjectDetails = { name: '', badge: null };
  /** Badges of the other subjects. */
  @property({ attribute: false }) badgesInUse: readonly string[] = [];

  /** What is asked of the subject at the door, to start with. */
  @property({ attribute: false }) needs: EntryNeeds = NO_NEEDS;
  /** The subject enters with badge and PIN only. */
  @property({ type: Boolean }) faceless = false;
  /** The subject has a PIN, which stays unless another is typed. */
  @property({ type: Boolean }) hasPin = false;

  @query('kiosk-details-fields') private _fields!: KioskDetailsFields;
  @query('kiosk-new-pin') private _pin!: KioskNewPin;
  @query('kiosk-entry-fields') private _entry!: KioskEntryFields | null;

  override render() {
    return html`
      <h1 tabindex="-1">${msg('Who is it?')}</h1>
      <form
        novalidate
        @submit=${this._submit}
        @input=${() => {
          // It may have been about the badge number.
          this._pin.problem = null;
        }}
      >
        <kiosk-details-fields
          .initial=${this.initial}
          .badgesInUse=${this.badgesInUse}
          ?badge-needed=${this.faceless}
        ></kiosk-details-fields>
        <kiosk-new-pin
          label=${this.faceless ? msg('PIN') : msg('PIN (optional)')}
          hint=${this.hasPin ? msg('Leave it empty to keep the current PIN.') : msg('Digits that the person chooses, to enter with the badge number instead of the face.')}
        ></kiosk-new-pin>
        ${this.faceless ? nothing : html`<kiosk-entry-fields .initial=${this.needs}></kiosk-entry-fields>`}
        <div class="actions">
          <wa-button size="l" appearance="outlined" @click=${() => this.dispatchEvent(new Event('back'))}>
            ${msg('Back')}
          </wa-button>
          <wa-button size="l" variant="brand" type="submit">
            ${this.faceless ? msg('Enrol without a face') : msg('Go on to the camera')}
          </wa-button>
        </div>
      </form>
    `;
  }

  private _submit(event: SubmitEvent): void {
    event.preventDefault();
    const details = this._fields.check();
    if (details === null) return;
    const { typed } = this._pin;
    const needsBadge = this.faceless && details.badge === null;
    const problem = needsBadge
      ? 'pinWithoutBadge'
      : checkPinForm(typed, details.badge, this.faceless && !this.hasPin);
    this._pin.problem = problem;
    if (problem === null) {
      const held = { hasBadge: details.badge !== null, hasPin: this.hasPin || typed.pin !== '' };
      const needs = this._entry === null ? this.needs : this._entry.check(held);
      if (needs === null) return;
      const detail: TypedDetails = { details, pin: typed.pin || null, needs };
      this.dispatchEvent(new CustomEvent('details', { detail }));
    } else if (problem === 'pinWithoutBadge') this._fields.focusBadge();
    else this._pin.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-enrol-details': KioskEnrolDetails;
  }
}
