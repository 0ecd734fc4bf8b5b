/** @file `<kiosk-qr-code>`: a text as a QR code, dark on light in every theme, so that cameras read it. */
import encodeQR from 'qr';
import { LitElement, css, html, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';

/** The quiet zone that readers want around the code, in modules (ISO/IEC 18004). */
const BORDER = 4;

@customElement('kiosk-qr-code')
export class KioskQrCode extends LitElement {
  static override styles = css`
    :host {
      display: block;
      width: min(100%, 18rem);
    }
    svg {
      display: block;
      width: 100%;
      border-radius: var(--kiosk-radius);
      background: #fff;
    }
    path {
      fill: #000;
    }
  `;

  @property() text = '';
  /** What it is, for whoever does not see it. */
  @property() label = '';

  override render() {
    if (this.text === '') return html``;
    const rows = encodeQR(this.text, 'raw', { ecc: 'medium', border: BORDER });
    const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return html`<svg
      viewBox="0 0 ${rows.length} ${rows.length}"
      shape-rendering="crispEdges"
      role="img"
      aria-label=${this.label}
    >
      ${svg`<path d=${dark.join('')}></path>`}
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-qr-code': KioskQrCode;
  }
}
