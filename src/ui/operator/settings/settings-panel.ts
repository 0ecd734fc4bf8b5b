/** @file `<kiosk-settings-panel>`: how strict, whom to ask for, which camera, what to draw, how long to keep. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { PolicyName } from '../../../core/decision/policies.ts';
import { pinOf } from '../../../core/liveness/camera-pin.ts';
import { MAX_BACKUP_REMINDER_DAYS } from '../../../core/site/backup-age.ts';
import { policyText } from '../../../locales/policies.ts';
import { MAX_RETENTION_DAYS } from '../../../core/enrolment/retention.ts';
import { MAX_LOG_DAYS } from '../../../storage/log/log-days.ts';
import type { Settings } from '../../../storage/settings.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import './camera-approval.ts';
import '../../camera/camera-picker.ts';
import './consent-panel.ts';
import { WorkController } from '../../elements/work-controller.ts';
import './hours-panel.ts';
import '../../elements/kiosk-icon.ts';
import {
  LANGUAGES,
  type Language,
  keepLanguage,
  kioskLanguage,
  languageLabel,
  loadLanguage,
} from '../../../locales/language.ts';
import { operatingTextOf } from '../../../locales/operating.ts';
import { buildMissingText, webgpuText } from '../../../locales/device.ts';
import { SpokenError } from '../../../locales/errors.ts';
import { settingChoices, settingText } from '../../../locales/settings.ts';
import { choiceOrientation, panelStyles } from '../../elements/panel-styles.ts';
import { backendObstacle } from '../../../kiosk/backend-check.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { Speaker } from '../../door/speaker.ts';
import '../../elements/note.ts';

type ChoiceName = keyof ReturnType<typeof settingChoices>;
/** What can be chosen, with its words. */
type Choice = ReturnType<typeof settingChoices>[ChoiceName];

const POLICY_ORDER: readonly PolicyName[] = ['convenience', 'standard', 'strict'];

/** Dispatches `done` after saving or giving up. */
@localized()
@customElement('kiosk-settings-panel')
export class KioskSettingsPanel extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      .stack {
        gap: var(--kiosk-space-5);
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
        gap: var(--kiosk-space-3);
      }
      @media (max-height: 820px) {
        .stack {
          gap: var(--kiosk-space-3);
        }
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _change: Partial<Settings> = {};
  @state() private _language = kioskLanguage();
  /** Null for ever; undefined until it is changed. */
  @state() private _logDays: number | null | undefined;
  private readonly _work = new WorkController(this);
  @state() private _inner: 'hours' | 'consent' | null = null;

  override render() {
    const back = () => {
      this._inner = null;
    };
    switch (this._inner) {
      case 'hours':
        return html`<kiosk-hours-panel .session=${this.session} @done=${back}></kiosk-hours-panel>`;
      case 'consent':
        return html`<kiosk-consent-panel .session=${this.session} @done=${back}></kiosk-consent-panel>`;
      case null:
        return this._form();
    }
  }

  private _form() {
    const settings = { ...this.session.site.settings, ...this._change };
    const logDays = this._logDays === undefined ? this.session.site.logDays : this._logDays;
    const operating = operatingTextOf(this.session, settings.policy);
    const orientation = choiceOrientation();
    const hasVoice = new Speaker().canSpeak(document.documentElement.lang || 'en');
    const choices = Object.entries(settingChoices(hasVoice)) as [ChoiceName, Choice][];
    return html`<form class="stack" @submit=${this._save}>
      ${
        this.session.site.fellBack.length > 0
          ? html`<kiosk-note tone="warn"
              >${msg(str`These settings were altered, damaged or removed. Each has its safest value until you save them anew: ${this.session.site.fellBack.map(settingText).join(', ')}.`)}</kiosk-note
            >`
          : nothing
      }
      <div class="grid">
        <wa-button size="l" appearance="outlined" @click=${() => this._open('hours')}>
          <kiosk-icon slot="start" name="calendar"></kiosk-icon>${msg('Who may pass when')}
        </wa-button>
        <wa-button size="l" appearance="outlined" @click=${() => this._open('consent')}>
          <kiosk-icon slot="start" name="list"></kiosk-icon>${msg('What people agree to')}
        </wa-button>
      </div>
      <wa-radio-group
        label=${settingText('policy')}
        hint=${policyText(settings.policy).meaning}
        orientation=${orientation}
        .value=${settings.policy}
        @change=${(event: Event) => {
          this._set({ policy: (event.target as WaRadioGroup).value as PolicyName });
        }}
      >
        ${POLICY_ORDER.map((name) => html`<wa-radio appearance="button" value=${name}>${policyText(name).name}</wa-radio>`)}
      </wa-radio-group>
      ${operating === null ? nothing : html`<p class="quiet small">${operating}</p>`}
      ${choices.map(([name, options]) => this._choice(name, options, settings))}
      <wa-radio-group
        label=${settingText('language')}
        hint=${`${msg('Whoever chooses another at the door has it until nobody is there any more.')} ${msg('A machine translated the Arabic; nobody has proofread it.')}`}
        orientation=${orientation}
        .value=${this._language}
        @change=${(event: Event) => {
          this._language = (event.target as WaRadioGroup).value as Language;
        }}
      >
        ${LANGUAGES.map(
          (language) =>
            html`<wa-radio appearance="button" value=${language} lang=${language}
              >${choiceText(language)}</wa-radio
            >`,
        )}
      </wa-radio-group>
      <kiosk-camera-picker
        .camera=${this.session.camera}
        .value=${settings.cameraId}
        @pick=${(event: CustomEvent<string | null>) => this._pick(event.detail)}
      ></kiosk-camera-picker>
      <kiosk-camera-approval
        .label=${this.session.camera.facts?.label ?? null}
        .flags=${this.session.cameraWatch.flags}
        .closure=${this.session.cameraWatch.closure}
        @approve=${(event: CustomEvent<boolean>) => this._approve(event.detail)}
      ></kiosk-camera-approval>
      <wa-input
        type="number"
        inputmode="numeric"
        min="1"
        max=${MAX_RETENTION_DAYS}
        required
        label=${settingText('retentionDays')}
        hint=${msg(str`For people who enrol from now on; at most ${MAX_RETENTION_DAYS}.`)}
        .value=${String(settings.retentionDays)}
        @input=${(event: Event) => {
          this._set({ retentionDays: Number((event.target as WaInput).value) });
        }}
      ></wa-input>
      <wa-input
        type="number"
        inputmode="numeric"
        min="1"
        max=${MAX_LOG_DAYS}
        label=${settingText('logDays')}
        hint=${this._logHint(logDays)}
        .value=${logDays === null ? '' : String(logDays)}
        @input=${(event: Event) => {
          const { value } = event.target as WaInput;
          this._logDays = value ? Number(value) : null;
        }}
      ></wa-input>
      <wa-input
        type="number"
        inputmode="numeric"
        min="1"
        max=${MAX_BACKUP_REMINDER_DAYS}
        required
        label=${settingText('backupReminderDays')}
        hint=${msg('In the operator’s menu and in Health; the door stays silent.')}
        .value=${String(settings.backupReminderDays)}
        @input=${(event: Event) => {
          this._set({ backupReminderDays: Number((event.target as WaInput).value) });
        }}
      ></wa-input>
      <label class="tick">
        <input
          type="checkbox"
          .checked=${settings.showLandmarks}
          @change=${(event: Event) => {
            this._set({ showLandmarks: (event.target as HTMLInputElement).checked });
          }}
        />
        ${settingText('showLandmarks')}
      </label>
      ${this._work.outcome()}
      <div class="row end">
        <wa-button size="l" appearance="outlined" @click=${this._done}>${msg('Cancel')}</wa-button>
        <wa-button size="l" variant="brand" type="submit">${msg('Save')}</wa-button>
      </div>
    </form>`;
  }

  private _choice(name: ChoiceName, options: Choice, settings: Settings) {
    const texts = new Map(Object.entries(options));
    return html`<wa-radio-group
      label=${settingText(name)}
      hint=${texts.get(settings[name])?.hint ?? ''}
      orientation=${choiceOrientation()}
      .value=${settings[name]}
      @change=${(event: Event) => {
        this._set({ [name]: (event.target as WaRadioGroup).value });
      }}
    >
      ${[...texts].map(([value, text]) => html`<wa-radio appearance="button" value=${value}>${text.name}</wa-radio>`)}
    </wa-radio-group>`;
  }

  private _logHint(days: number | null): string {
    return days === null
      ? msg(str`The log is kept for ever. For fewer days type a number, at most ${MAX_LOG_DAYS}.`)
      : msg(
          str`Entries that are a week older than that are removed for good. At most ${MAX_LOG_DAYS}; leave this empty to keep the log for ever.`,
        );
  }

  private _open(panel: 'hours' | 'consent'): void {
    this._inner = panel;
  }

  private _set(change: Partial<Settings>): void {
    this._change = { ...this._change, ...change };
  }

  /** A camera that an administrator chooses by name is the door's own once it runs. */
  private _pick(cameraId: string | null): void {
    const { camera } = this.session.site.settings;
    const known = camera !== 'first' && camera?.deviceId === cameraId;
    this._set({ cameraId, ...(cameraId === null || known ? {} : { camera: 'first' }) });
  }

  /** The running camera is the door's own from now on, and what was seen of it so far is forgotten. */
  private _approve(approved: boolean): void {
    const { facts } = this.session.camera;
    const { camera, cameraFlags } = this.session.site.settings;
    this._set(
      approved && facts !== null ? { camera: pinOf(facts, true), cameraFlags: [] } : { camera, cameraFlags },
    );
  }

  private async _save(event: Event): Promise<void> {
    event.preventDefault();
    const { session } = this;
    const cameraBefore = session.site.settings.cameraId;
    await this._work.run(async () => {
      await this._requireBackend();
      const language = this._language !== kioskLanguage();
      await loadLanguage(this._language);
      await session.site.changeSettings(this._change, { logDays: this._logDays, language, shown: true });
      if (language) await keepLanguage(this._language);
      if (session.site.settings.cameraId !== cameraBefore) {
        // The camera before it is closed at once, so that it is not taken for the one that was chosen.
        void session.startCamera();
        session.cameraWatch.expectCamera(performance.now());
      }
      this._done();
    });
  }

  private async _requireBackend(): Promise<void> {
    const { session } = this;
    const { backend } = this._change;
    if (backend === undefined || backend === session.site.settings.backend) return;
    const obstacle = await backendObstacle(session, backend);
    if (obstacle === 'buildMissing') throw new SpokenError(buildMissingText('webgpu'));
    if (obstacle === 'noWebgpu')
      throw new SpokenError(webgpuText(session.capabilities?.webgpu ?? { kind: 'noApi' }));
  }

  private _done(): void {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

function choiceText(language: Language): string {
  const { name, machineMade } = languageLabel(language);
  return machineMade === null ? name : `${name} (${machineMade})`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-settings-panel': KioskSettingsPanel;
  }
}
