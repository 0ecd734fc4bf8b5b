/** @file `<kiosk-offline-note>`: how much of the kiosk this device has stored, while it still stores. */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../elements/base-styles.ts';
import { megabytes } from '../../locales/decimals.ts';
import type { OfflineState } from '../../kiosk/offline-copy.ts';

@localized()
@customElement('kiosk-offline-note')
export class KioskOfflineNote extends LitElement {
  static override styles = [
    baseStyles,
    css`
      div {
        position: fixed;
        inset: auto 0 0;
        display: grid;
        gap: var(--kiosk-space-2);
        padding: var(--kiosk-space-3) var(--kiosk-space-4);
        background: var(--kiosk-sunken);
        text-align: center;
        /* The note lets touches through to what lies behind it. */
        pointer-events: none;
      }
      progress {
        width: 100%;
        accent-color: var(--kiosk-accent);
      }
    `,
  ];

  @property({ attribute: false }) state: OfflineState = { kind: 'none' };

  override render() {
    const { state } = this;
    if (state.kind !== 'storing') return nothing;
    const [stored, total] = [megabytes(state.storedBytes), megabytes(state.totalBytes)];
    const text = msg(str`Storing the kiosk on this device: ${stored} of ${total} MB`);
    return html`<div>
      <span>${text}</span>
      <progress aria-label=${text} max=${state.totalBytes} .value=${state.storedBytes}></progress>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-offline-note': KioskOfflineNote;
  }
}
