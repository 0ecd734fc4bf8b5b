/** @file `<fleet-open-console>`: the tabs of an open console. Locks itself when nobody uses it. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { baseStyles } from '../ui/elements/base-styles.ts';
import { IdleController } from '../ui/elements/idle-controller.ts';
import '../ui/elements/kiosk-icon.ts';
import type { IconName } from '../ui/elements/kiosk-icon.ts';
import '../ui/elements/language-button.ts';
import '../ui/elements/note.ts';
import './doors-page.ts';
import type { StartExaminer } from './enrol/examine-photos.ts';
import './keys-page.ts';
import './list-page.ts';
import './people-page.ts';
import './records-page.ts';
import './rules-page.ts';
import { ConsoleController } from './session-controller.ts';
import type { ConsoleSession } from './site/console-session.ts';

type Tab = 'doors' | 'people' | 'rules' | 'list' | 'records' | 'keys';

/** Dispatches `lock` (CustomEvent<'idle' | 'asked'>). */
@localized()
@customElement('fleet-open-console')
export class FleetOpenConsole extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-height: 100dvh;
        background: var(--kiosk-ground);
      }
      .frame {
        display: grid;
        gap: var(--kiosk-space-5);
        max-width: 72rem;
        margin-inline: auto;
        padding: var(--kiosk-space-4);
      }
      header,
      nav {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kiosk-space-2) var(--kiosk-space-3);
      }
      header h1 {
        flex: 1 1 12rem;
        min-width: 0;
        font-size: var(--kiosk-text-l);
      }
      nav button {
        display: flex;
        align-items: center;
        gap: var(--kiosk-space-2);
        min-height: var(--kiosk-target);
        padding: var(--kiosk-space-2) var(--kiosk-space-4);
        border: 1px solid var(--kiosk-line);
        border-radius: var(--kiosk-radius);
        background: var(--kiosk-surface);
        color: inherit;
        font: inherit;
        cursor: pointer;
      }
      nav button[aria-current] {
        border-color: var(--kiosk-accent);
        color: var(--kiosk-accent);
        font-weight: 620;
      }
    `,
  ];

  @property({ attribute: false }) session!: ConsoleSession;
  @property({ attribute: false }) startExaminer!: StartExaminer;
  @state() private _tab: Tab = 'doors';

  constructor() {
    super();
    const idle = new IdleController(this, () => this._lock('idle'));
    this.addEventListener('stay', () => idle.touch());
    new ConsoleController(this, () => this.session);
  }

  override render() {
    return html`<div class="frame">
      <header>
        <h1>${this.session.kit.siteName}</h1>
        <wa-button size="l" appearance="outlined" @click=${() => this._lock('asked')}>
          <kiosk-icon slot="start" name="lock"></kiosk-icon>${msg('Lock')}
        </wa-button>
      </header>
      <nav aria-label=${msg('Console')}>${this._tabs()}</nav>
      ${this._linkNote()} ${this._reading()}
      <main>${this._page()}</main>
      <footer><kiosk-language-button keeps></kiosk-language-button></footer>
    </div>`;
  }

  private _tabs() {
    const tabs: readonly (readonly [Tab, IconName, string])[] = [
      ['doors', 'door-open', msg('Doors')],
      ['people', 'users', msg('People')],
      ['rules', 'calendar', msg('Rules')],
      ['list', 'upload', msg('Lists')],
      ['records', 'list', msg('Records')],
      ['keys', 'key-round', msg('Keys')],
    ];
    return tabs.map(
      ([tab, icon, text]) =>
        html`<button
          aria-current=${tab === this._tab ? 'page' : nothing}
          @click=${() => {
            this._tab = tab;
          }}
        >
          <kiosk-icon name=${icon}></kiosk-icon>${text}
        </button>`,
    );
  }

  private _linkNote() {
    switch (this.session.status) {
      case 'up':
        return nothing;
      case 'down':
        return html`<kiosk-note tone="warn" role="status"
          >${msg('The hub does not answer. Doors go on by themselves; what is shown here may be old.')}</kiosk-note
        >`;
      case 'refused':
        return html`<kiosk-note tone="bad" role="alert"
          >${msg('The hub does not let this console in. It may belong to another site.')}</kiosk-note
        >`;
    }
  }

  private _reading() {
    const { left } = this.session.facts;
    if (this.session.failure !== null) {
      return html`<kiosk-note tone="bad" role="alert"
        >${msg('People cannot be read any more. Lock the console, then open it again.')}</kiosk-note
      >`;
    }
    if (this.session.isRead || this.session.status !== 'up') return nothing;
    const number = String(left ?? 0);
    return html`<p class="quiet" role="status">
      ${left === null ? msg('The people of the site are read.') : msg(str`The people of the site are read: ${number} to go.`)}
    </p>`;
  }

  private _page() {
    switch (this._tab) {
      case 'doors':
        return html`<fleet-doors .session=${this.session}></fleet-doors>`;
      case 'people':
        return html`<fleet-people
          .session=${this.session}
          .startExaminer=${this.startExaminer}
        ></fleet-people>`;
      case 'rules':
        return html`<fleet-rules .session=${this.session}></fleet-rules>`;
      case 'list':
        return html`<fleet-list .session=${this.session}></fleet-list>`;
      case 'records':
        return html`<fleet-records .session=${this.session}></fleet-records>`;
      case 'keys':
        return html`<fleet-keys
          .session=${this.session}
          @forgotten=${() => this._lock('asked')}
        ></fleet-keys>`;
    }
  }

  private _lock(why: 'idle' | 'asked'): void {
    this.dispatchEvent(new CustomEvent('lock', { detail: why }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-open-console': FleetOpenConsole;
  }
}
