/**
 * @file `<kiosk-language-button>`: one button for each language that is not shown now, named in that language, and
 * marked where a machine translated it. The choice holds for the visit; with `keeps` it becomes the kiosk's own.
 */
import { localized } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from './base-styles.ts';
import {
  type Language,
  keepLanguage,
  languageLabel,
  otherLanguages,
  showLanguage,
} from '../../locales/language.ts';
import { directionOf } from '../../locales/written.ts';
import { somebodyIsHere } from './visit-language.ts';

@localized()
@customElement('kiosk-language-button')
export class KioskLanguageButton extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        gap: var(--kiosk-space-2);
      }
      button {
        min-width: 52px;
        min-height: 52px;
        padding-inline: var(--kiosk-space-4);
        border: 0;
        border-radius: 26px;
        background: var(--kiosk-language-ground, transparent);
        color: inherit;
        font: inherit;
        line-height: 1.2;
        cursor: pointer;
      }
      small {
        display: block;
        font-size: 0.75em;
      }
    `,
  ];

  @property({ type: Boolean }) keeps = false;

  override render() {
    return otherLanguages().map((language) => {
      const { name, machineMade } = languageLabel(language);
      return html`<button
        lang=${language}
        dir=${directionOf(language)}
        @click=${() => this._choose(language)}
      >
        ${name} ${machineMade === null ? nothing : html`<small>${machineMade}</small>`}
      </button>`;
    });
  }

  private async _choose(language: Language): Promise<void> {
    await (this.keeps ? keepLanguage(language) : showLanguage(language));
    somebodyIsHere();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-language-button': KioskLanguageButton;
  }
}
