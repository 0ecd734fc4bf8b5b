/** @file `<kiosk-update-note>`: offers the operator the new version that waits, or the way back to the one before. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './base-styles.ts';
import type { OfflineCopy } from '../../kiosk/offline-copy.ts';
import './note.ts';
import { WorkController } from './work-controller.ts';

@localized()
@customElement('kiosk-update-note')
export class KioskUpdateNote extends LitElement {
  static override styles = baseStyles;

  @property({ attribute: false }) offline!: OfflineCopy;
  /** What it offers, where there is any. */
  @property() kind: 'update' | 'back' = 'update';
  private readonly _work = new WorkController(this);
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
    return html`<kiosk-note
      tone=${isUpdate ? 'good' : 'warn'}
      icon=${isUpdate ? 'refresh' : 'triangle-alert'}
    >
      <div class="stack">
        <p>
          ${
            isUpdate
              ? msg('A new version is ready. The kiosk loads it and then asks for the passphrase.')
              : msg(
                  'The new version did not pass its self-test on this device. The previous one is still here.',
                )
          }
        </p>
        ${this._work.outcome()}
        <div class="row">
          <wa-button size="l" variant="brand" ?disabled=${this._work.busy} @click=${() => this._act()}>
            ${isUpdate ? msg('Install the new version') : msg('Go back to the previous version')}
          </wa-button>
        </div>
      </div>
    </kiosk-note>`;
  }

  private _act(): Promise<void> {
    return this._work.run(() =>
      this.kind === 'update' ? this.offline.applyUpdate() : this.offline.goBack(),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-update-note': KioskUpdateNote;
  }
}
