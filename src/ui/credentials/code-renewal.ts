/**
 * @file `<kiosk-code-renewal>`: shows a new recovery code. It replaces the old one once the administrator has noted
 * it.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { makeRecoveryCode } from '../../storage/keys/recovery-code.ts';
import './recovery-code.ts';
import type { KioskRecoveryCode } from './recovery-code.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { panelStyles } from '../elements/panel-styles.ts';
import { WorkController } from '../elements/work-controller.ts';
import type { KioskSession } from '../../kiosk/session.ts';

/** Dispatches `done` after saving or giving up. */
@localized()
@customElement('kiosk-code-renewal')
export class KioskCodeRenewal extends LitElement {
  static override styles = [baseStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _noted = false;
  private readonly _work = new WorkController(this);
  private readonly _code = makeRecoveryCode(crypto);

  override render() {
    return html`<div class="stack">
      <p class="quiet">${msg('It replaces the previous one as soon as you confirm that you have it.')}</p>
      <kiosk-recovery-code
        .code=${this._code}
        @change=${(event: Event) => {
          this._noted = (event.target as KioskRecoveryCode).noted;
        }}
      ></kiosk-recovery-code>
      ${this._work.outcome()}
      <div class="row end">
        <wa-button size="l" appearance="outlined" @click=${this._finish}>${msg('Cancel')}</wa-button>
        <wa-button
          size="l"
          variant="brand"
          ?disabled=${!this._noted}
          ?loading=${this._work.busy}
          @click=${this._save}
          >${msg('Use this code')}</wa-button
        >
      </div>
    </div>`;
  }

  private async _save(): Promise<void> {
    await this._work.run(async () => {
      await this.session.access.changeCredentials({ kind: 'setRecoveryCode', code: this._code });
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
    'kiosk-code-renewal': KioskCodeRenewal;
  }
}
