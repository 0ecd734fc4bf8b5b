/** @file `<kiosk-recovery-code>`: shows a new recovery code, the only time that it is shown. Stores nothing. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatRecoveryCode } from '../../storage/keys/recovery-code.ts';
import { baseStyles } from '../elements/base-styles.ts';
import '../elements/kiosk-icon.ts';
import '../elements/note.ts';

/** Dispatches `change` when the person says whether they have it in writing; then `noted` tells. */
@localized()
@customElement('kiosk-recovery-code')
export class KioskRecoveryCode extends LitElement {
  static override styles = [
    baseStyles,
    css`
      output {
        display: grid;
        grid-template-columns: repeat(4, auto);
        justify-content: center;
        gap: var(--kiosk-space-2) var(--kiosk-space-3);
        padding: var(--kiosk-space-4);
        border: 1px solid var(--kiosk-line);
        border-radius: var(--kiosk-radius);
        font-family: ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace;
        font-size: min(var(--kiosk-text-l), 4.4vw);
        font-weight: 600;
        letter-spacing: 0.06em;
        -webkit-user-select: all;
        user-select: all;
      }
      @media print {
        output {
          border-color: #000;
          background: #fff;
          color: #000;
        }
      }
    `,
  ];

  /** As `makeRecoveryCode` gives it. */
  @property() code = '';
  noted = false;

  override render() {
    const groups = formatRecoveryCode(this.code).split('-');
    return html`<div class="stack">
      <output dir="ltr" aria-label=${msg('Recovery code')}
        >${groups.map((group) => html`<span>${group}</span> `)}</output
      >
      <kiosk-note tone="warn"
        >${msg('It is shown only this once. Write it down or print it, and keep it away from this device: anybody who has both can open everything. Without passphrase and code, everybody has to enrol again.')}</kiosk-note
      >
      <wa-button
        size="l"
        appearance="plain"
        @click=${() => {
          window.print();
        }}
      >
        <kiosk-icon slot="start" name="printer"></kiosk-icon>${msg('Print it')}
      </wa-button>
      <label class="tick">
        <input
          type="checkbox"
          @change=${(event: Event) => {
            this.noted = (event.target as HTMLInputElement).checked;
            this.dispatchEvent(new Event('change'));
          }}
        />
        ${msg('I have written it down in a safe place')}
      </label>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-recovery-code': KioskRecoveryCode;
  }
}
