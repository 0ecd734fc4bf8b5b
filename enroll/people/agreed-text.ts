/**
 * @file `<kiosk-agreed-text>`: the words that a person agreed to, in the language in which they read them. They are
 * folded until somebody wants to read them.
 */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Consent } from '../../src/core/template/types.ts';
import type { SiteConsent } from '../../src/core/site/consent-text.ts';
import { type AgreedWords, agreedWords } from '../../src/locales/agreed-text.ts';
import { machineMadeText, preferredLanguage } from '../../src/locales/language.ts';
import { directionOf } from '../../src/locales/written.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';

@localized()
@customElement('kiosk-agreed-text')
export class KioskAgreedText extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      summary {
        min-height: var(--kiosk-target);
        display: list-item;
        align-content: center;
        cursor: pointer;
      }
      .words {
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) consent!: Consent;
  @property({ attribute: false }) site!: SiteConsent;
  /** Undefined until they are read; null where they are not kept. */
  @state() private _words: AgreedWords | null | undefined;
  private _readOf: Consent | null = null;

  override render() {
    return html`<details @toggle=${this._read}>
      <summary>${msg('Read the text that was agreed to')}</summary>
      ${this._text()}
    </details>`;
  }

  protected override willUpdate(): void {
    if (this._readOf !== null && this._readOf !== this.consent) this._words = undefined;
  }

  private _text() {
    const words = this._words;
    if (words === undefined) return nothing;
    if (words === null) {
      return html`<p>${msg('The words of this version are not kept on this device.')}</p>`;
    }
    const { language, text, machineMade } = words;
    const direction = directionOf(language);
    return html`${machineMade ? html`<p class="quiet small">${machineMadeText()}</p>` : nothing}
      <p class="words" lang=${language} dir=${direction}>${text}</p>`;
  }

  private async _read(): Promise<void> {
    const { consent, site } = this;
    this._readOf = consent;
    const words = await agreedWords(consent, site, preferredLanguage([document.documentElement.lang]));
    if (consent === this.consent) this._words = words;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-agreed-text': KioskAgreedText;
  }
}
