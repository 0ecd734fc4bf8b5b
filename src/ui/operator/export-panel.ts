/** @file `<kiosk-export-panel>`: everybody into a sealed file, and whether such a file opens. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { dayAt } from '../../core/schedule/wall-time.ts';
import { percentText } from '../../locales/decimals.ts';
import '../credentials/new-passphrase.ts';
import type { KioskNewPassphrase } from '../credentials/new-passphrase.ts';
import { saveFile } from '../elements/save-file.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { panelStyles } from '../elements/panel-styles.ts';
import { WorkController } from '../elements/work-controller.ts';
import type { KioskSession } from '../../kiosk/session.ts';
import './backup-trial.ts';

@localized()
@customElement('kiosk-export-panel')
export class KioskExportPanel extends LitElement {
  static override styles = [baseStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _passphrase: string | null = null;
  /** The share of people that is written, [0, 1]; null while nothing is. */
  @state() private _written: number | null = null;
  private readonly _work = new WorkController(this);

  override render() {
    return html`<div class="stack">
      <p class="quiet">
        ${msg('The file contains everybody’s name, badge and template, the access hours and the consent text. It is encrypted with a passphrase of its own. Anybody who has both can read it.')}
      </p>
      <kiosk-new-passphrase
        label=${msg('Passphrase for the backup')}
        @change=${(event: Event) => {
          this._passphrase = (event.target as KioskNewPassphrase).value;
        }}
      ></kiosk-new-passphrase>
      ${this._work.outcome()}
      ${
        this._written === null
          ? nothing
          : html`<p role="status">${msg(str`People written: ${percentText(this._written, 2)}`)}</p>`
      }
      <wa-button
        size="l"
        variant="brand"
        ?disabled=${this._passphrase === null}
        ?loading=${this._work.busy}
        @click=${this._export}
      >
        ${msg('Save the backup')}
      </wa-button>
      <kiosk-backup-trial .session=${this.session}></kiosk-backup-trial>
    </div>`;
  }

  private async _export(): Promise<void> {
    const { session, _passphrase: passphrase } = this;
    if (passphrase === null) return;
    await this._work.run(async () => {
      const parts: Blob[] = [];
      const onShare = (share: number): void => {
        this._written = share;
      };
      try {
        // The browser keeps what a blob holds out of the page's memory.
        for await (const part of session.access.storeFor('backup').exportBackup(passphrase, onShare)) {
          parts.push(new Blob([part]));
        }
      } finally {
        this._written = null;
      }
      const type = 'application/octet-stream';
      saveFile(new Blob(parts), type, `facegate-${dayAt(Date.now(), session.site.timeZone)}.facegate`);
      const { size } = session.people.subjects;
      await session.backups.made(size, Date.now());
      return msg(str`Saved ${size} people.`);
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-export-panel': KioskExportPanel;
  }
}
