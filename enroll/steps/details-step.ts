/** @file `<kiosk-enrol-details>`: the form for the name, the badge number and the PIN. It stores nothing. */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { checkDetails } from '../../src/core/enrolment/details.ts';
import type { DetailsProblem, SubjectDetails } from '../../src/core/enrolment/details.ts';
import { checkPinForm } from '../../src/core/enrolment/pin.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import './new-pin.ts';
import type { KioskNewPin } from './new-pin.ts';
import { stepStyles } from './step-styles.ts';
import type { TypedDetails } from '../../src/kiosk/enrolment-flow.ts';
import { detailsProblemText } from '../../src/locales/enrolment.ts';

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
      .problem {
        color: var(--kiosk-bad);
        margin-top: var(--kiosk-space-2);
        font-weight: 600;
      }
    `,
  ];

  /** What the fields start with. */
  @property({ attribute: false }) initial: SubjectDetails = { name: '', badge: null };
  /** Badges of the other subjects. */
  @property({ attribute: false }) badgesInUse: readonly string[] = [];

  /** The subject enters with badge and PIN only. */
  @property({ type: Boolean }) faceless = false;
  /** The subject has a PIN, which stays unless another is typed. */
  @property({ type: Boolean }) hasPin = false;

  @state() private _problems: readonly DetailsProblem[] = [];

  @query('wa-input[name="name"]') private _name!: WaInput;
  @query('wa-input[name="badge"]') private _badge!: WaInput;
  @query('kiosk-new-pin') private _pin!: KioskNewPin;

  override render() {
    return html`
      <h1 tabindex="-1">${msg('Who is it?')}</h1>
      <form novalidate @submit=${this._submit}>
        <div>
          <wa-input
            name="name"
            size="l"
            label=${msg('Name')}
            .defaultValue=${this.initial.name}
            autocomplete="off"
            autocapitalize="words"
            enterkeyhint="next"
            required
          ></wa-input>
          ${this._problem('name')}
        </div>
        <div>
          <wa-input
            name="badge"
            size="l"
            label=${this.faceless ? msg('Badge number') : msg('Badge number (optional)')}
            hint=${msg('Letters and digits')}
            .defaultValue=${this.initial.badge ?? ''}
            autocomplete="off"
            autocapitalize="characters"
            enterkeyhint="next"
          ></wa-input>
          ${this._problem('badge')}
        </div>
        <kiosk-new-pin
          label=${this.faceless ? msg('PIN') : msg('PIN (optional)')}
          hint=${this.hasPin ? msg('Leave it empty to keep the present PIN.') : msg('Digits that the person chooses, to enter with the badge number instead of the face.')}
        ></kiosk-new-pin>
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

  private _problem(field: 'name' | 'badge') {
    const problem = this._problems.find((code) => code.startsWith(field));
    return problem === undefined
      ? nothing
      : html`<p class="problem" role="alert">${detailsProblemText(problem)}</p>`;
  }

  private _submit(event: SubmitEvent): void {
    event.preventDefault();
    const typed = { name: this._name.value ?? '', badge: this._badge.value ?? '' };
    const checked = checkDetails(typed, this.badgesInUse);
    if (checked.ok) {
      this._problems = [];
      const { details } = checked;
      const pinNeeded = this.faceless && !this.hasPin;
      const needsBadge = this.faceless && details.badge === null;
      const problem = needsBadge
        ? 'pinWithoutBadge'
        : checkPinForm(this._pin.typed, details.badge, pinNeeded);
      this._pin.problem = problem;
      if (problem === null) {
        const detail: TypedDetails = { details, pin: this._pin.typed.pin || null };
        this.dispatchEvent(new CustomEvent('details', { detail }));
      } else if (problem === 'pinWithoutBadge') this._badge.focus();
      else this._pin.focus();
      return;
    }
    this._problems = checked.problems;
    (checked.problems[0].startsWith('name') ? this._name : this._badge).focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-enrol-details': KioskEnrolDetails;
  }
}
