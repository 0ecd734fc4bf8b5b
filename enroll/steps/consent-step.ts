/**
 * @file `<kiosk-enrol-consent>`: says what will be stored, for how long and how to withdraw, and asks for a yes: in the
 * administrator's own words where there are any.
 */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import '../../src/ui/elements/kiosk-icon.ts';
import type { IconName } from '../../src/ui/elements/kiosk-icon.ts';
import { stepStyles } from './step-styles.ts';
import type { ConsentReach, LogTerm } from '../../src/core/site/consent-text.ts';
import {
  builtInConsent,
  type ConsentPoint,
  consentTerms,
  consentTermsTitle,
} from '../../src/locales/consent.ts';
import { isMachineMade, machineMadeText } from '../../src/locales/language.ts';
import { directionOf } from '../../src/locales/written.ts';

/** Events: `answer` (detail: boolean), true for yes; `switch` to consent with, or without, a face. */
@localized()
@customElement('kiosk-enrol-consent')
export class KioskEnrolConsent extends LitElement {
  static override styles = [
    baseStyles,
    stepStyles,
    css`
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
        gap: var(--kiosk-space-4) var(--kiosk-space-5);
      }
      li {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: var(--kiosk-space-3);
      }
      li kiosk-icon {
        color: var(--kiosk-accent);
        margin-top: 0.1em;
      }
      h3 {
        line-height: 1.4;
      }
      .own {
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ type: Number }) retentionDays = 0;
  /** Milliseconds since the epoch. */
  @property({ type: Number }) retainUntilMs = 0;
  /** What the log's term is now. */
  @property({ attribute: false }) logTerm: LogTerm = 'always';
  /** The subject who enrols again; null for a new one. */
  @property({ attribute: false }) again: string | null = null;

  /** The administrator's text; null where the built-in one holds. */
  @property({ attribute: false }) own: { readonly text: string; readonly language: string } | null = null;

  /** Badge and PIN open this door without a face. */
  @property({ type: Boolean }) otherway = false;

  /** Without a face: badge number and PIN only. */
  @property({ type: Boolean }) faceless = false;
  /** Who knows whoever agrees. */
  @property() reach: ConsentReach = 'door';

  override render() {
    const { faceless } = this;
    return html`
      <h1 tabindex="-1">${this._title()}</h1>
      ${
        this.own === null
          ? this._builtIn()
          : html`${this._own(this.own)}
              <ul>
                ${this._howLong()}
              </ul>`
      }
      <p class="quiet">
        ${
          !faceless && this.otherway
            ? msg('Nothing is stored before you say yes. You can also enter without your face.')
            : msg('Nothing is stored before you say yes.')
        }
      </p>
      <div class="actions">
        <wa-button size="l" appearance="outlined" @click=${() => this._answer(false)}>
          ${msg('No, go back')}
        </wa-button>
        <wa-button size="l" variant="brand" @click=${() => this._answer(true)}
          >${msg('Yes, I agree')}</wa-button
        >
      </div>
      <wa-button size="l" appearance="plain" @click=${() => this.dispatchEvent(new Event('switch'))}>
        ${faceless ? msg('Use my face after all') : msg('Without my face: badge and PIN')}
      </wa-button>
    `;
  }

  private _own({ text, language }: { readonly text: string; readonly language: string }) {
    const direction = directionOf(language);
    return html`<p class="own" lang=${language} dir=${direction}>${text}</p>`;
  }

  private _builtIn() {
    const points = builtInConsent(this.faceless ? 'faceless' : 'face', this.reach);
    const { lang } = document.documentElement;
    return html`${isMachineMade(lang) ? html`<p class="quiet" role="note">${machineMadeText()}</p>` : nothing}
      <ul>
        ${points.map(({ about, title, text }) => [
          about === 'where' ? this._howLong() : nothing,
          this._point(this._icon(about), title, text),
        ])}
      </ul>`;
  }

  private _icon(about: ConsentPoint['about']): IconName {
    switch (about) {
      case 'stored':
        return this.faceless ? 'key-round' : 'scan-face';
      case 'visits':
        return 'list';
      case 'further':
        return 'activity';
      case 'purpose':
        return 'door-open';
      case 'where':
        return 'database';
      case 'who':
        return 'eye';
      case 'withdrawal':
        return 'trash';
      case 'rights':
        return 'shield-check';
    }
  }

  private _howLong() {
    return this._point('calendar', consentTermsTitle(), consentTerms(this));
  }

  private _title(): string {
    if (this.faceless) {
      return this.again === null
        ? msg('May this door keep your badge number and a PIN?')
        : msg(str`${this.again}, may this door keep your badge number and a PIN instead of your face?`);
    }
    return this.again === null
      ? msg('May this door remember your face?')
      : msg(str`${this.again}, may this door remember your face again?`);
  }

  private _point(icon: IconName, title: string, text: string) {
    return html`<li>
      <kiosk-icon name=${icon}></kiosk-icon>
      <div>
        <h3>${title}</h3>
        <p>${text}</p>
      </div>
    </li>`;
  }

  private _answer(yes: boolean): void {
    this.dispatchEvent(new CustomEvent('answer', { detail: yes }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-enrol-consent': KioskEnrolConsent;
  }
}
