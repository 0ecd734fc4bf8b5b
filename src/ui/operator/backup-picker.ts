/** @file `<kiosk-backup-picker>`: a `.facegate` file and its passphrase. Opens neither. */
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { baseStyles } from '../elements/base-styles.ts';
import '../elements/file-picker.ts';

export interface PickedBackup {
  readonly file: Blob;
  readonly passphrase: string;
}

/** Dispatches `pick` (CustomEvent<PickedBackup | null>) with every change; null while something is missing. */
@localized()
@customElement('kiosk-backup-picker')
export class KioskBackupPicker extends LitElement {
  static override styles = baseStyles;

  private _file: File | null = null;
  private _passphrase = '';

  override render() {
    return html`<div class="stack">
      <kiosk-file-picker
        label=${msg('Backup file')}
        @pick=${(event: CustomEvent<File>) => {
          this._file = event.detail;
          this._say();
        }}
      ></kiosk-file-picker>
      <wa-input
        type="password"
        autocomplete="off"
        autocapitalize="off"
        password-toggle
        label=${msg('Passphrase of the backup')}
        @input=${(event: Event) => {
          this._passphrase = (event.target as WaInput).value ?? '';
          this._say();
        }}
      ></wa-input>
    </div>`;
  }

  private _say(): void {
    const file = this._file;
    const detail = file && this._passphrase ? { file, passphrase: this._passphrase } : null;
    this.dispatchEvent(new CustomEvent<PickedBackup | null>('pick', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-backup-picker': KioskBackupPicker;
  }
}
