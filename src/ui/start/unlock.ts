/** @file `<kiosk-unlock>`: asks for a passphrase, a passkey or the recovery code, and opens the store with it. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { SpokenError } from '../../locales/errors.ts';
import { isStorageError } from '../../storage/errors.ts';
import type { Credential } from '../../storage/types.ts';
import { baseStyles, pageStyles } from '../elements/base-styles.ts';
import '../elements/kiosk-icon.ts';
import '../elements/language-button.ts';
import '../credentials/passkey-button.ts';
import '../credentials/passphrase-form.ts';
import type { KioskPassphraseForm } from '../credentials/passphrase-form.ts';
import './recover.ts';
import type { KioskSession } from '../../kiosk/session.ts';

@localized()
@customElement('kiosk-unlock')
export class KioskUnlock extends LitElement {
  static override styles = [baseStyles, pageStyles];

  @property({ attribute: false }) session!: KioskSession;
  /** Whether there is a recovery code to ask for; null until somebody says that the passphrase is forgotten. */
  @state() private _recoverable: boolean | null = null;
  @query('kiosk-passphrase-form') private _form!: KioskPassphraseForm | null;

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    // At first, and when somebody comes back from the recovery code.
    if (changed.has('_recoverable')) this._form?.focus();
  }

  override render() {
    return html`<main class="page">
      <section class="card">
        ${this._recoverable === null ? this._locked() : this._recover(this._recoverable)}
        <kiosk-language-button></kiosk-language-button>
      </section>
    </main>`;
  }

  private _locked() {
    const unlock = (credential: Credential) => this._unlock(credential);
    return html`<kiosk-icon class="mark" name="lock"></kiosk-icon>
      <header class="stack">
        <h1>${msg('This kiosk is locked')}</h1>
        <p class="quiet">
          ${msg('The operator unlocks it once; after that people only have to look into the camera.')}
        </p>
      </header>
      <kiosk-passphrase-form action=${msg('Unlock')} .check=${unlock}></kiosk-passphrase-form>
      <kiosk-passkey-button
        .list=${() => this.session.storage.credentials()}
        .check=${unlock}
      ></kiosk-passkey-button>
      <wa-button size="l" appearance="plain" @click=${this._forgotten}>
        ${msg('Forgotten the passphrase?')}
      </wa-button>`;
  }

  private _recover(possible: boolean) {
    return html`<kiosk-recover
      .session=${this.session}
      ?possible=${possible}
      @back=${() => {
        this._recoverable = null;
      }}
    ></kiosk-recover>`;
  }

  private async _forgotten(): Promise<void> {
    // Where the list cannot be read, the code is asked for all the same; the form then says why it does not open.
    const { recoveryCode } = await this.session.storage.credentials().catch(() => ({ recoveryCode: true }));
    this._recoverable = recoveryCode;
  }

  private async _unlock(credential: Credential): Promise<void> {
    try {
      await this.session.unlock(credential);
    } catch (error) {
      if (!isStorageError(error, 'tampered')) throw error;
      throw new SpokenError(
        msg(
          'The stored data was altered or damaged, so it stays shut. Try the recovery code; or restore a backup: clear this site’s data in the browser, reload, and choose “Restore from a backup”.',
        ),
        { cause: error },
      );
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-unlock': KioskUnlock;
  }
}
