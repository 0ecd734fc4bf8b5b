/** @file `<kiosk-leave-question>`: asks whether changes that are not saved may be lost. Loses nothing itself. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './base-styles.ts';

/** Dispatches `answer` (CustomEvent<boolean>: whether the changes may be lost). */
@localized()
@customElement('kiosk-leave-question')
export class KioskLeaveQuestion extends LitElement {
  static override styles = [
    baseStyles,
    css`
      wa-dialog {
        --width: min(28rem, 94vw);
      }
      .row wa-button {
        flex: 1 1 12rem;
      }
    `,
  ];

  /** Nobody has touched the screen for a while, so the kiosk is about to close what is open. */
  @property({ type: Boolean }) idle = false;

  override render() {
    return html`<wa-dialog
      open
      label=${msg('Leave without saving?')}
      @wa-hide=${(event: Event) => {
        if (event.target === event.currentTarget) this._answer(false);
      }}
    >
      <div class="stack">
        ${
          this.idle
            ? html`<p role="alert">
                ${msg('Nobody has touched the screen for a while. It closes soon, and your changes are lost.')}
              </p>`
            : nothing
        }
        <p>${msg('Your changes are not saved.')}</p>
        <div class="row">
          <wa-button size="l" variant="danger" appearance="outlined" @click=${() => this._answer(true)}
            >${msg('Leave without saving')}</wa-button
          >
          <wa-button size="l" variant="brand" @click=${() => this._answer(false)}
            >${msg('Keep editing')}</wa-button
          >
        </div>
      </div>
    </wa-dialog>`;
  }

  private _answer(lose: boolean): void {
    this.dispatchEvent(new CustomEvent('answer', { detail: lose }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-leave-question': KioskLeaveQuestion;
  }
}
