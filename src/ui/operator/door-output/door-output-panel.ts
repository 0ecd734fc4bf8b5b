/** @file `<kiosk-door-output-panel>`: what a grant opens, and a test of it. For the administrator. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { DoorOutcome } from '../../../core/site/door-order.ts';
import type { Settings } from '../../../storage/settings.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import { originOf, pageDoorOrigins } from '../../../kiosk/door-address.ts';
import './door-address-form.ts';
import './relay-panel.ts';
import {
  blockedText,
  doorOutputHint,
  doorOutcomeText,
  doorSettingsProblem,
} from '../../../locales/door-output.ts';
import '../../elements/kiosk-icon.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import '../../elements/note.ts';
import { WorkController } from '../../elements/work-controller.ts';

/** Four buttons side by side no longer fit. */
const NARROW = '(max-width: 560px)';

@localized()
@customElement('kiosk-door-output-panel')
export class KioskDoorOutputPanel extends LitElement {
  static override styles = [baseStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  /** Chosen and not saved yet: these need an address first. */
  @state() private _chosen: 'webhook' | 'mqtt' | null = null;
  /** Taken for true until the browser has answered. */
  @state() private _relayChosen = true;
  @state() private _outcome: DoorOutcome | null = null;
  private readonly _work = new WorkController(this);

  override render() {
    const kind = this._chosen ?? this.session.site.settings.doorOutput;
    const orientation = matchMedia(NARROW).matches ? 'vertical' : 'horizontal';
    return html`<div
      class="stack"
      @input=${() => {
        // It spoke of what was stored before.
        this._outcome = null;
      }}
    >
      <wa-radio-group
        label=${msg('How the door is opened')}
        hint=${doorOutputHint(kind)}
        orientation=${orientation}
        .value=${kind}
        @change=${(event: Event) => {
          void this._choose((event.target as WaRadioGroup).value as Settings['doorOutput']);
        }}
      >
        <wa-radio appearance="button" value="none">${msg('Nothing yet')}</wa-radio>
        <wa-radio appearance="button" value="relay">${msg('USB relay')}</wa-radio>
        <wa-radio appearance="button" value="webhook">${msg('Webhook')}</wa-radio>
        <wa-radio appearance="button" value="mqtt">MQTT</wa-radio>
      </wa-radio-group>
      ${
        kind === 'relay'
          ? html`<kiosk-relay-panel
              .session=${this.session}
              @chosen=${(event: CustomEvent<boolean>) => {
                this._relayChosen = event.detail;
                this._outcome = null;
              }}
              @saved=${this._saved}
            ></kiosk-relay-panel>`
          : nothing
      }
      ${
        kind === 'webhook' || kind === 'mqtt'
          ? html`<kiosk-door-address-form
              .session=${this.session}
              .kind=${kind}
              @saved=${this._saved}
            ></kiosk-door-address-form>`
          : nothing
      }
      ${kind === 'none' ? nothing : this._try()} ${this._work.outcome()}
    </div>`;
  }

  private _try() {
    const { settings } = this.session.site;
    const relay = settings.doorOutput === 'relay';
    const ready =
      this._chosen === null && (relay ? this._relayChosen : doorSettingsProblem(settings) === null);
    return html`<div class="row">
        <wa-button
          size="l"
          variant="brand"
          ?disabled=${!ready}
          ?loading=${this._work.busy}
          @click=${this._test}
        >
          <kiosk-icon slot="start" name="door-open"></kiosk-icon>${msg('Test: open the door')}
        </wa-button>
      </div>
      <div role="status">${this._outcome === null ? nothing : this._outcomeNote(this._outcome)}</div>`;
  }

  private _outcomeNote(outcome: DoorOutcome) {
    const { settings } = this.session.site;
    const failed = outcome.kind === 'failed';
    const address = settings.doorOutput === 'mqtt' ? settings.mqttUrl : settings.webhookUrl;
    const origin = originOf(address);
    const noAnswer = failed && outcome.reason === 'unreachable' && settings.doorOutput === 'webhook';
    return html`<kiosk-note tone=${failed ? 'bad' : 'good'}>
      ${
        failed && outcome.reason === 'blocked' && origin !== null
          ? blockedText(origin, pageDoorOrigins())
          : doorOutcomeText(outcome, settings)
      }
      ${noAnswer ? msg('Is it switched on, and does it allow requests from this site (CORS)?') : nothing}
    </kiosk-note>`;
  }

  private _saved(): void {
    this._chosen = null;
    this._outcome = null;
  }

  private async _choose(kind: Settings['doorOutput']): Promise<void> {
    this._outcome = null;
    // An output whose settings are complete is saved at once.
    const ready = doorSettingsProblem({ ...this.session.site.settings, doorOutput: kind }) === null;
    this._chosen = !ready && (kind === 'webhook' || kind === 'mqtt') ? kind : null;
    if (this._chosen === null) await this._change({ doorOutput: kind });
  }

  private async _test(): Promise<void> {
    this._outcome = null;
    await this._work.run(async () => {
      this._outcome = await this.session.testDoor();
    });
  }

  /** Not by `run`: a choice that the operator makes during a test must not be refused. */
  private async _change(change: Partial<Settings>): Promise<void> {
    this._outcome = null;
    this._work.clear();
    try {
      await this.session.site.changeSettings(change);
    } catch (error) {
      this._work.fail(error);
    }
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-door-output-panel': KioskDoorOutputPanel;
  }
}
