/**
 * @file `<kiosk-passkey-button>`: opens with a passkey instead of the passphrase. Hidden where there is no passkey.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { hasPasskeys, usePasskey } from '../../runtime/passkey.ts';
import { wipe } from '../../storage/bytes.ts';
import type { CredentialList, PasskeyProof } from '../../storage/types.ts';
import { baseStyles } from '../elements/base-styles.ts';
import '../elements/kiosk-icon.ts';
import { WorkController } from '../elements/work-controller.ts';

/** Dispatches `accepted` when `check` resolves. */
@localized()
@customElement('kiosk-passkey-button')
export class KioskPasskeyButton extends LitElement {
  static override styles = baseStyles;

  /** What there is to open with. */
  @property({ attribute: false }) list!: () => Promise<CredentialList>;
  /** Rejects with an Error whose message tells the person what is wrong. */
  @property({ attribute: false }) check!: (passkey: PasskeyProof) => Promise<void>;

  @state() private _ids: readonly Uint8Array<ArrayBuffer>[] = [];
  private readonly _work = new WorkController(this);

  protected override firstUpdated(): void {
    void this._look();
  }

  override render() {
    if (this._ids.length === 0) return nothing;
    return html`<div class="stack">
      <wa-button size="l" appearance="outlined" ?loading=${this._work.busy} @click=${this._use}>
        <kiosk-icon slot="start" name="key-round"></kiosk-icon>${msg('Use a passkey')}
      </wa-button>
      ${this._work.outcome()}
    </div>`;
  }

  private async _look(): Promise<void> {
    if (!(await hasPasskeys())) return;
    // Where the list cannot be read, the passphrase form says why.
    const { passkeys } = await this.list().catch(() => ({ passkeys: [] }));
    this._ids = passkeys.map(({ id }) => id);
  }

  private async _use(): Promise<void> {
    await this._work.run(async () => {
      const passkey = await usePasskey(this._ids);
      await this.check(passkey).finally(() => {
        wipe(passkey.secret);
      });
      this.dispatchEvent(new CustomEvent('accepted'));
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-passkey-button': KioskPasskeyButton;
  }
}
