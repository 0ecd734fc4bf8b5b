/** @file `<kiosk-other-tab>`: the kiosk runs in another tab, and may be brought here. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { baseStyles, pageStyles } from '../elements/base-styles.ts';
import '../elements/kiosk-icon.ts';
import '../elements/language-button.ts';

/** Dispatches `take` when this tab shall run the kiosk instead. */
@localized()
@customElement('kiosk-other-tab')
export class KioskOtherTab extends LitElement {
  static override styles = [baseStyles, pageStyles];

  override render() {
    return html`<main class="page">
      <section class="card">
        <kiosk-icon class="mark" name="door-open"></kiosk-icon>
        <header class="stack">
          <h1>${msg('The kiosk runs in another tab')}</h1>
          <p class="quiet">
            ${msg('Only one tab runs the door. Close this one, or use it instead: the other tab then locks.')}
          </p>
        </header>
        <wa-button variant="brand" size="l" @click=${() => this.dispatchEvent(new Event('take'))}>
          ${msg('Use this one instead')}
        </wa-button>
        <kiosk-language-button></kiosk-language-button>
      </section>
    </main>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-other-tab': KioskOtherTab;
  }
}
