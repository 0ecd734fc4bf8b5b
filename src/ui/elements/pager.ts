/** @file `<kiosk-pager>`: says which part of a list is shown, and leads to the other parts. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './base-styles.ts';
import './kiosk-icon.ts';
import type { PageView } from './paging.ts';

/** Dispatches `page` (CustomEvent<number>, from 0). */
@localized()
@customElement('kiosk-pager')
export class KioskPager extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--kiosk-space-3);
      }
      p {
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) view!: PageView;

  override render() {
    const { page, pages, from, to, total } = this.view;
    return html`<p class="quiet small" role="status">
        ${total === 0 ? msg('Nothing found') : msg(str`${from}–${to} of ${total}`)}
      </p>
      ${
        pages === 1
          ? nothing
          : html`<div class="row">
              <wa-button appearance="outlined" ?disabled=${page === 0} @click=${() => this._go(page - 1)}>
                <kiosk-icon slot="start" name="back"></kiosk-icon>${msg('Previous')}
              </wa-button>
              <wa-button
                appearance="outlined"
                ?disabled=${page === pages - 1}
                @click=${() => this._go(page + 1)}
              >
                ${msg('Next')}<kiosk-icon slot="end" name="next"></kiosk-icon>
              </wa-button>
            </div>`
      }`;
  }

  private _go(page: number): void {
    this.dispatchEvent(new CustomEvent('page', { detail: page }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-pager': KioskPager;
  }
}
