/** @file `<kiosk-health-panel>`: how fast the kiosk runs, on what, and whether its log is whole. For the operator. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Pace } from '../../../core/pace/pace.ts';
import { isClockBehind } from '../../../core/schedule/clock.ts';
import { onnxFiles } from '../../../core/site/onnx-build.ts';
import { dayAt, isSameTimeZone } from '../../../core/schedule/wall-time.ts';
import { cameraClosureText } from '../../../locales/closures.ts';
import { guessablePassphraseText } from '../../../locales/credentials.ts';
import { decimalText, megabytes } from '../../../locales/decimals.ts';
import { backendText, measuredText, recognitionNoteText, webgpuText } from '../../../locales/device.ts';
import { frameStageText } from '../../../locales/health.ts';
import { otherTimeZoneText } from '../../../locales/hours.ts';
import { injectionFlagText } from '../../../locales/injection.ts';
import type { ChainCheck } from '../../../storage/types.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import { deviceTimeZone } from '../../../kiosk/clock-watch.ts';
import { diagnosticsJson } from '../../../kiosk/diagnostics.ts';
import '../../elements/kiosk-icon.ts';
import { type MemoryUse, readMemoryUse } from '../../../kiosk/memory-use.ts';
import { manyPeopleText, operatingTextOf } from '../../../locales/operating.ts';
import { offlineAdvice, offlineText } from '../../../locales/offline.ts';
import { paceText } from '../../../locales/pace.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import { programVersion } from '../../../kiosk/program-version.ts';
import { lostModelText, modelRoleText, silentModelText } from '../../../locales/models.ts';
import { momentText } from '../../../locales/moments.ts';
import { recordPlaceText } from '../../../locales/stored-records.ts';
import { saveFile } from '../../elements/save-file.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { readStorageUse, type StorageUse } from '../../../kiosk/storage-use.ts';
import '../../elements/note.ts';

const REFRESH_MS = 1_000;

@localized()
@customElement('kiosk-health-panel')
export class KioskHealthPanel extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      .errors {
        margin: 0;
        padding-inline-start: var(--kiosk-space-5);
        overflow-wrap: anywhere;
      }
      .figure {
        font-size: var(--kiosk-text-xl);
        font-weight: 650;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _log: ChainCheck | null = null;
  /** Null where the browser does not say; undefined while it is asked. */
  @state() private _storage: StorageUse | null | undefined;
  /** Null while it is worked out. */
  @state() private _fingerprint: string | null = null;
  private readonly _program = programVersion(Date.now());
  private _timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this._timer = setInterval(() => {
      this.requestUpdate();
    }, REFRESH_MS);
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
    const { framesPerSecond, stages } = this.session.health.summary();
    const { camera, capabilities, errors } = this.session;
    const { report } = this.session.pipeline;
    const { settings } = this.session.site;
    const operating = operatingTextOf(this.session, settings.policy);
    const whole = (value: number | null) => (value === null ? '–' : decimalText(value, 1));
    return html`<div class="stack">
      <p>
        <span class="figure">${framesPerSecond === null ? '–' : decimalText(framesPerSecond, 1)}</span>
        <span class="quiet">${msg('frames a second')}</span>
      </p>
      <dl>
        <dt>${msg('Camera')}</dt>
        <dd>
          ${camera.state.kind === 'live' ? `${camera.state.label} · ${camera.state.widthPx} × ${camera.state.heightPx}` : msg('not running')}
        </dd>
        <dt>${msg('Recognises')}</dt>
        <dd>${recognisedText(this.session.pace.pace)}</dd>
        <dt>${msg('Embedder')}</dt>
        <dd>${report?.embedder.name ?? '–'}</dd>
        <dt>${msg('Deepfake detector')}</dt>
        <dd>${report?.fakeDetector?.name ?? msg('none')}</dd>
        <dt>${msg('Attack detector')}</dt>
        <dd>${report?.attackDetector?.name ?? msg('none')}</dd>
        <dt>${msg('Runs on')}</dt>
        <dd>
          ${report ? backendText(report) : '–'}
          ${report ? html`<span class="quiet small">${onnxFiles(report.build).binary}</span>` : nothing}
        </dd>
        <dt>${msg('Measured')}</dt>
        <dd>${report ? measuredText(report) : '–'}</dd>
        <dt>WebGPU</dt>
        <dd>${capabilities ? webgpuText(capabilities.webgpu) : '–'}</dd>
        <dt>${msg('People')}</dt>
        <dd>${this.session.people.recognisable}</dd>
        <dt>${msg('Fingerprint of the people')}</dt>
        <dd>
          ${this._fingerprint ?? msg('checking')}
          <span class="quiet small">${msg('The same on a kiosk that holds the same people.')}</span>
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
      ${[...this.session.access.guessable].map((role) => html`<kiosk-note tone="warn">${guessablePassphraseText(role)}</kiosk-note>`)}
      ${this._cameraNotes()} ${this._paceNote()} ${this._offlineNote()}
      ${
        report?.notes.map(
          (note) => html`<kiosk-note class="small">${recognitionNoteText(note)}</kiosk-note>`,
        ) ?? nothing
      }
      ${this._recordNotes()} ${this._modelNotes()} ${this._galleryNote()} ${this._clockNote()}
      ${this._timeZoneNote()}
      ${
        this.session.people.outdated.length > 0
          ? html`<kiosk-note tone="warn"
              >${msg(str`${this.session.people.outdated.length} people enrolled with another model and have to enrol again.`)}</kiosk-note
            >`
          : nothing
      }
      ${
        this.session.people.unreadable.length > 0
          ? html`<kiosk-note tone="bad"
              >${msg(str`${this.session.people.unreadable.length} stored records were altered or damaged. Delete them under People and enrol again.`)}</kiosk-note
            >`
          : nothing
      }
      <section>
        <h3>${msg('Last errors')}</h3>
        ${
          errors.errors.length === 0
            ? html`<p class="quiet">${msg('None since the page was opened.')}</p>`
            : html`<ul class="errors">
                ${[...errors.errors].reverse().map(({ atMs, name, message }) => html`<li class="small">${momentText(atMs)} · ${name}: ${message}</li>`)}
              </ul>`
        }
      </section>
      <wa-button size="l" appearance="outlined" @click=${this._saveDiagnostics}>
        <kiosk-icon slot="start" name="download"></kiosk-icon>${msg('Save a diagnostics file')}
      </wa-button>
      <p class="quiet small">
        ${msg('For whoever helps you with the kiosk. It holds no name, no badge number, nothing of a face and no secret.')}
      </p>
    </div>`;
  }

  private _recordNotes() {
    const { records, people, access } = this.session;
    if (!records.any) return nothing;
    const { doubts } = records;
    const whose =
      doubts.people === 'all'
        ? [msg('Everybody: it is not known whose record is old')]
        : doubts.people.map((id) => people.names.of(id) ?? msg(str`Record ${id}, missing or unreadable`));
    return html`<kiosk-note tone="bad">
      <div class="stack">
        <span>
          ${msg('These stored records are not those that were stored last. Somebody may have put back old ones or removed some.')}
        </span>
        <ul>
          ${[...doubts.records.map(recordPlaceText), ...whose].map((name) => html`<li>${name}</li>`)}
        </ul>
        <span>
          ${msg('None of these people is let in. Settings among them have their safest values, and hours let nobody pass. Nothing is deleted. An administrator decides; Records tells when it was noticed.')}
        </span>
        ${
          access.may('storedRecords')
            ? html`<wa-button appearance="outlined" @click=${() => records.accept()}>
                ${msg('I have looked at each: use them as they are')}
              </wa-button>`
            : nothing
        }
      </div>
    </kiosk-note>`;
  }

  private _cameraNotes() {
    const { cameraWatch, picture } = this.session;
    const reasons = [
      cameraWatch.closure,
      picture.fault && ({ frozen: 'pictureFrozen', blank: 'pictureBlank' } as const)[picture.fault],
    ].filter((reason) => reason !== null);
    return html`${reasons.map((reason) => html`<kiosk-note tone="bad">${cameraClosureText(reason)}</kiosk-note>`)}
    ${cameraWatch.flags.map((flag) => html`<kiosk-note tone="warn">${injectionFlagText(flag)}</kiosk-note>`)}`;
  }

  private _offlineNote() {
    const { state } = this.session.offline;
    if (state.kind !== 'failed') return nothing;
    return html`<kiosk-note tone="bad">${offlineAdvice(state.reason)}</kiosk-note>`;
  }

  private _paceNote() {
    const found = paceText(this.session.pace.pace, this.session.site.policy);
    if (found === null || found.state === 'fast') return nothing;
    return html`<kiosk-note tone=${found.state === 'slow' ? 'warn' : 'bad'}>${found.text}</kiosk-note>`;
  }

  private _galleryNote() {
    const { people } = this.session;
    if (people.beyondMeasured === null) return nothing;
    const text = manyPeopleText(people.beyondMeasured, people.mode);
    return html`<kiosk-note tone="warn">${text}</kiosk-note>`;
  }

  private _modelNotes() {
    const { models, access } = this.session;
    const { lost } = models;
    const open = lost.filter((model) => !models.isAccepted(model));
    return html`${lost.map(
      (model) =>
        html`<kiosk-note tone=${models.isAccepted(model) ? 'warn' : 'bad'}>
          <p>${modelRoleText(model.role)}: ${lostModelText(model, models.isAccepted(model))}</p>
          <p class="small" lang="en">${model.why}</p>
        </kiosk-note>`,
    )}
    ${models.silent.map((name) => html`<kiosk-note tone="bad">${silentModelText(name)}</kiosk-note>`)}
    ${
      open.length > 0 && access.may('settings')
        ? html`<wa-button appearance="outlined" @click=${() => models.acceptLost()}>
            ${msg('Accept: judge faces without what is lost')}
          </wa-button>`
        : nothing
    }`;
  }

  private _clockNote() {
    const { latestMs } = this.session.clock;
    if (!isClockBehind(Date.now(), latestMs)) return nothing;
    const latest = momentText(latestMs);
    return html`<kiosk-note tone="warn">
      <div class="stack">
        <span>
          ${msg(str`The clock of this device is behind the log, which goes to ${latest}. Set the clock. Consents run out by the log meanwhile.`)}
        </span>
        ${
          this.session.access.may('clock')
            ? html`<wa-button appearance="outlined" @click=${() => this.session.site.acceptClock()}>
                ${msg('The clock is right: go by it again')}
              </wa-button>`
            : nothing
        }
      </div>
    </kiosk-note>`;
  }

  private _timeZoneNote() {
    const [site, device] = [this.session.site.timeZone, deviceTimeZone()];
    if (isSameTimeZone(site, device)) return nothing;
    return html`<kiosk-note tone="warn">${otherTimeZoneText(site, device)}</kiosk-note>`;
  }

  private _versionText(): string {
    const { version, sinceMs } = this._program;
    return sinceMs === null ? version : msg(str`${version}, here since ${momentText(sinceMs)}`);
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

  private _storageText(): string {
    const use = this._storage;
    if (use === undefined) return msg('checking');
    if (use === null) return '–';
    const [used, quota] = [megabytes(use.usedBytes), megabytes(use.quotaBytes)];
    return use.persistent
      ? msg(str`${used} of ${quota} MB, kept for good`)
      : msg(str`${used} of ${quota} MB; the browser may clear it when space is short`);
  }

  private _logText(): string {
    const log = this._log;
    if (!log) return msg('checking');
    return log.intact
      ? msg(str`whole, ${log.entries} entries`)
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
    'kiosk-health-panel': KioskHealthPanel;
  }
}
