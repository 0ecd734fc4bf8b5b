/**
 * @file `<kiosk-wizard>`: the first run up to the open store. Privacy, passphrase, recovery code, camera; or everything
 * from a backup. `<kiosk-first-steps>` goes on from there.
 *
 * Nothing is written before its last step, so closing the tab half-way leaves the device as it was.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { QuarterTurnDeg } from '../../core/geometry/quarter-turn.ts';
import { pinOf } from '../../core/liveness/camera-pin.ts';
import { cameraFailureText } from '../../locales/camera.ts';
import { makeRecoveryCode } from '../../storage/keys/recovery-code.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../storage/settings.ts';
import '../operator/backup-picker.ts';
import '../operator/settings/camera-approval.ts';
import type { PickedBackup } from '../operator/backup-picker.ts';
import { baseStyles, pageStyles } from '../elements/base-styles.ts';
import '../camera/camera-picker.ts';
import '../elements/kiosk-icon.ts';
import '../elements/language-button.ts';
import '../credentials/new-passphrase.ts';
import type { KioskNewPassphrase } from '../credentials/new-passphrase.ts';
import '../credentials/recovery-code.ts';
import type { KioskRecoveryCode } from '../credentials/recovery-code.ts';
import { everybody } from '../../kiosk/import-review.ts';
import type { KioskSession } from '../../kiosk/session.ts';
import { type EarlierSign, signsOfEarlierKiosk } from '../../kiosk/earlier-kiosk.ts';
import { drawKioskCode, forgetRelays } from '../../kiosk/relay-choice.ts';
import { earlierKioskText } from '../../locales/earlier-kiosk.ts';
import '../elements/note.ts';
import './camera-check.ts';
import './step-bar.ts';
import { SessionController } from '../elements/session-controller.ts';
import { WorkController } from '../elements/work-controller.ts';

type Step = 'welcome' | 'backup' | 'passphrase' | 'code' | 'camera';

@localized()
@customElement('kiosk-wizard')
export class KioskWizard extends LitElement {
  static override styles = [
    baseStyles,
    pageStyles,
    css`
      ul {
        display: grid;
        gap: var(--kiosk-space-3);
        list-style: none;
        margin: 0;
        padding: 0;
      }
      ul li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--kiosk-space-3);
      }
      ul kiosk-icon {
        color: var(--kiosk-accent);
        font-size: 1.2em;
      }
      .grow {
        flex: 1;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;

  @state() private _step: Step = 'welcome';
  @state() private _passphrase: string | null = null;
  @state() private _noted = false;
  @state() private _cameraId: string | null = null;
  /** The camera that runs now, although it looks suspect. */
  @state() private _accepted = false;
  @state() private _backup: PickedBackup | null = null;
  /** That this browser had a kiosk before. */
  @state() private _signs: readonly EarlierSign[] = [];
  private readonly _work = new WorkController(this);

  private readonly _recoveryCode = makeRecoveryCode(crypto);
  private readonly _cameraChanged = () => {
    this.requestUpdate();
  };

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.session.camera.addEventListener('statechange', this._cameraChanged);
    void signsOfEarlierKiosk().then((signs) => {
      this._signs = signs;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.session.camera.removeEventListener('statechange', this._cameraChanged);
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('_step') && changed.get('_step') !== undefined)
      this.renderRoot.querySelector('h1')?.focus();
  }

  override render() {
    const step = this._step === 'backup' ? 'welcome' : this._step;
    return html`<main class="page">
      <section class="card">
        <kiosk-step-bar step=${step}></kiosk-step-bar>
        ${this._content()} ${this._work.outcome()}
        <kiosk-language-button keeps></kiosk-language-button>
        ${this._licence()}
      </section>
    </main>`;
  }

  /** The models load meanwhile. */
  private _licence() {
    const { report } = this.session.pipeline;
    if (report === null) return nothing;
    const { name, licence } = report.embedder;
    return html`<p class="quiet small">
      ${msg(str`Faces are recognised by ${name}. Its licence:`)} <span lang="en" dir="ltr">${licence}.</span>
    </p>`;
  }

  private _content() {
    switch (this._step) {
      case 'welcome':
        return this._welcome();
      case 'backup':
        return this._restore();
      case 'passphrase':
        return this._choosePassphrase();
      case 'code':
        return this._noteCode();
      case 'camera':
        return this._chooseCamera();
    }
  }

  private _welcome() {
    return html`<header class="stack">
        <h1 tabindex="-1">${msg('Welcome to Facegate')}</h1>
        <p class="quiet">
          ${msg('This device becomes a door kiosk: people enrol their face once, and are let in by looking at it.')}
        </p>
      </header>
      ${this._earlier()}
      <ul>
        <li>
          <kiosk-icon name="shield-check"></kiosk-icon>
          <span
            >${msg('Everything stays on this device. No picture is kept, and nothing is sent anywhere.')}</span
          >
        </li>
        <li>
          <kiosk-icon name="key-round"></kiosk-icon>
          <span>${msg('Face templates are sealed. Only a passphrase of this kiosk opens them.')}</span>
        </li>
        <li>
          <kiosk-icon name="calendar"></kiosk-icon>
          <span
            >${msg('People agree before they enrol, and their template is erased when the agreed time is over.')}</span
          >
        </li>
      </ul>
      <div class="stack">
        <wa-button size="l" variant="brand" @click=${() => this._go('passphrase')}
          >${msg('Set up this kiosk')}</wa-button
        >
        <wa-button size="l" appearance="plain" @click=${() => this._go('backup')}>
          ${msg('Restore from a backup')}
        </wa-button>
      </div>`;
  }

  private _earlier() {
    const text = earlierKioskText(this._signs);
    if (text === null) return nothing;
    return html`<kiosk-note tone="warn" role="status"
      ><strong>${text.title}</strong> ${text.advice}
      ${msg('The door does not know a new kiosk: it opens nothing until the door’s side has its key or its code.')}</kiosk-note
    >`;
  }

  private _restore() {
    return html`<header class="stack">
        <h1 tabindex="-1">${msg('Restore from a backup')}</h1>
        <p class="quiet">
          ${msg('Choose a .facegate file and type the passphrase that it was made with. Then choose this kiosk’s own passphrase.')}
        </p>
      </header>
      <kiosk-backup-picker
        @pick=${(event: CustomEvent<PickedBackup | null>) => {
          this._backup = event.detail;
        }}
      ></kiosk-backup-picker>
      <div class="row">
        <wa-button
          size="l"
          appearance="outlined"
          @click=${() => {
            this._backup = null;
            this._go('welcome');
          }}
          >${msg('Back')}</wa-button
        >
        <wa-button
          class="grow"
          size="l"
          variant="brand"
          ?disabled=${!this._backup}
          ?loading=${this._work.busy}
          @click=${this._checkBackup}
        >
          ${msg('Continue')}
        </wa-button>
      </div>`;
  }

  private _choosePassphrase() {
    return html`<header class="stack">
        <h1 tabindex="-1">${msg('Choose the administrator’s passphrase')}</h1>
        <p class="quiet">
          ${msg('It unlocks the kiosk after a restart, and opens enrolment and settings. Operators can get one of their own later.')}
        </p>
      </header>
      <kiosk-new-passphrase
        @change=${(event: Event) => {
          this._passphrase = (event.target as KioskNewPassphrase).value;
        }}
      ></kiosk-new-passphrase>
      <div class="row">
        <wa-button
          size="l"
          appearance="outlined"
          @click=${() => this._go(this._backup ? 'backup' : 'welcome')}
        >
          ${msg('Back')}
        </wa-button>
        <wa-button
          class="grow"
          size="l"
          variant="brand"
          ?disabled=${this._passphrase === null}
          @click=${() => this._go('code')}
          >${msg('Continue')}</wa-button
        >
      </div>`;
  }

  private _noteCode() {
    return html`<header class="stack">
        <h1 tabindex="-1">${msg('Keep the recovery code')}</h1>
        <p class="quiet">${msg('It sets a new passphrase when this one is forgotten.')}</p>
      </header>
      <kiosk-recovery-code
        .code=${this._recoveryCode}
        @change=${(event: Event) => {
          this._noted = (event.target as KioskRecoveryCode).noted;
        }}
      ></kiosk-recovery-code>
      <div class="row">
        <wa-button size="l" appearance="outlined" @click=${() => this._go('passphrase')}
          >${msg('Back')}</wa-button
        >
        <wa-button
          class="grow"
          size="l"
          variant="brand"
          ?disabled=${!this._noted}
          @click=${() => {
            this._go('camera');
            void this.session.camera.start(this._cameraId);
          }}
          >${msg('Continue')}</wa-button
        >
      </div>`;
  }

  private _chooseCamera() {
    const { camera, injection } = this.session;
    const { flags } = injection;
    const failure = camera.state.kind === 'failed' ? cameraFailureText(camera.state.reason) : null;
    return html`<header class="stack">
        <h1 tabindex="-1">${msg('Check the camera')}</h1>
        <p class="quiet">
          ${msg('At eye height, with the light in front of people rather than behind them.')}
        </p>
      </header>
      ${
        failure
          ? html`<kiosk-note tone="warn" icon="camera-off" role="status"
              ><strong>${failure.title}.</strong> ${failure.advice}</kiosk-note
            >`
          : html`<kiosk-camera-check .session=${this.session}></kiosk-camera-check>`
      }
      <kiosk-camera-approval
        .label=${camera.facts?.label ?? null}
        .flags=${flags}
        .closure=${flags.length > 0 ? 'cameraSuspect' : null}
        @approve=${(event: CustomEvent<boolean>) => {
          this._accepted = event.detail;
        }}
      ></kiosk-camera-approval>
      <kiosk-camera-picker
        .camera=${camera}
        .value=${this._cameraId}
        .turnDeg=${camera.turnDeg}
        @turn=${(event: CustomEvent<QuarterTurnDeg>) => {
          camera.turn(event.detail);
        }}
        @pick=${(event: CustomEvent<string | null>) => {
          this._cameraId = event.detail;
          this._accepted = false;
          void camera.start(this._cameraId);
        }}
      ></kiosk-camera-picker>
      <div class="row">
        <wa-button size="l" appearance="outlined" @click=${() => this._go('code')}>${msg('Back')}</wa-button>
        <wa-button class="grow" size="l" variant="brand" ?loading=${this._work.busy} @click=${this._finish}>
          ${failure ? msg('Continue without a camera') : msg('Continue')}
        </wa-button>
      </div>`;
  }

  /** A camera that starts when the set-up ends is taken then. Without any, an administrator looks at one later. */
  private _pinned(): Settings['camera'] {
    const { facts, state } = this.session.camera;
    if (facts !== null) return pinOf(facts, this._accepted);
    return state.kind === 'starting' ? 'first' : null;
  }

  private _go(step: Step): void {
    this._work.clear();
    // The form is empty when somebody comes back to it.
    if (step === 'passphrase') this._passphrase = null;
    if (step === 'code') this._noted = false;
    this._step = step;
  }

  /** Runs before anything is written: a backup that does not open must not leave a half set-up kiosk behind. */
  private async _checkBackup(): Promise<void> {
    const { _backup: backup } = this;
    if (backup === null) return;
    await this._work.run(async () => {
      await this.session.checkBackup(backup.file, backup.passphrase);
      this._go('passphrase');
    });
  }

  private async _finish(): Promise<void> {
    const { session, _passphrase: passphrase, _backup: backup } = this;
    if (passphrase === null) return;
    await this._work.run(async () => {
      const settings = {
        ...DEFAULT_SETTINGS,
        cameraId: this._cameraId,
        cameraTurnDeg: session.camera.turnDeg,
        camera: this._pinned(),
        kioskCode: drawKioskCode(),
      };
      const store = await session.storage.initialise(passphrase, settings, Date.now(), this._recoveryCode);
      if (backup) await store.importBackup(backup.file, backup.passphrase, Date.now(), everybody);
      // A relay that was allowed to a kiosk before is not this one’s: its administrator chooses it anew.
      await forgetRelays();
      await session.open(store);
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-wizard': KioskWizard;
  }
}
