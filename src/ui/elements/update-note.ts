/** @file `<kiosk-update-note>`: offers the operator the new version that waits, or the way back to the one before. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { errorText } from '../../locales/errors.ts';
import { baseStyles, noteStyles } from './base-styles.ts';
import { errorNote } from './error-note.ts';
import './kiosk-icon.ts';
import type { OfflineCopy } from '../../kiosk/offline-copy.ts';

@localized()
@customElement('kiosk-update-note')
export class KioskUpdateNote extends LitElement {
  static override styles = [baseStyles, noteStyles];

  @property({ attribute: false }) offline!: OfflineCopy;
  /** What it offers, where there is any. */
  @property() kind: 'update' | 'back' = 'update';
  @state() private _busy = false;
  @state() private _error: string | null = null;
  private readonly _onChange = () => {
    this.requestUpdate();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.offline.addEventListener('change', this._onChange);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.offline.removeEventListener('change', this._onChange);
  }

  override render() {
    const isUpdate = this.kind === 'update';
    if (!(isUpdate ? this.offline.updateReady : this.offline.mayGoBack)) return nothing;
    return html`<div class="note ${isUpdate ? 'good' : 'warn'}">
      <kiosk-icon name=${isUpdate ? 'refresh' : 'triangle-alert'}></kiosk-icon>
      <div class="stack">
        <p>
          ${
            isUpdate
              ? msg('A new version is ready. The kiosk loads it and then asks for the passphrase.')
              : msg(
                  'The new version has not passed its self-test on this device. The one before is still here.',
                )
          }
        </p>
        ${errorNote(this._error)}
        <div class="row">
          <wa-button size="l" variant="brand" ?disabled=${this._busy} @click=${() => this._act()}>
            ${isUpdate ? msg('Install the new version') : msg('Go back to the version before')}
          </wa-button>
        </div>
      </div>
    </div>`;
  }

  private async _act(): Promise<void> {
    this._busy = true;
    this._error = null;
    try {
      await (this.kind === 'update' ? this.offline.applyUpdate() : this.offline.goBack());
    } catch (error) {
      this._error = errorText(error);
      this._busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-update-note': KioskUpdateNote;
  }
}
