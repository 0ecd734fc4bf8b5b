/**
 * @file `<kiosk-operator-menu>`: what an operator or an administrator may do. It asks for passphrase or passkey each
 * time, since the tablet stands at the door unattended.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, type TemplateResult, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Permission } from '../../core/site/permissions.ts';
import type { SetUpTask } from '../../core/site/set-up-tasks.ts';
import type { Credential } from '../../storage/types.ts';
import '../credentials/access-panel.ts';
import './closed-faces.ts';
import './export-panel.ts';
import './import-panel.ts';
import './left-to-do.ts';
import { baseStyles } from '../elements/base-styles.ts';
import './door-output/door-output-panel.ts';
import './drill/drill-panel.ts';
import '../elements/file-picker.ts';
import { hasFullScreen, isFullScreen, toggleFullScreen } from './full-screen.ts';
import './health/health-panel.ts';
import { ACTIVITY_EVENTS, GATE_IDLE_MS, IdleTimer, OPERATOR_IDLE_MS } from '../elements/idle-timer.ts';
import '../elements/kiosk-icon.ts';
import type { IconName } from '../elements/kiosk-icon.ts';
import '../credentials/passkey-button.ts';
import '../credentials/passphrase-form.ts';
import type { KioskPassphraseForm } from '../credentials/passphrase-form.ts';
import './records/records-panel.ts';
import { offlineAdvice } from '../../locales/offline.ts';
import { settingText } from '../../locales/settings.ts';
import type { KioskSession } from '../../kiosk/session.ts';
import './settings/settings-panel.ts';
import type { InnerSettings } from './settings/settings-panel.ts';
import { hasUnsaved, mayLose, withdrawQuestion } from '../elements/unsaved.ts';
import '../elements/update-note.ts';
import '../elements/note.ts';
import { WorkController } from '../elements/work-controller.ts';

type Panel =
  | 'gate'
  | 'menu'
  | 'settings'
  | 'access'
  | 'output'
  | 'import'
  | 'export'
  | 'health'
  | 'records'
  | 'drill'
  | 'demo'
  | 'fleet';

/** Where a task that is left to do is done. */
const TASK_PANELS: Readonly<Record<Exclude<SetUpTask, 'firstPerson'>, Panel>> = {
  output: 'output',
  backup: 'export',
  backupTrial: 'export',
  operator: 'access',
  passkey: 'access',
};

interface MenuItem {
  readonly icon: IconName;
  readonly text: string;
  readonly act: () => void;
  /** Null where every role may use it. */
  readonly needs: Permission | null;
}

interface MenuGroup {
  readonly title: string;
  readonly items: readonly MenuItem[];
}

/** Dispatches `closed`; `enrol` (CustomEvent<'enrol' | 'people'>) once allowed; `preflight`. */
@localized()
@customElement('kiosk-operator-menu')
export class KioskOperatorMenu extends LitElement {
  static override styles = [
    baseStyles,
    css`
      wa-dialog {
        --width: min(38rem, 94vw);
      }
      /* The log's rows need room. */
      wa-dialog.wide {
        --width: min(58rem, 96vw);
      }
      /* Two groups side by side. */
      wa-dialog.menu {
        --width: min(60rem, 96vw);
      }
      /* They are empty most of the time, and then leave no gap. */
      kiosk-update-note,
      kiosk-closed-faces {
        display: contents;
      }
      .groups {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
        gap: var(--kiosk-space-4) var(--kiosk-space-5);
      }
      .groups section {
        display: grid;
        align-content: start;
        gap: var(--kiosk-space-2);
      }
      .groups h3 {
        color: var(--kiosk-quiet);
        font-size: var(--kiosk-text-s);
      }
      .grid {
        display: grid;
        /* At least two, on a phone too. */
        grid-template-columns: repeat(auto-fill, minmax(min(12rem, calc(50% - var(--kiosk-space-2))), 1fr));
        gap: var(--kiosk-space-2);
      }
      .grid button {
        display: flex;
        align-items: center;
        gap: var(--kiosk-space-3);
        min-height: 3.25rem;
        padding: var(--kiosk-space-2) var(--kiosk-space-3);
        border: 1px solid var(--kiosk-line);
        border-radius: var(--kiosk-radius);
        background: var(--kiosk-surface);
        color: inherit;
        font: inherit;
        font-weight: 550;
        line-height: 1.25;
        text-align: start;
        cursor: pointer;
      }
      .grid button span {
        min-width: 0;
        overflow-wrap: break-word;
        /* WebKit breaks at the hyphen of a line's last word. */
        text-wrap: balance;
      }
      /* One group below the other: the whole menu shows without scrolling. */
      @media (max-width: 800px) {
        .groups {
          gap: var(--kiosk-space-3);
        }
        .grid button {
          min-height: 3rem;
          padding-block: var(--kiosk-space-1);
        }
      }
      /* A phone shows it too. */
      @media (max-width: 480px) {
        wa-dialog.menu {
          --spacing: var(--kiosk-space-3);
          --width: 100vw;
        }
        wa-dialog.menu::part(dialog) {
          max-width: calc(100% - var(--kiosk-space-3));
          max-height: calc(100% - var(--kiosk-space-3));
        }
        .menu .stack,
        .groups {
          gap: var(--kiosk-space-2);
        }
        .groups section {
          gap: var(--kiosk-space-1);
        }
        .grid button {
          gap: var(--kiosk-space-2);
          min-height: var(--kiosk-target);
          padding: var(--kiosk-space-1) var(--kiosk-space-2);
          font-size: var(--kiosk-text-s);
        }
      }
      @media (max-width: 340px) {
        .grid {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .grid button:hover {
        background: var(--kiosk-sunken);
      }
      .unsettled {
        visibility: hidden;
      }
      .grid kiosk-icon {
        flex: none;
        color: var(--kiosk-accent);
        font-size: 1.15em;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _panel: Panel | null = null;
  /** What stands behind the settings' own buttons. */
  @state() private _inner: InnerSettings | null = null;
  /** What is left to do has its size, and the menu below it stays where it is. */
  @state() private _settled = false;
  private readonly _work = new WorkController(this);
  @query('kiosk-passphrase-form') private _gate!: KioskPassphraseForm | null;
  private readonly _idle = new IdleTimer(
    OPERATOR_IDLE_MS,
    () => this.close(),
    () => void this._warn(),
  );
  /** Faces are not judged while the menu is open, so whoever shows nothing must not keep it open for long. */
  private readonly _gateIdle = new IdleTimer(GATE_IDLE_MS, () => this.close());
  private readonly _stayAwake = () => {
    (this._panel === 'gate' ? this._gateIdle : this._idle).touch();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    for (const type of ACTIVITY_EVENTS) this.addEventListener(type, this._stayAwake, { passive: true });
  }

  /** Opens at the passphrase. */
  open(): void {
    this._panel = 'gate';
    this._gateIdle.touch();
  }

  close(): void {
    this._stopWaiting();
    withdrawQuestion();
    if (this._panel === null) return;
    this._panel = null;
    this._inner = null;
    this.dispatchEvent(new CustomEvent('closed'));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const type of ACTIVITY_EVENTS) this.removeEventListener(type, this._stayAwake);
    this._stopWaiting();
  }

  private _stopWaiting(): void {
    this._idle.stop();
    this._gateIdle.stop();
  }

  override render() {
    const panel = this._panel;
    return html`<wa-dialog
      label=${panel ? panelTitle(this._inner ?? panel) : ''}
      class=${panel === 'records' ? 'wide' : panel === 'menu' ? 'menu' : ''}
      ?open=${panel !== null}
      @wa-after-show=${(event: Event) => {
        if (event.target === event.currentTarget) this._gate?.focus();
      }}
      @wa-hide=${(event: Event) => {
        if (event.target !== event.currentTarget || !hasUnsaved()) return;
        event.preventDefault();
        void this._askToClose();
      }}
      @wa-after-hide=${(event: Event) => {
        // Selects inside the dialog dispatch the same event.
        if (event.target === event.currentTarget) this.close();
      }}
    >
      ${panel === null ? nothing : this._content(panel)}
    </wa-dialog>`;
  }

  private _content(panel: Panel): TemplateResult {
    switch (panel) {
      case 'gate':
        return this._gateContent();
      case 'menu':
        return this._menuContent();
      case 'settings':
        return html`<kiosk-settings-panel
          .session=${this.session}
          @inner=${(event: CustomEvent<InnerSettings | null>) => {
            this._inner = event.detail;
          }}
          @done=${() => this._show('menu')}
        ></kiosk-settings-panel>`;
      case 'access':
        return this._withBack(html`<kiosk-access-panel .session=${this.session}></kiosk-access-panel>`);
      case 'import':
        return this._withBack(html`<kiosk-import-panel .session=${this.session}></kiosk-import-panel>`);
      case 'export':
        return this._withBack(html`<kiosk-export-panel .session=${this.session}></kiosk-export-panel>`);
      case 'health':
        return this._withBack(html`<kiosk-health-panel .session=${this.session}></kiosk-health-panel>`);
      case 'records':
        return this._withBack(html`<kiosk-records-panel .session=${this.session}></kiosk-records-panel>`);
      case 'output':
        return this._withBack(
          html`<kiosk-door-output-panel .session=${this.session}></kiosk-door-output-panel>`,
        );
      case 'drill':
        return this._withBack(
          html`<kiosk-drill-panel .session=${this.session} @start=${() => this.close()}></kiosk-drill-panel>`,
        );
      case 'demo':
        return this._withBack(this._demoContent());
      case 'fleet':
        return this._withBack(html`<kiosk-fleet-panel .session=${this.session}></kiosk-fleet-panel>`);
    }
  }

  private _gateContent() {
    const allow = (credential: Credential) => this.session.access.authorise(credential);
    const show = () => {
      this._show('menu');
    };
    return html`<div class="stack">
      <kiosk-passphrase-form .check=${allow} @accepted=${show}></kiosk-passphrase-form>
      <kiosk-passkey-button
        .list=${() => this.session.storage.credentials()}
        .check=${allow}
        @accepted=${show}
      ></kiosk-passkey-button>
    </div>`;
  }

  private _menuContent() {
    const { offline } = this.session;
    const { access } = this.session;
    const groups = this._groups().map(({ title, items }) => ({
      title,
      items: items.filter(({ needs }) => needs === null || access.may(needs)),
    }));
    return html`<div class="stack ${this._settled ? '' : 'unsettled'}">
      <kiosk-update-note .offline=${offline}></kiosk-update-note>
      ${
        this.session.site.rulesDistrusted
          ? html`<kiosk-note tone="warn"
              >${msg('Nobody gets in: the access hours were altered, damaged or removed. The administrator must save them again under Settings, or import a backup.')}</kiosk-note
            >`
          : nothing
      }
      ${
        this.session.records.any
          ? html`<kiosk-note tone="bad"
              >${msg('Some stored records are missing or were replaced by old ones. The people concerned are not let in. Health lists them, and the administrator decides there.')}</kiosk-note
            >`
          : nothing
      }
      ${
        offline.state.kind === 'failed'
          ? html`<kiosk-note tone="bad">${offlineAdvice(offline.state.reason)}</kiosk-note>`
          : nothing
      }
      ${
        this.session.site.fellBack.length > 0
          ? html`<kiosk-note tone="warn"
              >${msg('Settings were altered, damaged or removed, and have their safest values. The administrator must save them again under Settings.')}</kiosk-note
            >`
          : nothing
      }
      ${
        this.session.people.outdated.length > 0
          ? html`<kiosk-note tone="warn"
              >${msg(str`${this.session.people.outdated.length} people enrolled with another model and have to enrol again.`)}</kiosk-note
            >`
          : nothing
      }
      <kiosk-closed-faces .session=${this.session}></kiosk-closed-faces>
      <kiosk-left-to-do
        folded
        .session=${this.session}
        @read=${() => {
          this._settled = true;
        }}
        @task=${(event: CustomEvent<SetUpTask>) => this._do(event.detail)}
      ></kiosk-left-to-do>
      <div class="groups">
        ${groups.map(
          ({ title, items }) =>
            html`<section>
              <h3>${title}</h3>
              <div class="grid">${items.map((item) => menuButton(item))}</div>
            </section>`,
        )}
      </div>
      ${
        this.session.access.role === 'operator'
          ? html`<p class="quiet small">
              ${msg('Only the administrator can change settings, hours, door output, backups and passphrases.')}
            </p>`
          : nothing
      }
    </div>`;
  }

  private _fullScreenItem(): readonly MenuItem[] {
    if (!hasFullScreen()) return [];
    const act = () => {
      void toggleFullScreen();
      this.close();
    };
    return isFullScreen()
      ? [{ icon: 'minimize', text: msg('Leave full screen'), act, needs: null }]
      : [{ icon: 'maximize', text: msg('Full screen'), act, needs: null }];
  }

  private _groups(): readonly MenuGroup[] {
    const show = (panel: Panel) => () => {
      this._show(panel);
    };
    return [
      {
        title: msg('People and visits'),
        items: [
          {
            icon: 'user-plus',
            text: msg('Enrol somebody'),
            act: () => this._enrol('enrol'),
            needs: 'enrol',
          },
          { icon: 'users', text: msg('People'), act: () => this._enrol('people'), needs: 'people' },
          { icon: 'list', text: msg('Records'), act: show('records'), needs: 'records' },
        ],
      },
      {
        title: msg('The door'),
        items: [
          { icon: 'settings', text: msg('Settings'), act: show('settings'), needs: 'settings' },
          { icon: 'door-open', text: msg('Door output'), act: show('output'), needs: 'doorOutput' },
          { icon: 'shield-alert', text: msg('Drill'), act: show('drill'), needs: 'drill' },
          this.session.demo
            ? { icon: 'video', text: msg('End the demo'), act: () => this._endDemo(), needs: null }
            : { icon: 'film', text: msg('Demo with a video'), act: show('demo'), needs: 'demo' },
        ],
      },
      {
        title: msg('Health and backups'),
        items: [
          { icon: 'activity', text: msg('Health'), act: show('health'), needs: 'health' },
          {
            icon: 'shield-check',
            text: msg('Check the set-up'),
            act: () => this._leaveFor('preflight'),
            needs: null,
          },
          { icon: 'download', text: msg('Export a backup'), act: show('export'), needs: 'backup' },
          { icon: 'upload', text: msg('Import a backup'), act: show('import'), needs: 'backup' },
        ],
      },
      {
        title: msg('This kiosk'),
        items: [
          { icon: 'key-round', text: msg('Who may unlock'), act: show('access'), needs: 'credentials' },
          { icon: 'network', text: msg('Fleet'), act: () => void this._showFleet(), needs: 'credentials' },
          ...this._fullScreenItem(),
          { icon: 'lock', text: msg('Lock the kiosk'), act: () => this._lock(), needs: null },
        ],
      },
    ];
  }

  private _demoContent() {
    return html`<div class="stack">
      <p class="quiet">
        ${msg('A video file replaces the camera, to show or try the kiosk. The screen says so all the time, and the door stays shut.')}
      </p>
      <kiosk-file-picker
        label=${msg('Video file')}
        accept="video/*"
        @pick=${(event: CustomEvent<File>) => this._startDemo(event.detail)}
      ></kiosk-file-picker>
      ${this._work.outcome()}
    </div>`;
  }

  private _withBack(content: TemplateResult) {
    return html`<div class="stack">
      ${content}
      <wa-button size="l" appearance="plain" @click=${this._askToGoBack}>
        <kiosk-icon slot="start" name="back"></kiosk-icon>${msg('Back to the menu')}
      </wa-button>
    </div>`;
  }

  /** Nobody has touched the menu for a while, so it is about to close. */
  private async _warn(): Promise<void> {
    if (hasUnsaved() && (await mayLose(this, true, true))) this.close();
  }

  private async _askToGoBack(): Promise<void> {
    if (await mayLose(this)) this._show('menu');
  }

  private async _askToClose(): Promise<void> {
    if (await mayLose(this)) this.close();
  }

  private _show(panel: Panel): void {
    // Closed while the passphrase was checked.
    if (this._panel === null) return;
    this._work.clear();
    this._inner = null;
    if (panel !== this._panel) this._settled = false;
    this._panel = panel;
    this._gateIdle.stop();
    this._idle.touch();
  }

  /** Its code is no part of the kiosk's start. */
  private async _showFleet(): Promise<void> {
    await import('./fleet/fleet-panel.ts');
    this._show('fleet');
  }

  private _do(task: SetUpTask): void {
    if (task === 'firstPerson') this._enrol('enrol');
    else this._show(TASK_PANELS[task]);
  }

  private _enrol(view: 'enrol' | 'people'): void {
    this.close();
    this.dispatchEvent(new CustomEvent('enrol', { detail: view }));
  }

  private _leaveFor(event: 'preflight'): void {
    this.close();
    this.dispatchEvent(new CustomEvent(event));
  }

  private async _startDemo(file: File): Promise<void> {
    await this._work.run(async () => {
      await this.session.startDemo(file);
      this.close();
    });
  }

  private _endDemo(): void {
    this.session.stopDemo();
    this.close();
  }

  private _lock(): void {
    this.close();
    void this.session.lock();
  }
}

function menuButton({ icon, text, act }: MenuItem): TemplateResult {
  return html`<button type="button" @click=${act}>
    <kiosk-icon name=${icon}></kiosk-icon><span>${text}</span>
  </button>`;
}

function panelTitle(panel: Panel | InnerSettings): string {
  switch (panel) {
    case 'hours':
      return msg('Access hours');
    case 'consent':
      return msg('Consent text');
    case 'doorFace':
      return settingText('doorFace');
    case 'gate':
      return msg('For the operator');
    case 'menu':
      return msg('Operator menu');
    case 'settings':
      return msg('Settings');
    case 'access':
      return msg('Who may unlock');
    case 'import':
      return msg('Import a backup');
    case 'export':
      return msg('Export a backup');
    case 'health':
      return msg('Health');
    case 'records':
      return msg('Records');
    case 'output':
      return msg('Door output');
    case 'drill':
      return msg('Attack drill');
    case 'demo':
      return msg('Demo with a video');
    case 'fleet':
      return msg('Fleet');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-operator-menu': KioskOperatorMenu;
  }
}
