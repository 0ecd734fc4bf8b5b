/**
 * @file `<kiosk-passkey-form>`: adds a passkey, for the role that the administrator chooses: a device's own passkey
 * belongs to everybody who can unlock its screen, and on a kiosk that is seldom the administrator alone.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Role } from '../../core/site/permissions.ts';
import { createPasskey, forgetPasskey } from '../../runtime/passkey.ts';
import { wipe } from '../../storage/bytes.ts';
import type { PasskeyFacts } from '../../storage/types.ts';
import { roleText } from '../../locales/credentials.ts';
import '../elements/kiosk-icon.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { panelStyles } from '../elements/panel-styles.ts';
import { WorkController } from '../elements/work-controller.ts';
import type { KioskSession } from '../../kiosk/session.ts';

const ROLES: readonly Role[] = ['operator', 'administrator'];

/** Dispatches `done` after saving or giving up. */
@localized()
@customElement('kiosk-passkey-form')
export class KioskPasskeyForm extends LitElement {
  static override styles = [baseStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @property({ attribute: false }) known: readonly PasskeyFacts[] = [];
  @state() private _role: Role = 'operator';
  private readonly _work = new WorkController(this);

  override render() {
    return html`<div class="stack">
      <wa-radio-group
        label=${msg('Role')}
        hint=${msg('Anybody who can use the passkey has this role. The passkey of this device itself belongs to everybody who knows how to unlock its screen.')}
        orientation="horizontal"
        .value=${this._role}
        @change=${(event: Event) => {
          this._role = (event.target as WaRadioGroup).value as Role;
        }}
      >
        ${ROLES.map((role) => html`<wa-radio appearance="button" value=${role}>${roleText(role)}</wa-radio>`)}
      </wa-radio-group>
      ${this._work.outcome()}
      <div class="row end">
        <wa-button size="l" appearance="outlined" @click=${this._finish}>${msg('Cancel')}</wa-button>
        <wa-button size="l" variant="brand" ?loading=${this._work.busy} @click=${this._add}>
          <kiosk-icon slot="start" name="key-round"></kiosk-icon>${msg('Add a passkey')}
        </wa-button>
      </div>
    </div>`;
  }

  private async _add(): Promise<void> {
    const { session, _role: role } = this;
    await this._work.run(async () => {
      const name = msg(str`Facegate: ${roleText(role)}`);
      const passkey = await createPasskey(
        name,
        this.known.map(({ id }) => id),
      );
      try {
        await session.access.changeCredentials({ kind: 'addPasskey', role, ...passkey });
      } catch (error) {
        forgetPasskey(passkey.id);
        throw error;
      } finally {
        wipe(passkey.secret);
      }
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
    'kiosk-passkey-form': KioskPasskeyForm;
  }
}
