/**
 * @file `<kiosk-enrol-consent>`: says what will be stored, for how long and how to withdraw, and asks for a yes.
 *
 * Whoever changes what is said must give `CONSENT_TEXT_VERSION` a new value: it is stored with the consent.
 */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { baseStyles } from '../src/ui/base-styles.ts';
import '../src/ui/kiosk-icon.ts';
import type { IconName } from '../src/ui/kiosk-icon.ts';
import { stepStyles } from './step-styles.ts';
import { dateText } from '../src/locales/enrolment.ts';

export const CONSENT_TEXT_VERSION = '2026-11';

/** Events: `answer` (detail: boolean), true for yes. */
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
    `,
  ];

  @property({ type: Number }) retentionDays = 0;
  /** Milliseconds since the epoch. */
  @property({ type: Number }) retainUntilMs = 0;
  /** The subject who enrols again; null for a new one. */
  @property({ attribute: false }) again: string | null = null;

  override render() {
    return html`
      <h1 tabindex="-1">${this._title()}</h1>
      <ul>
        ${this._point(
          'scan-face',
          msg('What is stored'),
          msg(
            'A numeric template made from your face, with your name and, if you like, a badge number. It is sealed on this device. No photo and no video is kept.',
          ),
        )}
        ${this._point(
          'door-open',
          msg('What it is for'),
          msg('Only to recognise you at this door. The log of the door holds no picture and no name.'),
        )}
        ${this._point(
          'calendar',
          msg('For how long'),
          msg(
            str`Until ${dateText(this.retainUntilMs)} (${this.retentionDays} days). Then it stops working and is erased.`,
          ),
        )}
        ${this._point(
          'trash',
          msg('How to withdraw'),
          msg('Tell the operator at any time, without a reason. The template is erased at once.'),
        )}
      </ul>
      <p class="quiet">
        ${msg('Nothing is stored before you say yes. If you say no, ask for another way in.')}
      </p>
      <div class="actions">
        <wa-button size="l" appearance="outlined" @click=${() => this._answer(false)}>
          ${msg('No, go back')}
        </wa-button>
        <wa-button size="l" variant="brand" @click=${() => this._answer(true)}
          >${msg('Yes, I agree')}</wa-button
        >
      </div>
    `;
  }

  private _title(): string {
    return this.again === null
      ? msg('May this door remember your face?')
      : msg(str`${this.again}, may this door remember your face anew?`);
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
