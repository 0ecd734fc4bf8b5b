/** @file `<kiosk-preflight>`: what this device and its set-up have, what is missing, and what to do about it. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles, pageStyles } from '../elements/base-styles.ts';
import '../elements/kiosk-icon.ts';
import { IdleController } from '../elements/idle-controller.ts';
import type { IconName } from '../elements/kiosk-icon.ts';
import type { OfflineCopy } from '../../kiosk/offline-copy.ts';
import { checkStateText, mayRun, passes } from '../../locales/preflight.ts';
import type { CheckState, PreflightCheck } from '../../locales/preflight-check.ts';
import '../elements/update-note.ts';

const ICONS: Readonly<Record<CheckState, IconName>> = {
  ok: 'circle-check',
  fail: 'circle-x',
  shut: 'circle-x',
  bad: 'circle-x',
  warn: 'triangle-alert',
  info: 'info',
};

/** Dispatches `again` to have everything checked anew, and `done` to go on. */
@localized()
@customElement('kiosk-preflight')
export class KioskPreflight extends LitElement {
  static override styles = [
    baseStyles,
    pageStyles,
    css`
      :host {
        display: block;
        /* Addresses of missing models are longer than a phone is wide. */
        overflow-wrap: anywhere;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--kiosk-space-3);
        padding: var(--kiosk-space-3) 0;
        border-top: 1px solid var(--kiosk-line);
      }
      li kiosk-icon {
        font-size: 1.25em;
      }
      li.ok kiosk-icon {
        color: var(--kiosk-good);
      }
      li:is(.fail, .shut, .bad) kiosk-icon {
        color: var(--kiosk-bad);
      }
      li.warn kiosk-icon {
        color: var(--kiosk-warn);
      }
      li.info kiosk-icon {
        color: var(--kiosk-quiet);
      }
      li p,
      li pre {
        grid-column: 2;
      }
      .technical {
        margin-top: var(--kiosk-space-1);
        color: var(--kiosk-quiet);
        font-size: var(--kiosk-text-s);
      }
      pre {
        margin: var(--kiosk-space-2) 0 0;
        padding: var(--kiosk-space-3);
        border-radius: var(--kiosk-radius);
        background: var(--kiosk-sunken);
        font-size: var(--kiosk-text-s);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        -webkit-user-select: all;
        user-select: all;
      }
    `,
  ];

  @property({ attribute: false }) checks: readonly PreflightCheck[] = [];
  @property({ attribute: false }) offline!: OfflineCopy;
  /** It closes by itself before a visitor finds it. */
  @property({ type: Boolean }) brief = false;

  constructor() {
    super();
    new IdleController(this, () => {
      if (this.brief) this._say(mayRun(this.checks) ? 'done' : 'again');
    });
  }

  override render() {
    const ready = mayRun(this.checks);
    const whole = passes(this.checks);
    const order: readonly CheckState[] = ['fail', 'shut', 'bad', 'warn', 'info', 'ok'];
    const sorted = [...this.checks].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
    return html`<main class="page">
      <section class="card wide">
        <header class="stack">
          <h1>${whole ? msg('This kiosk is ready') : msg('This kiosk needs something first')}</h1>
          <p class="quiet">
            ${
              whole
                ? msg('Everything that it needs is in place.')
                : msg('Fix the items marked below, then check again. Nothing is sent anywhere.')
            }
          </p>
        </header>
        ${
          whole ? nothing : html`<kiosk-update-note kind="back" .offline=${this.offline}></kiosk-update-note>`
        }
        <ul>
          ${sorted.map((check) => this._item(check))}
        </ul>
        <div class="row end">
          <wa-button
            size="l"
            variant=${ready ? 'neutral' : 'brand'}
            appearance=${ready ? 'outlined' : 'accent'}
            @click=${() => this._say('again')}
          >
            ${msg('Check again')}
          </wa-button>
          ${
            ready
              ? html`<wa-button size="l" variant="brand" @click=${() => this._say('done')}
                  >${msg('Continue')}</wa-button
                >`
              : nothing
          }
        </div>
      </section>
    </main>`;
  }

  private _item(check: PreflightCheck) {
    return html`<li class=${check.state} data-check=${check.id} data-state=${check.state}>
      <kiosk-icon name=${ICONS[check.state]} label=${checkStateText(check.state)}></kiosk-icon>
      <h3>${check.title}</h3>
      <p class="quiet">${check.detail}</p>
      ${check.command ? html`<pre>${check.command}</pre>` : nothing}
      ${check.technical ? html`<p class="technical" lang="en" dir="ltr">${check.technical}</p>` : nothing}
    </li>`;
  }

  private _say(what: 'again' | 'done'): void {
    this.dispatchEvent(new CustomEvent(what));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-preflight': KioskPreflight;
  }
}
