/** @file `<kiosk-export-panel>` and `<kiosk-import-panel>`: everybody into a sealed file, and back. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { dayAt } from '../../core/schedule/wall-time.ts';
import './backup-picker.ts';
import type { PickedBackup } from './backup-picker.ts';
import '../credentials/new-passphrase.ts';
import type { KioskNewPassphrase } from '../credentials/new-passphrase.ts';
import { saveFile } from '../elements/save-file.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { panelStyles } from '../elements/panel-styles.ts';
import { WorkController } from '../elements/work-controller.ts';
import type { KioskSession } from '../../kiosk/session.ts';

@localized()
@customElement('kiosk-export-panel')
export class KioskExportPanel extends LitElement {
  static override styles = [baseStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _passphrase: string | null = null;
  private readonly _work = new WorkController(this);

  override render() {
    return html`<div class="stack">
      <p class="quiet">
        ${msg('The file holds everybody’s name, badge and template, who may pass when, and what people agree to, sealed under a passphrase of its own. Whoever has both can read it.')}
      </p>
      <kiosk-new-passphrase
        label=${msg('Passphrase for the backup')}
        @change=${(event: Event) => {
          this._passphrase = (event.target as KioskNewPassphrase).value;
        }}
      ></kiosk-new-passphrase>
      ${this._work.outcome()}
      <wa-button
        size="l"
        variant="brand"
        ?disabled=${this._passphrase === null}
        ?loading=${this._work.busy}
        @click=${this._export}
      >
        ${msg('Save the backup')}
      </wa-button>
    </div>`;
  }

  private async _export(): Promise<void> {
    const { session, _passphrase: passphrase } = this;
    if (passphrase === null) return;
    await this._work.run(async () => {
      const bytes = await session.access.storeFor('backup').exportBackup(passphrase);
      const name = `facegate-${dayAt(Date.now(), session.site.timeZone)}.facegate`;
      saveFile(bytes as Uint8Array<ArrayBuffer>, 'application/octet-stream', name);
      return msg(str`Saved ${session.people.subjects.size} people.`);
    });
  }
}

@localized()
@customElement('kiosk-import-panel')
export class KioskImportPanel extends LitElement {
  static override styles = [baseStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _backup: PickedBackup | null = null;
  private readonly _work = new WorkController(this);

  override render() {
    return html`<div class="stack">
      <p class="quiet">
        ${msg('People of the file are added; those who are here already are replaced by the file’s.')}
      </p>
      <p class="quiet">
        ${msg('If the file holds who may pass when and what people agree to, that replaces what is set here; only people who are not in the file keep the schedule that they were given. All other settings stay.')}
      </p>
      <kiosk-backup-picker
        @pick=${(event: CustomEvent<PickedBackup | null>) => {
          this._backup = event.detail;
        }}
      ></kiosk-backup-picker>
      ${this._work.outcome()}
      <wa-button
        size="l"
        variant="brand"
        ?disabled=${!this._backup}
        ?loading=${this._work.busy}
        @click=${this._import}
      >
        ${msg('Import')}
      </wa-button>
    </div>`;
  }

  private async _import(): Promise<void> {
    const { session, _backup: backup } = this;
    if (!backup) return;
    await this._work.run(async () => {
      const imported = await session.importBackup(backup.bytes, backup.passphrase);
      const { subjects, changedRules, otherTimeZone } = imported;
      const done = msg(str`Imported ${subjects} people.`);
      const replaced = changedRules.map((rule) =>
        rule === 'schedules'
          ? msg('Who may pass when is now as in the file.')
          : msg('What people agree to is now as in the file.'),
      );
      const { timeZone } = session.site;
      const kept =
        otherTimeZone === undefined
          ? []
          : [
              msg(
                str`The file’s hours were made for the time zone ${otherTimeZone}. Here they go by ${timeZone}: look at “Who may pass when”.`,
              ),
            ];
      return [done, ...replaced, ...kept].join(' ');
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-export-panel': KioskExportPanel;
    'kiosk-import-panel': KioskImportPanel;
  }
}
