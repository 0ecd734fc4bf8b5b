/**
 * @file `<kiosk-person-edit>`: the form in which name, badge number and what the door asks of an enrolled person are
 * changed.
 */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { SubjectDetails } from '../../src/core/enrolment/details.ts';
import type { EntryNeeds } from '../../src/core/enrolment/entry-needs.ts';
import type { NamedPerson } from '../../src/core/template/types.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import { mayLose, UnsavedController } from '../../src/ui/elements/unsaved.ts';
import './details-fields.ts';
import type { KioskDetailsFields } from './details-fields.ts';
import './entry-fields.ts';
import type { KioskEntryFields } from './entry-fields.ts';

/** What the form changes. */
export type PersonEdit = SubjectDetails & Partial<EntryNeeds>;

/** Events: `details` (detail: PersonEdit), and `back`. */
@localized()
@customElement('kiosk-person-edit')
export class KioskPersonEdit extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  @property({ attribute: false }) subject!: NamedPerson;
  /** Badges of the other subjects. */
  @property({ attribute: false }) badgesInUse: readonly string[] = [];
  @property({ type: Boolean }) saving = false;

  private _isTouched = false;
  private readonly _unsaved = new UnsavedController(this, () => this._isTouched);

  @query('kiosk-details-fields') private _fields!: KioskDetailsFields;
  @query('kiosk-entry-fields') private _entry!: KioskEntryFields | null;

  override render() {
    return html`<form
      class="stack"
      novalidate
      @submit=${this._submit}
      @input=${this._touch}
      @change=${this._touch}
    >
      <kiosk-details-fields .initial=${this.subject} .badgesInUse=${this.badgesInUse}></kiosk-details-fields>
      ${
        this.subject.template === null
          ? nothing
          : html`<kiosk-entry-fields .initial=${this.subject}></kiosk-entry-fields>`
      }
      <div class="row end">
        <wa-button size="l" appearance="outlined" @click=${this._giveUp}> ${msg('Cancel')} </wa-button>
        <wa-button size="l" variant="brand" type="submit" ?loading=${this.saving}>${msg('Save')}</wa-button>
      </div>
    </form>`;
  }

  private _touch(): void {
    this._isTouched = true;
  }

  private async _giveUp(): Promise<void> {
    if (await mayLose(this, this._unsaved.isChanged)) this.dispatchEvent(new Event('back'));
  }

  private _submit(event: SubmitEvent): void {
    event.preventDefault();
    const details = this._fields.check();
    if (details === null) return;
    const held = { hasBadge: details.badge !== null, hasPin: this.subject.pin !== null };
    // Without a face nothing is asked besides badge and PIN, and there are no fields.
    const needs = this._entry === null ? {} : this._entry.check(held);
    if (needs === null) return;
    const { name, badge } = details;
    const detail: PersonEdit = { name, badge, ...needs };
    this.dispatchEvent(new CustomEvent('details', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-person-edit': KioskPersonEdit;
  }
}
