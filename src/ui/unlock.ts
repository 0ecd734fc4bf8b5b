/** @file `<kiosk-unlock>`: asks for the operator's passphrase and opens the store with it. */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { isStorageError } from '../storage/errors.ts';
import { baseStyles, pageStyles } from './base-styles.ts';
import './kiosk-icon.ts';
import './language-button.ts';
import './passphrase-form.ts';
import type { KioskPassphraseForm } from './passphrase-form.ts';
import type { KioskSession } from './session.ts';

@localized()
@customElement('kiosk-unlock')
export class KioskUnlock extends LitElement {
  static override styles = [
    baseStyles,
    pageStyles,
    css`
      :host {
        display: block;
      }
      .mark {
        font-size: 2.25rem;
        color: var(--kiosk-accent);
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @query('kiosk-passphrase-form') private _form!: KioskPassphraseForm;

  protected override firstUpdated(): void {
    this._form.focus();
  }

  override render() {
    return html`<main class="page">
      <section class="card">
        <kiosk-icon class="mark" name="lock"></kiosk-icon>
        <header class="stack">
          <h1>${msg('This kiosk is locked')}</h1>
          <p class="quiet">
            ${msg('The operator unlocks it once; after that people only have to look into the camera.')}
          </p>
        </header>
        <kiosk-passphrase-form
          action=${msg('Unlock')}
          .check=${(passphrase: string) => this._unlock(passphrase)}
        ></kiosk-passphrase-form>
        <kiosk-language-button></kiosk-language-button>
      </section>
    </main>`;
  }

  /** Two messages that must not be mixed up: a slip of the hand, and a store that somebody changed. */
  private async _unlock(passphrase: string): Promise<void> {
    try {
      await this.session.open(await this.session.storage.unlock(passphrase, Date.now()));
    } catch (error) {
      if (isStorageError(error, 'wrongPassphrase')) {
        throw new Error(
          msg('Wrong passphrase. Check capital letters and the keyboard layout, and try again.'),
          { cause: error },
        );
      }
      if (isStorageError(error, 'tampered')) {
        throw new Error(
          msg(
            'The stored data was altered or damaged, so it stays shut. Restore a backup: clear this site’s data in the browser, reload, and choose “Restore from a backup”.',
          ),
          { cause: error },
        );
      }
      throw error;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-unlock': KioskUnlock;
  }
}
