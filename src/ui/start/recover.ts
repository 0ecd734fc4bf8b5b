/**
 * @file `<kiosk-recover>`: for an administrator who forgot the passphrase. Asks for the recovery code and a new
 * passphrase, then shows the next code. The kiosk opens once that is noted.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  makeRecoveryCode,
  parseRecoveryCode,
  recoveryCodeProblem,
} from '../../storage/keys/recovery-code.ts';
import type { OpenStore } from '../../storage/open-store.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { recoveryCodeProblemText } from '../../locales/credentials.ts';
import { SpokenError } from '../../locales/errors.ts';
import '../credentials/new-passphrase.ts';
import type { KioskNewPassphrase } from '../credentials/new-passphrase.ts';
import '../credentials/recovery-code.ts';
import type { KioskRecoveryCode } from '../credentials/recovery-code.ts';
import type { KioskSession } from '../../kiosk/session.ts';
import { WorkController } from '../elements/work-controller.ts';

/** Dispatches `back`. */
@localized()
@customElement('kiosk-recover')
export class KioskRecover extends LitElement {
  static override styles = baseStyles;

  @property({ attribute: false }) session!: KioskSession;
  /** False on a kiosk that was set up before there were codes, and got none since. */
  @property({ type: Boolean }) possible = false;

  @state() private _typed = '';
  @state() private _passphrase: string | null = null;
  private readonly _work = new WorkController(this);
  /** The recovered store; it opens once the next code is noted. */
  @state() private _recovered: { readonly store: OpenStore; readonly nextCode: string } | null = null;
  @state() private _noted = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // The store is locked unless the session has taken it over.
    if (this._recovered && this.session.access.store === null) this._recovered.store.lock();
  }

  override render() {
    if (this._recovered) return this._nextCode(this._recovered.nextCode);
    return this.possible ? this._form() : this._impossible();
  }

  private _impossible() {
    return html`<div class="stack">
      <h1 tabindex="-1">${msg('There is no recovery code')}</h1>
      <p>
        ${msg('This kiosk has none, so nothing opens it without the passphrase. To start over, clear this site’s data in the browser and reload; a backup brings the people back.')}
      </p>
      ${this._back()}
    </div>`;
  }

  private _form() {
    return html`<form class="stack" @submit=${this._recover}>
      <header class="stack">
        <h1 tabindex="-1">${msg('A new passphrase for the administrator')}</h1>
        <p class="quiet">
          ${msg('The recovery code was written down at the first run, or since. An operator who forgot theirs asks the administrator.')}
        </p>
      </header>
      <wa-input
        class="code"
        name="recovery-code"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        required
        label=${msg('Recovery code')}
        placeholder="XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX"
        @input=${(event: Event) => {
          this._typed = (event.target as WaInput).value ?? '';
          this._work.clear();
        }}
      ></wa-input>
      <kiosk-new-passphrase
        label=${msg('New passphrase')}
        @change=${(event: Event) => {
          this._passphrase = (event.target as KioskNewPassphrase).value;
        }}
      ></kiosk-new-passphrase>
      ${this._work.outcome()}
      <div class="row">
        ${this._back()}
        <wa-button
          size="l"
          variant="brand"
          type="submit"
          ?disabled=${this._passphrase === null || this._typed.trim() === ''}
          ?loading=${this._work.busy}
          >${msg('Set the passphrase')}</wa-button
        >
      </div>
    </form>`;
  }

  private _nextCode(code: string) {
    return html`<div class="stack">
      <header class="stack">
        <h1 tabindex="-1">${msg('The passphrase is set')}</h1>
        <p class="quiet">${msg('The code that you used no longer works. This is the new one.')}</p>
      </header>
      <kiosk-recovery-code
        .code=${code}
        @change=${(event: Event) => {
          this._noted = (event.target as KioskRecoveryCode).noted;
        }}
      ></kiosk-recovery-code>
      ${this._work.outcome()}
      <wa-button size="l" variant="brand" ?disabled=${!this._noted} @click=${this._open}>
        ${msg('Unlock')}
      </wa-button>
    </div>`;
  }

  private _back() {
    return html`<wa-button
      size="l"
      appearance="outlined"
      @click=${() => this.dispatchEvent(new CustomEvent('back'))}
      >${msg('Back')}</wa-button
    >`;
  }

  private async _recover(event: Event): Promise<void> {
    event.preventDefault();
    const { session, _passphrase: passphrase, _typed: typed } = this;
    if (passphrase === null) return;
    await this._work.run(async () => {
      const problem = recoveryCodeProblem(typed);
      if (problem !== null) throw new SpokenError(recoveryCodeProblemText(problem));
      const code = parseRecoveryCode(typed);
      if (code === null) return;
      const nextCode = makeRecoveryCode(crypto);
      const store = await session.recover({ code, passphrase, nextCode });
      this._recovered = { store, nextCode };
    });
  }

  private async _open(): Promise<void> {
    const { session, _recovered: recovered } = this;
    if (recovered) await this._work.run(() => session.open(recovered.store));
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('_recovered') || changed.has('possible')) {
      this.renderRoot.querySelector('h1')?.focus();
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-recover': KioskRecover;
  }
}
