/** @file `<fleet-photo-picker>`: the browser's own inputs for a folder of photos, and for photos one by one. */
import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../../ui/elements/base-styles.ts';
import '../../ui/elements/kiosk-icon.ts';
import { pickerStyles } from '../../ui/elements/file-picker.ts';

/** Dispatches `pick` (CustomEvent<readonly File[]>). */
@localized()
@customElement('fleet-photo-picker')
export class FleetPhotoPicker extends LitElement {
  static override styles = [baseStyles, pickerStyles];

  @property({ type: Boolean }) disabled = false;

  override render() {
    return html`<div class="stack">
      ${this._field(msg('Folder of photos'), msg('Choose a folder'), true)}
      ${this._field(msg('Or single photos'), msg('Choose photos'), false)}
    </div>`;
  }

  private _field(label: string, action: string, isFolder: boolean) {
    return html`<label>
      <span>${label}</span>
      <span class="field">
        <kiosk-icon name="upload"></kiosk-icon>
        <span class="quiet">${action}</span>
        <input
          type="file"
          multiple
          accept=${isFolder ? '' : 'image/*'}
          ?webkitdirectory=${isFolder}
          ?disabled=${this.disabled}
          @change=${this._picked}
        />
      </span>
    </label>`;
  }

  private _picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = Array.from(input.files ?? []);
    // The same folder may be chosen again.
    input.value = '';
    if (files.length === 0) return;
    this.dispatchEvent(new CustomEvent<readonly File[]>('pick', { detail: files }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-photo-picker': FleetPhotoPicker;
  }
}
