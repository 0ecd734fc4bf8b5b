/** @file `<kiosk-file-picker>`: the browser's own file input, as large as a finger and in the kiosk's look. */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { baseStyles } from './base-styles.ts';
import './kiosk-icon.ts';

/** Of a file input that covers its field. */
export const pickerStyles = css`
  label {
    display: grid;
    gap: var(--kiosk-space-1);
  }
  .field {
    position: relative;
    display: flex;
    align-items: center;
    gap: var(--kiosk-space-3);
    min-height: calc(var(--kiosk-target) + 1rem);
    padding: var(--kiosk-space-3) var(--kiosk-space-4);
    border: 2px dashed var(--kiosk-line);
    border-radius: var(--kiosk-radius);
    overflow-wrap: anywhere;
  }
  .field:focus-within {
    outline: 3px solid var(--kiosk-focus);
    outline-offset: 3px;
  }
  input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: pointer;
  }
`;

/** Dispatches `pick` (CustomEvent<File>). */
@localized()
@customElement('kiosk-file-picker')
export class KioskFilePicker extends LitElement {
  static override styles = [baseStyles, pickerStyles];

  @property() label = '';
  /** As the `accept` attribute of a file input. */
  @property() accept = '';
  @state() private _name: string | null = null;

  override render() {
    return html`<label>
      <span>${this.label}</span>
      <span class="field">
        <kiosk-icon name="upload"></kiosk-icon>
        ${this._name ? html`<bdi>${this._name}</bdi>` : html`<span class="quiet">${msg('Choose a file')}</span>`}
        <input type="file" accept=${this.accept} @change=${this._picked} />
      </span>
    </label>`;
  }

  private _picked(event: Event): void {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (!file) return;
    this._name = file.name;
    this.dispatchEvent(new CustomEvent<File>('pick', { detail: file }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-file-picker': KioskFilePicker;
  }
}
