/** @file `<kiosk-health-panel>`: whether all is well, or what to do, and the details for whoever wants them. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { dayAt } from '../../../core/schedule/wall-time.ts';
import { decimalText } from '../../../locales/decimals.ts';
import { healthLine } from '../../../locales/health.ts';
import { preflightChecks } from '../../../locales/preflight.ts';
import type { PreflightCheck } from '../../../locales/preflight-check.ts';
import type { ChainCheck } from '../../../storage/types.ts';
import { diagnosticsJson } from '../../../kiosk/diagnostics.ts';
import { readMemoryUse } from '../../../kiosk/memory-use.ts';
import { type AskedFacts, askDevice, preflightFacts } from '../../../kiosk/preflight-facts.ts';
import { programVersion } from '../../../kiosk/program-version.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { readStorageUse, type StorageUse } from '../../../kiosk/storage-use.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import '../../elements/kiosk-icon.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import { saveFile } from '../../elements/save-file.ts';
import './health-details.ts';
import './health-finding.ts';

const REFRESH_MS = 1_000;
const FINDINGS: readonly PreflightCheck['state'][] = ['fail', 'shut', 'bad', 'warn'];

@localized()
@customElement('kiosk-health-panel')
export class KioskHealthPanel extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      h3 {
        display: flex;
        gap: var(--kiosk-space-3);
        align-items: center;
        margin: 0;
        font-size: var(--kiosk-text-l);
      }
      h3 kiosk-icon {
        flex: none;
      }
      .good kiosk-icon {
        color: var(--kiosk-good);
      }
      .warn kiosk-icon {
        color: var(--kiosk-warn);
      }
      .bad kiosk-icon {
        color: var(--kiosk-bad);
      }
      summary {
        min-height: var(--kiosk-target);
        display: list-item;
        align-content: center;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _log: ChainCheck | null = null;
  @state() private _storage: StorageUse | null | undefined;
  @state() private _fingerprint: string | null = null;
  /** Null until the device has answered. */
  @state() private _asked: AskedFacts | null = null;
  private readonly _program = programVersion(Date.now());
  private _timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this._timer = setInterval(() => {
      this.requestUpdate();
    }, REFRESH_MS);
    this._read(askDevice(this.session), (asked) => (this._asked = asked));
    this._read(readStorageUse(), (use) => (this._storage = use));
    this._read(this.session.access.store?.fingerprint(), (fingerprint) => (this._fingerprint = fingerprint));
    this._read(this.session.access.store?.verifyAudit(), (check) => (this._log = check));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this._timer);
  }

  /** What takes a while is shown while the panel still is. */
  private _read<Value>(reading: Promise<Value> | undefined, show: (value: Value) => void): void {
    void reading?.then((value) => {
      if (this.isConnected) show(value);
    });
  }

  override render() {
    const { framesPerSecond } = this.session.health.summary();
    return html`<div class="stack">
      ${this._asked === null ? html`<p class="quiet" aria-busy="true">${msg('checking')}</p>` : this._findings(this._asked)}
      <p class="quiet">
        ${msg('People who may be let in by face:')} ${this.session.people.recognisable}<br />
        ${msg('Frames a second')}: ${framesPerSecond === null ? '–' : decimalText(framesPerSecond, 1)}
      </p>
      <details>
        <summary>${msg('Technical details')}</summary>
        <kiosk-health-details
          .session=${this.session}
          .program=${this._program}
          .log=${this._log}
          .storage=${this._storage}
          .fingerprint=${this._fingerprint}
        ></kiosk-health-details>
      </details>
      <wa-button size="l" appearance="outlined" @click=${this._saveDiagnostics}>
        <kiosk-icon slot="start" name="download"></kiosk-icon>${msg('Save a diagnostics file')}
      </wa-button>
      <p class="quiet small">
        ${msg('For the person who helps you with the kiosk. It contains no names, badge numbers, face data or secrets.')}
      </p>
    </div>`;
  }

  /** The same checks as the set-up check's, so that the two agree. */
  private _findings(asked: AskedFacts) {
    const checks = preflightChecks(preflightFacts(this.session, asked));
    const found = checks
      .filter(({ state }) => FINDINGS.includes(state))
      .sort((a, b) => FINDINGS.indexOf(a.state) - FINDINGS.indexOf(b.state));
    const tone = found.length === 0 ? 'good' : found[0].state === 'warn' ? 'warn' : 'bad';
    const icon = ({ good: 'circle-check', warn: 'triangle-alert', bad: 'circle-alert' } as const)[tone];
    const { models, access } = this.session;
    const open = models.lost.some((model) => !models.isAccepted(model));
    return html`<h3 class=${tone} role="status"><kiosk-icon name=${icon}></kiosk-icon>${healthLine(tone)}</h3>
      ${found.map(
        (check) =>
          html`<kiosk-health-finding .session=${this.session} .check=${check}></kiosk-health-finding>`,
      )}
      ${
        open && access.may('settings')
          ? html`<wa-button appearance="outlined" @click=${() => models.acceptLost()}>
              ${msg('Accept: check faces without what is lost')}
            </wa-button>`
          : nothing
      }`;
  }

  private _saveDiagnostics(): void {
    const atMs = Date.now();
    const content = diagnosticsJson(this.session, {
      atMs,
      program: this._program,
      userAgent: navigator.userAgent,
      language: document.documentElement.lang,
      memory: readMemoryUse(),
      storage: this._storage ?? null,
      log: this._log,
    });
    saveFile(
      content,
      'application/json',
      `facegate-diagnostics-${dayAt(atMs, this.session.site.timeZone)}.json`,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-health-panel': KioskHealthPanel;
  }
}
