/** @file `<kiosk-health-details>`: how fast the kiosk runs, on what, and what failed. For who looks after it. */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Pace } from '../../../core/pace/pace.ts';
import { onnxFiles } from '../../../core/site/onnx-build.ts';
import { decimalText, megabytes } from '../../../locales/decimals.ts';
import { backendText, measuredText, recognitionNoteText, webgpuText } from '../../../locales/device.ts';
import { frameStageText } from '../../../locales/health.ts';
import { momentText } from '../../../locales/moments.ts';
import { offlineText } from '../../../locales/offline.ts';
import { operatingTextOf } from '../../../locales/operating.ts';
import type { ChainCheck } from '../../../storage/types.ts';
import { type MemoryUse, readMemoryUse } from '../../../kiosk/memory-use.ts';
import type { ProgramVersion } from '../../../kiosk/program-version.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import type { StorageUse } from '../../../kiosk/storage-use.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import '../../elements/note.ts';

@localized()
@customElement('kiosk-health-details')
export class KioskHealthDetails extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      .errors {
        margin: 0;
        padding-inline-start: var(--kiosk-space-5);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @property({ attribute: false }) program!: ProgramVersion;
  /** Null while it is checked. */
  @property({ attribute: false }) log: ChainCheck | null = null;
  /** Null where the browser does not say; undefined while it is asked. */
  @property({ attribute: false }) storage: StorageUse | null | undefined;
  /** Null while it is worked out. */
  @property({ attribute: false }) fingerprint: string | null = null;

  override render() {
    const { stages } = this.session.health.summary();
    const { camera, capabilities, errors } = this.session;
    const { report } = this.session.pipeline;
    const operating = operatingTextOf(this.session, this.session.site.settings.policy);
    const whole = (value: number | null) => (value === null ? '–' : decimalText(value, 1));
    return html`<div class="stack">
      <dl>
        <dt>${msg('Camera')}</dt>
        <dd>
          ${camera.state.kind === 'live' ? html`<bdi>${camera.state.label}</bdi> · <bdi>${camera.state.widthPx} × ${camera.state.heightPx}</bdi>` : msg('not running')}
        </dd>
        <dt>${msg('Recognises')}</dt>
        <dd>${recognisedText(this.session.pace.pace)}</dd>
        <dt>${msg('Embedder')}</dt>
        <dd><bdi>${report?.embedder.name ?? '–'}</bdi></dd>
        <dt>${msg('Deepfake detector')}</dt>
        <dd><bdi>${report?.fakeDetector?.name ?? msg('none')}</bdi></dd>
        <dt>${msg('Attack detector')}</dt>
        <dd><bdi>${report?.attackDetector?.name ?? msg('none')}</bdi></dd>
        <dt>${msg('Runs on')}</dt>
        <dd>
          ${report ? backendText(report) : '–'}
          ${report ? html`<span class="quiet small"><bdi>${onnxFiles(report.build).binary}</bdi></span>` : nothing}
        </dd>
        <dt>${msg('Measured')}</dt>
        <dd>${report ? measuredText(report) : '–'}</dd>
        <dt>WebGPU</dt>
        <dd>${capabilities ? webgpuText(capabilities.webgpu) : '–'}</dd>
        <dt>${msg('People')}</dt>
        <dd>${this.session.people.recognisable}</dd>
        <dt>${msg('Checksum of the people')}</dt>
        <dd>
          <bdi>${this.fingerprint ?? msg('checking')}</bdi>
          <span class="quiet small">${msg('It is the same on every kiosk with the same people.')}</span>
        </dd>
        <dt>${msg('Worker restarts')}</dt>
        <dd>${this.session.pipeline.restarts}</dd>
        <dt>${msg('Without a network')}</dt>
        <dd>${offlineText(this.session.offline.state)}</dd>
        <dt>${msg('Version')}</dt>
        <dd>${this._versionText()}</dd>
        <dt>${msg('Memory of the page')}</dt>
        <dd>${memoryText(readMemoryUse())}</dd>
        <dt>${msg('Storage')}</dt>
        <dd>${this._storageText()}</dd>
        <dt>${msg('Audit log')}</dt>
        <dd>${this._logText()}</dd>
      </dl>
      ${operating === null ? nothing : html`<p class="quiet small">${operating}</p>`}
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Stage')}</th>
            <th scope="col">${msg('Median ms')}</th>
            <th scope="col">${msg('95 % ms')}</th>
          </tr>
        </thead>
        <tbody>
          ${stages.map(
            ({ stage, p50Ms, p95Ms }) =>
              html`<tr>
                <th scope="row">${frameStageText(stage)}</th>
                <td>${whole(p50Ms)}</td>
                <td>${whole(p95Ms)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      ${
        report?.notes.map(
          (note) => html`<kiosk-note class="small">${recognitionNoteText(note)}</kiosk-note>`,
        ) ?? nothing
      }
      <section>
        <h3>${msg('Last errors')}</h3>
        ${
          errors.errors.length === 0
            ? html`<p class="quiet">${msg('None since the page was opened.')}</p>`
            : html`<ul class="errors">
                ${[...errors.errors].reverse().map(({ atMs, name, message }) => html`<li class="small">${momentText(atMs)} · <bdi>${name}: ${message}</bdi></li>`)}
              </ul>`
        }
      </section>
    </div>`;
  }

  private _versionText(): string {
    const { version, sinceMs } = this.program;
    return sinceMs === null ? version : msg(str`${version}, here since ${momentText(sinceMs)}`);
  }

  private _storageText(): string {
    const use = this.storage;
    if (use === undefined) return msg('checking');
    if (use === null) return '–';
    const [used, quota] = [megabytes(use.usedBytes), megabytes(use.quotaBytes)];
    return use.persistent
      ? msg(str`${used} of ${quota} MB, kept for good`)
      : msg(str`${used} of ${quota} MB; the browser may clear it when space is short`);
  }

  private _logText(): string {
    const log = this.log;
    if (!log) return msg('checking');
    return log.intact
      ? msg(str`intact, ${log.entries} entries`)
      : msg(str`broken from entry ${log.firstBroken} on: it was altered`);
  }
}

function recognisedText(pace: Pace | null): string {
  switch (pace?.stride) {
    case undefined:
      return '–';
    case 1:
      return msg('every frame');
    case 2:
      return msg('every second frame');
    case 3:
      return msg('every third frame');
  }
}

function memoryText(use: MemoryUse | null): string {
  if (use === null) return msg('this browser does not say');
  return msg(str`${megabytes(use.usedBytes)} of ${megabytes(use.limitBytes)} MB`);
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-health-details': KioskHealthDetails;
  }
}
