/** @file `<kiosk-person-edit>`: the form in which name and badge number of an enrolled person are changed. */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { SubjectDetails } from '../../src/core/enrolment/details.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import './details-fields.ts';
import type { KioskDetailsFields } from './details-fields.ts';

/** Events: `details` (detail: SubjectDetails), and `back`. */
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

  @property({ attribute: false }) initial!: SubjectDetails;
  /** Badges of the other subjects. */
  @property({ attribute: false }) badgesInUse: readonly string[] = [];
  @property({ type: Boolean }) saving = false;

  @query('kiosk-details-fields') private _fields!: KioskDetailsFields;

  override render() {
    return html`<form class="stack" novalidate @submit=${this._submit}>
      <kiosk-details-fields .initial=${this.initial} .badgesInUse=${this.badgesInUse}></kiosk-details-fields>
      <div class="row end">
        <wa-button size="l" appearance="outlined" @click=${() => this.dispatchEvent(new Event('back'))}>
          ${msg('Cancel')}
        </wa-button>
        <wa-button size="l" variant="brand" type="submit" ?loading=${this.saving}>${msg('Save')}</wa-button>
      </div>
    </form>`;
  }

  private _submit(event: SubmitEvent): void {
    event.preventDefault();
    const detail = this._fields.check();
    if (detail !== null) this.dispatchEvent(new CustomEvent('details', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-person-edit': KioskPersonEdit;
  }
}
