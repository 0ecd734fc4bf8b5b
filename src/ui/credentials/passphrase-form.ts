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
import { customElement, property, query } from 'lit/decorators.js';
import { baseStyles } from '../elements/base-styles.ts';
import { WorkController } from '../elements/work-controller.ts';

/** Dispatches `accepted` when `check` resolves. */
@localized()
@customElement('kiosk-passphrase-form')
export class KioskPassphraseForm extends LitElement {
  static override styles = baseStyles;

  @property() label = '';
  @property() action = '';
  /** Rejects with an Error whose message tells the person what is wrong. */
  @property({ attribute: false }) check: (passphrase: string) => Promise<void> = () => Promise.resolve();

  private readonly _work = new WorkController(this);
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
      ${this._work.outcome()}
      <wa-button type="submit" variant="brand" size="l" ?loading=${this._work.busy}>
        ${this.action || msg('Continue')}
      </wa-button>
    </form>`;
  }

  private async _submit(event: Event): Promise<void> {
    event.preventDefault();
    const passphrase = this._input.value ?? '';
    if (!passphrase) return;
    await this._work.run(async () => {
      await this.check(passphrase);
      this._input.value = '';
      this.dispatchEvent(new CustomEvent('accepted'));
    });
    if (this._work.error !== null) this._input.select();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-passphrase-form': KioskPassphraseForm;
  }
}
