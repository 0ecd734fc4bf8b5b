/** @file `<kiosk-door-face>`: what the door shows of its site at the upper edge: logo, names and clock. */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type DoorFace, PLAIN_DOOR_FACE } from '../../core/site/door-face.ts';
import { timeOfDayText } from '../../locales/moments.ts';

const MINUTE_MS = 60_000;

/** Takes no room while there is nothing to show. */
@localized()
@customElement('kiosk-door-face')
export class KioskDoorFace extends LitElement {
  static override styles = css`
    :host {
      display: contents;
    }
    .plate {
      display: flex;
      align-items: center;
      gap: var(--kiosk-space-3);
      box-sizing: border-box;
      min-width: 0;
      /* Beside it stand the language and the operator's button, where there is room. */
      max-width: min(100%, 34rem);
      min-height: 52px;
      margin-inline-end: auto;
      padding: var(--kiosk-space-2) var(--kiosk-space-4);
      border-radius: 26px;
      background: var(--kiosk-face-ground, rgb(6 12 17 / 62%));
      pointer-events: none;
    }
    p {
      margin: 0;
      overflow-wrap: anywhere;
      line-height: 1.2;
    }
    img {
      flex: none;
      max-width: min(10rem, 30%);
      max-height: 2.5rem;
      object-fit: contain;
    }
    .names {
      min-width: 0;
    }
    /* A long name must not lie over a face. It is read aloud whole. */
    .names p {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
      overflow: hidden;
      /* On the plate's side, whichever way the name itself is written. */
      text-align: match-parent;
    }
    .site {
      font-weight: 650;
    }
    time {
      flex: none;
      font-variant-numeric: tabular-nums;
      font-size: 1.25em;
    }
    @media (max-width: 480px) {
      .plate {
        font-size: var(--kiosk-text-s);
      }
      .names p {
        -webkit-line-clamp: 1;
      }
      img {
        max-width: 25%;
      }
    }
  `;

  @property({ attribute: false }) face: DoorFace = PLAIN_DOOR_FACE;
  private _next: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this._tick();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this._next);
  }

  override render() {
    const { siteName, door, clock, logo } = this.face;
    if (!siteName && !door && !clock && !logo) return nothing;
    const nowMs = Date.now();
    return html`<div class="plate">
      ${logo ? html`<img src="data:image/png;base64,${logo}" alt=${siteName ? '' : msg('Logo')} />` : nothing}
      ${
        siteName || door
          ? html`<div class="names">
              ${siteName ? html`<p class="site" dir="auto">${siteName}</p>` : nothing}
              ${door ? html`<p dir="auto">${door}</p>` : nothing}
            </div>`
          : nothing
      }
      ${
        clock ? html`<time datetime=${new Date(nowMs).toISOString()}>${timeOfDayText(nowMs)}</time>` : nothing
      }
    </div>`;
  }

  /** Comes back when the next minute begins. */
  private _tick(): void {
    this.requestUpdate();
    this._next = setTimeout(
      () => {
        this._tick();
      },
      MINUTE_MS - (Date.now() % MINUTE_MS),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-door-face': KioskDoorFace;
  }
}
