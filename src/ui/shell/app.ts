/**
 * @file `<kiosk-app>`: leads from boot to the door, in one tab at a time. Shows preflight when something is missing,
 * the first run, the lock, and then the path's page. The session stays alive between pages.
 */
import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { localized, msg } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { ScreenLock } from '../../runtime/wake-lock.ts';
import { baseStyles, pageStyles } from '../elements/base-styles.ts';
import '../door/check-page.ts';
import '../operator/drill/drill-page.ts';
import { ACTIVITY_EVENTS } from '../elements/idle-timer.ts';
import '../elements/kiosk-icon.ts';
import './offline-note.ts';
import '../operator/operator-menu.ts';
import './other-tab.ts';
import type { KioskOperatorMenu } from '../operator/operator-menu.ts';
import { showTimesOf } from '../../locales/moments.ts';
import '../start/first-steps.ts';
import type { FirstStep } from '../start/first-steps.ts';
import '../start/preflight.ts';
import { mayRun, passes, preflightChecks } from '../../locales/preflight.ts';

import { askDevice, preflightFacts, type PreflightFacts } from '../../kiosk/preflight-facts.ts';
import { SessionController } from '../elements/session-controller.ts';
import type { KioskSession, PageName } from '../../kiosk/session.ts';
import { askToKeepStorage } from '../../kiosk/storage-use.ts';
import { TabLead } from '../../kiosk/tab-lead.ts';
import '../start/unlock.ts';
import { hasUnsaved, mayLose } from '../elements/unsaved.ts';
import { holdLanguage, somebodyIsHere } from '../elements/visit-language.ts';
import '../start/wizard.ts';

type Stage = 'booting' | 'preflight' | 'running';

/** What the enrolment page opens with. */
export type EnrolView = 'enrol' | 'people';

@localized()
@customElement('kiosk-app')
export class KioskApp extends LitElement {
  static override styles = [
    baseStyles,
    pageStyles,
    css`
      :host {
        display: block;
        min-height: 100dvh;
      }
      .boot {
        justify-items: center;
        align-content: center;
        gap: var(--kiosk-space-5);
        text-align: center;
      }
      .boot kiosk-icon {
        font-size: 3rem;
        color: var(--kiosk-accent);
      }
      wa-spinner {
        font-size: 1.75rem;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  /** Loads the enrolment page's element; main.ts knows where it is. */
  @property({ attribute: false }) loadEnrolment!: () => Promise<unknown>;

  @state() private _stage: Stage = 'booting';
  /** What the set-up check found; null before it looked. In words only when shown: the language may change. */
  @state() private _facts: PreflightFacts | null = null;
  @state() private _initialised = false;
  /** The checks tell what only operators and administrators may know. */
  @state() private _isTold = false;
  @state() private _page: PageName = pageOfPath();
  @state() private _enrolView: EnrolView = 'enrol';
  @state() private _enrolLoaded = false;
  @state() private _menuOpen = false;
  /** Of the first run, from the open store to the door; null when that is over. */
  @state() private _firstStep: FirstStep | null = null;
  /** The passphrase was typed for this visit to the enrolment page. */
  private _allowed = false;
  private readonly _screen = new ScreenLock();
  private readonly _lead = new TabLead();
  @query('kiosk-operator-menu') private _menu!: KioskOperatorMenu;

  private readonly _onPopState = () => {
    const page = pageOfPath();
    if (this._page === 'enroll' && hasUnsaved()) void this._askToGo(page);
    else this._show(page);
  };
  private readonly _onNavigate = (event: Event) => {
    this._goTo((event as CustomEvent<PageName>).detail);
  };

  private readonly _onLead = () => {
    if (this._lead.state === 'leading') {
      this.session.guardDoor();
      // While the device is examined. A failure comes back through the session.
      void this.session.pipeline.start().catch(() => undefined);
      void this._boot();
    } else if (this._lead.state === 'lost') void this._leave();
    else this.requestUpdate();
  };

  private readonly _onPageHide = ({ persisted }: PageTransitionEvent) => {
    // The browser keeps this page for its back button: half alive, unlocked, and with its connections open.
    if (persisted) this.session.end();
  };
  private readonly _onPageShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) location.reload();
  };

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('popstate', this._onPopState);
    window.addEventListener('pagehide', this._onPageHide);
    window.addEventListener('pageshow', this._onPageShow);
    for (const kind of ACTIVITY_EVENTS) window.addEventListener(kind, somebodyIsHere, { passive: true });
    this.session.addEventListener('navigate', this._onNavigate);
    this._lead.addEventListener('change', this._onLead);
    this._lead.ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('popstate', this._onPopState);
    window.removeEventListener('pagehide', this._onPageHide);
    window.removeEventListener('pageshow', this._onPageShow);
    for (const kind of ACTIVITY_EVENTS) window.removeEventListener(kind, somebodyIsHere);
    this.session.removeEventListener('navigate', this._onNavigate);
    this._lead.removeEventListener('change', this._onLead);
  }

  protected override willUpdate(): void {
    const { session } = this;
    showTimesOf(session.access.store === null ? undefined : session.site.timeZone);
    if (session.pipeline.error && this._stage === 'running') void this._boot();
    // The wizard has just made the store. Locking ends the first run; the menu shows what is left.
    if (!session.access.store) this._firstStep = null;
    else if (!this._initialised && this._stage === 'running') this._firstStep = 'person';
    if (session.access.store) this._initialised = true;
    this._screen.keepOn(session.access.store !== null);
    const atWork = this._menuOpen || this._page === 'enroll' || this._firstStep !== null;
    holdLanguage(session.access.store !== null && atWork);
    // Locking ends every permission; unlocking on the enrolment page is one.
    if (!session.access.store) this._allowed = this._page === 'enroll';
    // Whoever unlocked the kiosk may have left, where nothing of theirs is open.
    if (!atWork) session.access.dismiss();
  }

  override render() {
    if (this._lead.state === 'waiting') {
      return html`<kiosk-other-tab @take=${() => this._lead.take()}></kiosk-other-tab>`;
    }
    switch (this._stage) {
      case 'booting':
        return html`<main class="page boot">
          <div class="stack" role="status">
            <kiosk-icon name="scan-face"></kiosk-icon>
            <p class="quiet">${msg('Starting')}</p>
          </div>
          <wa-spinner></wa-spinner>
        </main>`;
      case 'preflight':
        return html`<kiosk-preflight
          .checks=${this._facts === null ? [] : preflightChecks(this._facts)}
          .offline=${this.session.offline}
          ?brief=${this._isTold}
          @again=${() => this._boot(true)}
          @done=${this._run}
        ></kiosk-preflight>`;
      case 'running':
        return this._running();
    }
  }

  private _running() {
    const { session } = this;
    if (!session.access.store) {
      return html`${
          this._initialised
            ? html`<kiosk-unlock .session=${session}></kiosk-unlock>`
            : html`<kiosk-wizard .session=${session}></kiosk-wizard>`
        } <kiosk-offline-note .state=${session.offline.state}></kiosk-offline-note>`;
    }
    return html`${this._shownPage()}
      <kiosk-operator-menu
        .session=${session}
        @closed=${() => {
          this._menuOpen = false;
        }}
        @enrol=${(event: CustomEvent<EnrolView>) => this._openEnrolment(event.detail)}
        @preflight=${() => this._boot(true)}
      ></kiosk-operator-menu>`;
  }

  private _shownPage() {
    if (this._page === 'enroll') return this._enrolPage();
    return this._firstStep === null ? this._checkPage() : this._firstSteps(this._firstStep);
  }

  private _firstSteps(step: FirstStep) {
    return html`<kiosk-first-steps
      .session=${this.session}
      step=${step}
      @step=${(event: CustomEvent<FirstStep>) => {
        this._firstStep = event.detail;
      }}
      @enrol=${() => this._openEnrolment('enrol')}
      @done=${() => {
        this._firstStep = null;
      }}
    ></kiosk-first-steps>`;
  }

  private _openEnrolment(view: EnrolView): void {
    this._enrolView = view;
    this._allowed = true;
    this._goTo('enroll');
  }

  private _checkPage() {
    if (this.session.drill) return html`<kiosk-drill-page .session=${this.session}></kiosk-drill-page>`;
    return html`<kiosk-check-page
      .session=${this.session}
      .paused=${this.session.isMenuInUse(this._menuOpen)}
      @operator=${() => {
        this._menuOpen = true;
        this._menu.open();
      }}
    ></kiosk-check-page>`;
  }

  private _enrolPage() {
    if (!this._enrolLoaded) {
      void this.loadEnrolment().then(() => {
        this._enrolLoaded = true;
      });
      return html`<main class="page boot"><wa-spinner></wa-spinner></main>`;
    }
    return html`<kiosk-enrol-page
      .session=${this.session}
      .view=${this._enrolView}
      ?settingUp=${this._firstStep !== null}
    ></kiosk-enrol-page>`;
  }

  /** @param showAlways - Show the list even when nothing is missing: the operator asked for it. */
  private async _boot(showAlways = false): Promise<void> {
    // Whoever asked from the menu has a role, which ends with the menu.
    const isTold = this.session.access.role !== null;
    this._stage = 'booting';
    const asked = await askDevice(this.session);
    const facts = preflightFacts(this.session, asked, isTold);
    this._isTold = facts.opened !== null;
    this._initialised = asked.initialised || this.session.access.store !== null;
    this._facts = facts;
    // A pipeline that stopped is tried again when the operator asks, or when the page is loaded anew.
    const retry = showAlways && facts.pipelineProblem !== null;
    if (retry && (await this._retryPipeline())) {
      this._facts = { ...facts, pipelineProblem: null };
    }
    const checks = preflightChecks(this._facts);
    const ready = mayRun(checks);
    if (passes(checks) && !showAlways) {
      this._run();
      return;
    }
    this._stage = 'preflight';
    if (!ready) void this._keepOffline();
  }

  /** Another tab runs the kiosk now. A reload ends camera, workers and keys here, and then waits. */
  private async _leave(): Promise<void> {
    // Two tabs must not run the door, even when the log cannot be written.
    await this.session.lock().catch(() => undefined);
    location.reload();
  }

  private async _retryPipeline(): Promise<boolean> {
    return this.session.pipeline.start().then(
      () => true,
      () => false,
    );
  }

  /** The models load while the operator types the passphrase; a failure comes back through the session. */
  private _run(): void {
    this._stage = 'running';
    this.session.pipeline
      .start()
      .catch(() => undefined)
      // Storing must not slow the start.
      .finally(() => void this._keepOffline());
  }

  private async _keepOffline(): Promise<void> {
    const { session } = this;
    void askToKeepStorage();
    if (!import.meta.env.PROD) return;
    await session.offline.start(`${session.baseUrl}service-worker.js`, () => session.access.store === null);
    await session.offline.report(session.pipeline.current !== null);
  }

  private _goTo(page: PageName): void {
    if (page === this._page) return;
    this._pushPath(page);
    this._show(page);
  }

  /** The browser has gone back already: its address follows the page again until somebody has answered. */
  private async _askToGo(page: PageName): Promise<void> {
    this._pushPath(this._page);
    if (await mayLose(this)) this._goTo(page);
  }

  private _pushPath(page: PageName): void {
    const { baseUrl } = this.session;
    history.pushState(null, '', page === 'check' ? baseUrl : new URL('enroll/', baseUrl));
  }

  /** Also for the browser's forward button: without the passphrase it leads to the door. */
  private _show(page: PageName): void {
    if (page === 'enroll' && !this._allowed) {
      history.replaceState(null, '', this.session.baseUrl);
      this._page = 'check';
      return;
    }
    if (page === 'check') this._allowed = false;
    this._page = page;
  }
}

function pageOfPath(): PageName {
  return /\/enroll\/?(index\.html)?$/u.test(location.pathname) ? 'enroll' : 'check';
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-app': KioskApp;
  }
}
