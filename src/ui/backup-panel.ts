/** @file `<kiosk-export-panel>` and `<kiosk-import-panel>`: everybody into a sealed file, and back. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import './backup-picker.ts';
import type { PickedBackup } from './backup-picker.ts';
import { baseStyles, noteStyles } from './base-styles.ts';
import { errorNote } from './error-note.ts';
import './kiosk-icon.ts';
import './new-passphrase.ts';
import type { KioskNewPassphrase } from './new-passphrase.ts';
import { panelStyles } from './panel-styles.ts';
import { saveFile } from './save-file.ts';
import type { KioskSession } from './session.ts';

/** One piece of work that may fail, with its outcome in words. */
abstract class WorkPanel extends LitElement {
  static override styles = [baseStyles, noteStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() protected _busy = false;
  @state() private _done: string | null = null;
  @state() private _error: string | null = null;

  /** @param work - Returns the sentence that reports success. */
  protected async _run(work: () => Promise<string>): Promise<void> {
    if (this._busy) return;
    this._busy = true;
    this._done = this._error = null;
    try {
      await new Promise((resolve) => setTimeout(resolve, 30));
      this._done = await work();
    } catch (error) {
      this._error = error instanceof Error ? error.message : String(error);
    } finally {
      this._busy = false;
    }
  }

  protected _outcome() {
    return this._done === null
      ? errorNote(this._error)
      : html`<p class="note good" role="status">
          <kiosk-icon name="circle-check"></kiosk-icon><span>${this._done}</span>
        </p>`;
  }
}

@localized()
@customElement('kiosk-export-panel')
export class KioskExportPanel extends WorkPanel {
  @state() private _passphrase: string | null = null;

  override render() {
    return html`<div class="stack">
      <p class="quiet">
        ${msg('The file holds everybody’s name, badge and template, sealed under a passphrase of its own. Whoever has both can read it.')}
      </p>
      <kiosk-new-passphrase
        label=${msg('Passphrase for the backup')}
        @change=${(event: Event) => {
          this._passphrase = (event.target as KioskNewPassphrase).value;
        }}
      ></kiosk-new-passphrase>
      ${this._outcome()}
      <wa-button
        size="l"
        variant="brand"
        ?disabled=${this._passphrase === null}
        ?loading=${this._busy}
        @click=${this._export}
      >
        ${msg('Save the backup')}
      </wa-button>
    </div>`;
  }

  private async _export(): Promise<void> {
    const { store, subjects } = this.session;
    const passphrase = this._passphrase;
    if (!store || passphrase === null) return;
    await this._run(async () => {
      const bytes = await store.exportBackup(passphrase);
      const name = `facegate-${new Date().toISOString().slice(0, 10)}.facegate`;
      saveFile(bytes as Uint8Array<ArrayBuffer>, 'application/octet-stream', name);
      return msg(str`Saved ${subjects.size} people.`);
    });
  }
}

@localized()
@customElement('kiosk-import-panel')
export class KioskImportPanel extends WorkPanel {
  @state() private _backup: PickedBackup | null = null;

  override render() {
    return html`<div class="stack">
      <p class="quiet">
        ${msg('People of the file are added; those who are here already are replaced by the file’s.')}
      </p>
      <kiosk-backup-picker
        @pick=${(event: CustomEvent<PickedBackup | null>) => {
          this._backup = event.detail;
        }}
      ></kiosk-backup-picker>
      ${this._outcome()}
      <wa-button
        size="l"
        variant="brand"
        ?disabled=${!this._backup}
        ?loading=${this._busy}
        @click=${this._import}
      >
        ${msg('Import')}
      </wa-button>
    </div>`;
  }

  private async _import(): Promise<void> {
    const { session, _backup: backup } = this;
    const { store } = session;
    if (!store || !backup) return;
    await this._run(async () => {
      const count = await store.importBackup(backup.bytes, backup.passphrase, Date.now());
      await session.refreshGallery();
      return msg(str`Imported ${count} people.`);
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-export-panel': KioskExportPanel;
    'kiosk-import-panel': KioskImportPanel;
  }
}
