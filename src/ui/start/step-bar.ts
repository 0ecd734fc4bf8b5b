/** @file `<kiosk-step-bar>`: how far the first run is, from the welcome to what is left to do. */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';

/** All steps of the first run. The store is made after `camera`. */
const SET_UP_STEPS = ['welcome', 'passphrase', 'code', 'camera', 'person', 'output', 'left'] as const;

type SetUpStep = (typeof SET_UP_STEPS)[number];

@localized()
@customElement('kiosk-step-bar')
export class KioskStepBar extends LitElement {
  static override styles = css`
    ol {
      display: flex;
      gap: var(--kiosk-space-2);
      list-style: none;
      margin: 0;
      padding: 0;
    }
    li {
      flex: 1;
      height: 6px;
      border-radius: 3px;
      background: var(--kiosk-sunken);
    }
    li.past {
      background: var(--kiosk-accent);
    }
  `;

  @property() step: SetUpStep = 'welcome';

  override render() {
    const at = SET_UP_STEPS.indexOf(this.step);
    return html`<ol aria-label=${msg(str`Step ${at + 1} of ${SET_UP_STEPS.length}`)}>
      ${SET_UP_STEPS.map((_, index) => html`<li class=${index <= at ? 'past' : ''}></li>`)}
    </ol>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-step-bar': KioskStepBar;
  }
}
