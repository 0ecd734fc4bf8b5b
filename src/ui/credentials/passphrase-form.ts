/**
 * @file `<kiosk-passphrase-form>`: one passphrase, a button, and the reason when it is not accepted.
 *
 * Keeps the passphrase only until `check` has answered.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { errorText } from '../../locales/errors.ts';
import { baseStyles, noteStyles } from '../elements/base-styles.ts';
import { errorNote } from '../elements/error-note.ts';
import '../elements/kiosk-icon.ts';

/** Dispatches `accepted` when `check` resolves. */
@localized()
@customElement('kiosk-passphrase-form')
export class KioskPassphraseForm extends LitElement {
  static override styles = [baseStyles, noteStyles];

  @property() label = '';
  @property() action = '';
  /** Rejects with an Error whose message tells the person what is wrong. */
  @property({ attribute: false }) check: (passphrase: string) => Promise<void> = () => Promise.resolve();

  @state() private _busy = false;
  @state() private _error: string | null = null;
  @query('wa-input') private _input!: WaInput;

  override focus(): void {
    void this.updateComplete.then(() => {
      this._input.focus();
    });
  }

  override render() {
    return html`<form class="stack" @submit=${this._submit}>
      <wa-input
        type="password"
        name="passphrase"
        autocomplete="current-password"
        autocapitalize="off"
        password-toggle
        required
        label=${this.label || msg('Passphrase')}
      ></wa-input>
      ${errorNote(this._error)}
      <wa-button type="submit" variant="brand" size="l" ?loading=${this._busy}>
        ${this.action || msg('Continue')}
      </wa-button>
    </form>`;
  }

  private async _submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this._busy) return;
    const passphrase = this._input.value ?? '';
    if (!passphrase) return;
    this._busy = true;
    this._error = null;
    try {
      // One frame for the button to show that it works: deriving the key holds this thread for a moment.
      await new Promise((resolve) => setTimeout(resolve, 30));
      await this.check(passphrase);
      this._input.value = '';
      this.dispatchEvent(new CustomEvent('accepted'));
    } catch (error) {
      this._error = errorText(error);
      this._input.select();
    } finally {
      this._busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-passphrase-form': KioskPassphraseForm;
  }
}
