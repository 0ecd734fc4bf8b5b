/** @file `<kiosk-role-passphrase>`: a new passphrase for the operator or the administrator. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Role } from '../../core/site/permissions.ts';
import './new-passphrase.ts';
import type { KioskNewPassphrase } from './new-passphrase.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { panelStyles } from '../elements/panel-styles.ts';
import { WorkController } from '../elements/work-controller.ts';
import type { KioskSession } from '../../kiosk/session.ts';

/** Dispatches `done` after saving or giving up. */
@localized()
@customElement('kiosk-role-passphrase')
export class KioskRolePassphrase extends LitElement {
  static override styles = [baseStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @property({ attribute: false }) forRole: Role = 'operator';
  @state() private _passphrase: string | null = null;
  private readonly _work = new WorkController(this);

  override render() {
    return html`<form class="stack" @submit=${this._save}>
      <h2>
        ${
          this.forRole === 'operator'
            ? msg('A passphrase for the operator')
            : msg('A new passphrase for the administrator')
        }
      </h2>
      <kiosk-new-passphrase
        label=${msg('New passphrase')}
        @change=${(event: Event) => {
          this._passphrase = (event.target as KioskNewPassphrase).value;
        }}
      ></kiosk-new-passphrase>
      ${this._work.outcome()}
      <div class="row end">
        <wa-button size="l" appearance="outlined" @click=${this._finish}>${msg('Cancel')}</wa-button>
        <wa-button
          size="l"
          variant="brand"
          type="submit"
          ?disabled=${this._passphrase === null}
          ?loading=${this._work.busy}
          >${msg('Set the passphrase')}</wa-button
        >
      </div>
    </form>`;
  }

  private async _save(event: Event): Promise<void> {
    event.preventDefault();
    const { session, forRole: role, _passphrase: passphrase } = this;
    if (passphrase === null) return;
    await this._work.run(async () => {
      await session.access.changeCredentials({ kind: 'setPassphrase', role, passphrase });
      this._finish();
    });
  }

  /** The work was done, or given up. */
  private _finish(): void {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-role-passphrase': KioskRolePassphrase;
  }
}
