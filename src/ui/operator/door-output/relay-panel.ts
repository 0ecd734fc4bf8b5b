/**
 * @file `<kiosk-relay-panel>`: which relay opens the door and for how long, its key, and whether the site's host lets
 * this kiosk use one without.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { RELAY_KIOSKS_FILE } from '../../../core/site/relay-kiosks.ts';
import {
  canChooseRelay,
  chooseRelay,
  drawKioskCode,
  hostNames,
  isRelayChosen,
  mayUsePlainRelay,
} from '../../../kiosk/relay-choice.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { SpokenError } from '../../../locales/errors.ts';
import { RELAY_PULSE_MS, type Settings } from '../../../storage/settings.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import '../../elements/kiosk-icon.ts';
import '../../elements/note.ts';
import { WorkController } from '../../elements/work-controller.ts';
import './door-address-form.ts';

/** Dispatches `chosen` (detail: whether a port is allowed), and `saved` after a setting was. */
@localized()
@customElement('kiosk-relay-panel')
export class KioskRelayPanel extends LitElement {
  static override styles = baseStyles;

  @property({ attribute: false }) session!: KioskSession;
  /** Taken for true until the browser has answered. */
  @state() private _chosen = true;
  private readonly _work = new WorkController(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this._askForRelay();
  }

  override render() {
    if (!canChooseRelay()) {
      return html`<kiosk-note tone="warn"
        >${msg('This browser cannot use serial ports. A current Chrome, Edge or Firefox on a computer can.')}</kiosk-note
      >`;
    }
    const { settings } = this.session.site;
    return html`<div class="stack">
      <wa-input
        type="number"
        inputmode="numeric"
        min=${RELAY_PULSE_MS.min}
        max=${RELAY_PULSE_MS.max}
        step="100"
        label=${msg('How long, in milliseconds')}
        .value=${String(settings.relayPulseMs)}
        @change=${(event: Event) => {
          void this._change({ relayPulseMs: Number((event.target as WaInput).value) });
        }}
      ></wa-input>
      <p class="quiet">${this._chosen ? msg('A relay is chosen.') : msg('No relay is chosen yet.')}</p>
      <div class="row">
        <wa-button size="l" appearance="outlined" @click=${this._choose}>
          <kiosk-icon slot="start" name="plug"></kiosk-icon>${msg('Choose the relay')}
        </wa-button>
      </div>
      <kiosk-door-address-form
        .session=${this.session}
        .kind=${'relay'}
        @saved=${this._saved}
      ></kiosk-door-address-form>
      ${settings.relaySecret === '' ? this._plain(settings) : this._forgetKey()} ${this._work.outcome()}
    </div>`;
  }

  private _plain(settings: Settings) {
    if (mayUsePlainRelay(settings)) {
      return html`<kiosk-note
        >${msg('A plain relay has no key. Anybody who can open another address in this browser, or reach the relay’s plug, can open the door.')}</kiosk-note
      >`;
    }
    if (settings.kioskCode === '') return this._noCode();
    return html`<kiosk-note tone="warn"
        ><strong>${msg('A plain relay does not open the door yet.')}</strong> ${msg(
          str`It cannot recognise this kiosk, so the site’s server must list it: add ${settings.kioskCode} as a line to ${RELAY_KIOSKS_FILE}, beside the kiosk’s pages. Then ask the server here. A relay with a key does not need this.`,
        )}</kiosk-note
      >
      <div class="row">
        <wa-button size="l" appearance="outlined" ?loading=${this._work.busy} @click=${this._askHost}
          >${msg('Ask the server')}</wa-button
        >
      </div>`;
  }

  /** Only where settings were altered. */
  private _noCode() {
    return html`<kiosk-note tone="warn"
        ><strong>${msg('A plain relay does not open the door yet.')}</strong>
        ${msg('This kiosk has no code.')}</kiosk-note
      >
      <div class="row">
        <wa-button
          size="l"
          appearance="outlined"
          @click=${() => {
            void this._change({ kioskCode: drawKioskCode() });
          }}
          >${msg('Make a code')}</wa-button
        >
      </div>`;
  }

  private _forgetKey() {
    return html`<div class="row">
      <wa-button
        size="l"
        appearance="outlined"
        @click=${() => {
          void this._change({ relaySecret: '' });
        }}
        >${msg('Remove the key')}</wa-button
      >
    </div>`;
  }

  private async _askHost(): Promise<void> {
    const { site, baseUrl } = this.session;
    const code = site.settings.kioskCode;
    await this._work.run(async () => {
      const named = await hostNames(code, baseUrl).catch(() => {
        throw new SpokenError(msg('The server cannot be reached.'));
      });
      if (!named) throw new SpokenError(msg(str`The server does not list ${code} yet.`));
      await site.changeSettings({ relayKnownAs: code });
      this._saved();
    });
  }

  private async _askForRelay(): Promise<void> {
    this._chosen = await isRelayChosen();
    this.dispatchEvent(new CustomEvent('chosen', { detail: this._chosen }));
  }

  private async _choose(): Promise<void> {
    this._work.clear();
    await chooseRelay();
    await this._askForRelay();
  }

  /** Not by `run`: a choice that the operator makes meanwhile must not be refused. */
  private async _change(change: Partial<Settings>): Promise<void> {
    this._work.clear();
    try {
      await this.session.site.changeSettings(change);
      this._saved();
    } catch (error) {
      this._work.fail(error);
    }
  }

  private _saved(): void {
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('saved'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-relay-panel': KioskRelayPanel;
  }
}
