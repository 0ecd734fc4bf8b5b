/** @file `<kiosk-settings-panel>`: settings in sections, with hours, consent and the door’s face behind buttons. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { backendObstacle } from '../../../kiosk/backend-check.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { buildMissingText, webgpuText } from '../../../locales/device.ts';
import { SpokenError } from '../../../locales/errors.ts';
import { keepLanguage, kioskLanguage, loadLanguage } from '../../../locales/language.ts';
import { settingText } from '../../../locales/settings.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import '../../elements/kiosk-icon.ts';
import type { IconName } from '../../elements/kiosk-icon.ts';
import '../../elements/note.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import { mayLose, UnsavedController } from '../../elements/unsaved.ts';
import { SessionController } from '../../elements/session-controller.ts';
import { WorkController } from '../../elements/work-controller.ts';
import './consent-panel.ts';
import './door-face-panel.ts';
import './hours-panel.ts';
import { settingSections } from './setting-sections.ts';
import { SettingsDraft } from './settings-draft.ts';

/** What stands behind a button of the settings. */
export type InnerSettings = 'hours' | 'consent' | 'doorFace';

/** Dispatches `inner` (CustomEvent<InnerSettings | null>: what is shown instead), and `done` at the end. */
@localized()
@customElement('kiosk-settings-panel')
export class KioskSettingsPanel extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      form,
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kiosk-space-4);
      }
      fieldset {
        margin: 0;
        padding: var(--kiosk-space-3) var(--kiosk-space-4) var(--kiosk-space-4);
        border: 1px solid var(--kiosk-line);
        border-radius: var(--kiosk-radius);
        min-width: 0;
      }
      legend {
        padding-inline: var(--kiosk-space-2);
        margin-inline-start: calc(-1 * var(--kiosk-space-2));
        font-size: var(--kiosk-text-l);
        font-weight: 620;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _inner: InnerSettings | null = null;
  private readonly _work = new WorkController(this);
  private readonly _draft = new SettingsDraft(
    () => this.session,
    () => {
      this.requestUpdate();
    },
  );
  private readonly _unsaved = new UnsavedController(this, () => this._draft.isChanged);

  constructor() {
    super();
    // The site's console may decide something meanwhile.
    new SessionController(this, () => this.session);
  }

  override render() {
    const back = () => {
      this._open(null);
    };
    switch (this._inner) {
      case 'hours':
        return html`<kiosk-hours-panel .session=${this.session} @done=${back}></kiosk-hours-panel>`;
      case 'consent':
        return html`<kiosk-consent-panel .session=${this.session} @done=${back}></kiosk-consent-panel>`;
      case 'doorFace':
        return html`<kiosk-door-face-panel .session=${this.session} @done=${back}></kiosk-door-face-panel>`;
      case null:
        return this._form();
    }
  }

  private _form() {
    const sections = settingSections(this.session, this._draft, {
      openHours: this._opener('hours', 'calendar', msg('Access hours')),
      openConsent: this._opener('consent', 'list', msg('Consent text')),
      openDoorFace: this._opener('doorFace', 'door-open', settingText('doorFace')),
    });
    return html`<form @submit=${this._save}>
      ${
        this.session.site.fellBack.length > 0
          ? html`<kiosk-note tone="warn"
              >${msg(str`These settings were altered, damaged or removed. Each has its safest value until you save them again: ${this.session.site.fellBack.map(settingText).join(', ')}.`)}</kiosk-note
            >`
          : nothing
      }
      ${sections.map(
        ({ title, content }) =>
          html`<fieldset>
            <legend>${title}</legend>
            ${content}
          </fieldset>`,
      )}
      <div class="foot">
        ${this._work.outcome()}
        <div class="row end">
          <wa-button size="l" appearance="outlined" @click=${this._giveUp}>${msg('Cancel')}</wa-button>
          <wa-button size="l" variant="brand" type="submit">${msg('Save')}</wa-button>
        </div>
      </div>
    </form>`;
  }

  private _opener(inner: InnerSettings, icon: IconName, text: string) {
    return html`<wa-button size="l" appearance="outlined" @click=${() => this._open(inner)}>
      <kiosk-icon slot="start" name=${icon}></kiosk-icon>${text}
    </wa-button>`;
  }

  private _open(inner: InnerSettings | null): void {
    this._inner = inner;
    this.dispatchEvent(new CustomEvent('inner', { detail: inner }));
  }

  private async _save(event: Event): Promise<void> {
    event.preventDefault();
    const { session, _draft: draft } = this;
    const cameraBefore = session.site.settings.cameraId;
    await this._work.run(async () => {
      await this._requireBackend();
      const language = draft.language !== kioskLanguage();
      await loadLanguage(draft.language);
      const beside = { logDays: draft.changedLogDays, language, shown: true };
      await session.site.changeSettings(draft.change, beside);
      if (language) await keepLanguage(draft.language);
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
    const { backend } = this._draft.change;
    if (backend === undefined || backend === session.site.settings.backend) return;
    const obstacle = await backendObstacle(session, backend);
    if (obstacle === 'buildMissing') throw new SpokenError(buildMissingText('webgpu'));
    if (obstacle === 'noWebgpu')
      throw new SpokenError(webgpuText(session.capabilities?.webgpu ?? { kind: 'noApi' }));
  }

  private async _giveUp(): Promise<void> {
    if (await mayLose(this, this._unsaved.isChanged)) this._done();
  }

  private _done(): void {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-settings-panel': KioskSettingsPanel;
  }
}
