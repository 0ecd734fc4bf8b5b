/** @file `<kiosk-records-filters>`: which entries of the audit log the operator wants to see. */
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { localized, msg } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { baseStyles } from '../../elements/base-styles.ts';
import { EVERYTHING, type RecordsWish } from '../../../kiosk/records-wish.ts';
import { AUDIT_KINDS, kindText, OUTCOMES, outcomeText } from '../../../locales/records.ts';
import { perLanguage } from '../../elements/per-language.ts';

/** The select's value for “any”, since an option needs one. */
const ANY = 'any';

/** Dispatches `wish` (CustomEvent<RecordsWish>). */
@localized()
@customElement('kiosk-records-filters')
export class KioskRecordsFilters extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(10.5rem, 100%), 1fr));
        gap: var(--kiosk-space-3);
      }
    `,
  ];

  @state() private _wish = EVERYTHING;

  override render() {
    const { kind, outcome, fromDay, toDay, person } = this._wish;
    return html`${perLanguage(
        html`<wa-select
          label=${msg('What')}
          .value=${kind ?? ANY}
          @change=${(event: Event) => {
            const { value } = event.target as WaSelect;
            this._want({ kind: AUDIT_KINDS.find((one) => one === value) ?? null });
          }}
        >
          <wa-option value=${ANY}>${msg('Everything')}</wa-option>
          ${AUDIT_KINDS.map((one) => html`<wa-option value=${one}>${kindText(one)}</wa-option>`)}
        </wa-select>`,
      )}
      ${perLanguage(
        html`<wa-select
          label=${msg('Outcome')}
          .value=${outcome ?? ANY}
          @change=${(event: Event) => {
            const { value } = event.target as WaSelect;
            this._want({ outcome: OUTCOMES.find((one) => one === value) ?? null });
          }}
        >
          <wa-option value=${ANY}>${msg('Any')}</wa-option>
          ${OUTCOMES.map((one) => html`<wa-option value=${one}>${outcomeText(one)}</wa-option>`)}
        </wa-select>`,
      )}
      <wa-input
        type="date"
        label=${msg('From')}
        .value=${fromDay}
        @input=${(event: Event) => this._want({ fromDay: valueOf(event) })}
      ></wa-input>
      <wa-input
        type="date"
        label=${msg('To')}
        .value=${toDay}
        @input=${(event: Event) => this._want({ toDay: valueOf(event) })}
      ></wa-input>
      <wa-input
        type="search"
        label=${msg('Person')}
        autocomplete="off"
        with-clear
        .value=${person}
        @input=${(event: Event) => this._want({ person: valueOf(event) })}
      ></wa-input>`;
  }

  private _want(change: Partial<RecordsWish>): void {
    this._wish = { ...this._wish, ...change };
    this.dispatchEvent(new CustomEvent('wish', { detail: this._wish }));
  }
}

function valueOf(event: Event): string {
  return (event.target as WaInput).value ?? '';
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-records-filters': KioskRecordsFilters;
  }
}
