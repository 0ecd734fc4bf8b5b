/** @file `<kiosk-door-output-panel>`: what a grant opens, and a try of it. For the operator. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { allowedPorts, choosePort, hasSerialPorts } from '../actuators/web-serial.ts';
import { RELAY_PULSE_MS } from '../storage/settings.ts';
import type { Settings } from '../storage/types.ts';
import { baseStyles, noteStyles } from './base-styles.ts';
import { errorNote } from './error-note.ts';
import './kiosk-icon.ts';
import { panelStyles } from './panel-styles.ts';
import type { KioskSession } from './session.ts';

@localized()
@customElement('kiosk-door-output-panel')
export class KioskDoorOutputPanel extends LitElement {
  static override styles = [baseStyles, noteStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _allowed: number | null = null;
  @state() private _said: string | null = null;
  @state() private _error: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this._count();
  }

  override render() {
    const { doorOutput } = this.session.settings;
    return html`<div class="stack">
      <wa-radio-group
        label=${msg('What a grant opens')}
        hint=${
          doorOutput === 'relay'
            ? msg(
                'A USB relay of the kind LCUS-1 closes its contact for a moment. Wire the door opener to COM and NO.',
              )
            : msg('Nothing: the screen says who may come in.')
        }
        .value=${doorOutput}
        @change=${(event: Event) => {
          void this._change({ doorOutput: (event.target as WaRadioGroup).value as Settings['doorOutput'] });
        }}
      >
        <wa-radio appearance="button" value="none">${msg('Nothing')}</wa-radio>
        <wa-radio appearance="button" value="relay">${msg('USB relay')}</wa-radio>
      </wa-radio-group>
      ${doorOutput === 'relay' ? this._relay() : nothing} ${errorNote(this._error)}
    </div>`;
  }

  private _relay() {
    if (!hasSerialPorts()) {
      return html`<p class="note warn">
        <kiosk-icon name="triangle-alert"></kiosk-icon>
        <span>${msg('This browser cannot use serial ports. Chrome and Edge on a computer can.')}</span>
      </p>`;
    }
    return html`<wa-input
        type="number"
        inputmode="numeric"
        min=${RELAY_PULSE_MS.min}
        max=${RELAY_PULSE_MS.max}
        step="100"
        label=${msg('How long, in milliseconds')}
        .value=${String(this.session.settings.relayPulseMs)}
        @change=${(event: Event) => {
          void this._change({ relayPulseMs: Number((event.target as WaInput).value) });
        }}
      ></wa-input>
      <p class="quiet" role="status">
        ${this._said ?? (this._allowed === 0 ? msg('No relay is chosen yet.') : msg('A relay is chosen.'))}
      </p>
      <div class="row">
        <wa-button size="l" appearance="outlined" @click=${this._choose}>
          <kiosk-icon slot="start" name="plug"></kiosk-icon>${msg('Choose the relay')}
        </wa-button>
        <wa-button size="l" variant="brand" ?disabled=${this._allowed === 0} @click=${this._test}>
          <kiosk-icon slot="start" name="door-open"></kiosk-icon>${msg('Test: open the door')}
        </wa-button>
      </div>`;
  }

  private async _count(): Promise<void> {
    this._allowed = (await allowedPorts()).length;
  }

  private async _choose(): Promise<void> {
    this._said = null;
    await choosePort();
    await this._count();
  }

  private async _test(): Promise<void> {
    await this._try(async () => {
      const { session } = this;
      // The log comes first, as for every opening.
      await session.store?.appendAudit({ kind: 'doorTested' }, Date.now());
      await session.door.open({ subjectId: '', atMs: Date.now() });
      this._said = msg(
        str`The relay was told to close for ${session.settings.relayPulseMs} ms. Did the door open?`,
      );
    });
  }

  private async _change(change: Partial<Settings>): Promise<void> {
    await this._try(() => this.session.changeSettings(change));
  }

  private async _try(work: () => Promise<unknown>): Promise<void> {
    this._error = null;
    this._said = null;
    try {
      await work();
    } catch (error) {
      this._error = error instanceof Error ? error.message : String(error);
    }
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-door-output-panel': KioskDoorOutputPanel;
  }
}
