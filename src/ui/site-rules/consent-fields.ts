/**
 * @file The text that people of one kind agree to, in each language: the built-in one, or the site's own. Stores
 * nothing.
 */
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { msg, str } from '@lit/localize';
import {
  css,
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { type ConsentKind, type ConsentReach, MAX_CONSENT_CHARACTERS } from '../../core/site/consent-text.ts';
import { builtInConsentText } from '../../locales/consent.ts';
import { saysLogIsNameless } from '../../locales/consent-earlier.ts';
import { SpokenError } from '../../locales/errors.ts';
import { isMachineMade, LANGUAGES, languageLabel, sayingIn } from '../../locales/language.ts';
import { siteDecidesText } from '../../locales/settings.ts';
import { directionOf } from '../../locales/written.ts';
import { choiceOrientation } from '../elements/panel-styles.ts';

/** By language. */
export type ConsentTexts = Readonly<Record<string, string>>;

export const CONSENT_KINDS: readonly ConsentKind[] = ['face', 'faceless'];

const NOTHING_WRITTEN: ConsentTexts = Object.fromEntries(LANGUAGES.map((language) => [language, '']));

export const consentFieldsStyles = css`
  section.consent {
    display: grid;
    gap: var(--kiosk-space-3);
  }
`;

/** Reads the built-in texts, with which an own text begins, when its host is shown. */
export class BuiltInTexts implements ReactiveController {
  private _texts: Readonly<Record<ConsentKind, ConsentTexts>> = {
    face: NOTHING_WRITTEN,
    faceless: NOTHING_WRITTEN,
  };
  /** Of each language. */
  private _voices: readonly (typeof msg)[] = [];

  /** @param _reach - To how many doors people agree. */
  constructor(
    private readonly _host: ReactiveControllerHost,
    private readonly _reach: () => ConsentReach,
  ) {
    _host.addController(this);
  }

  hostConnected(): void {
    void this._read();
  }

  of(kind: ConsentKind): ConsentTexts {
    return this._texts[kind];
  }

  /** An own text that began with the built-in one of before says what is no more so. */
  sayLogIsNameless(texts: readonly (ConsentTexts | null)[]): boolean {
    return saysLogIsNameless(
      texts.flatMap((one) => Object.values(one ?? {})),
      this._voices,
    );
  }

  private async _read(): Promise<void> {
    const voices = await Promise.all(
      LANGUAGES.map(async (language) => [language, await sayingIn(language)] as const),
    );
    this._voices = voices.map(([, say]) => say);
    const textsOf = (kind: ConsentKind): ConsentTexts =>
      Object.fromEntries(
        voices
          .filter(([language]) => !isMachineMade(language))
          .map(([language, say]) => [language, builtInConsentText(kind, say, this._reach())]),
      );
    this._texts = { face: textsOf('face'), faceless: textsOf('faceless') };
    this._host.requestUpdate();
  }
}

interface ConsentField {
  readonly kind: ConsentKind;
  /** Null for the built-in text. */
  readonly texts: ConsentTexts | null;
  /** What an own text begins with. */
  readonly begin: ConsentTexts;
  readonly version: string;
  /** The site's console decides it. */
  readonly fixed: boolean;
  readonly set: (texts: ConsentTexts | null) => void;
}

export function consentField({ kind, texts, begin, version, fixed, set }: ConsentField): TemplateResult {
  return html`<section class="consent">
    <wa-radio-group
      label=${kind === 'face' ? msg('For people who enrol with their face') : msg('For people with badge and PIN only')}
      hint=${`${fixed ? `${siteDecidesText()} ` : ''}${msg(str`Current version: ${version}`)}`}
      orientation=${choiceOrientation()}
      ?disabled=${fixed}
      .value=${texts === null ? 'builtIn' : 'own'}
      @change=${(event: Event) => set((event.target as WaRadioGroup).value === 'own' ? begin : null)}
    >
      <wa-radio appearance="button" value="builtIn">${msg('The built-in text')}</wa-radio>
      <wa-radio appearance="button" value="own">${msg('Our own text')}</wa-radio>
    </wa-radio-group>
    ${
      texts === null
        ? nothing
        : html`${LANGUAGES.map(
              (language) =>
                html`<wa-textarea
                  label=${languageLabel(language).name}
                  hint=${isMachineMade(language) ? msg('May stay empty: whoever chooses this language is then shown the English text.') : ''}
                  lang=${language}
                  dir=${directionOf(language)}
                  rows="6"
                  ?required=${!isMachineMade(language)}
                  ?readonly=${fixed}
                  maxlength=${MAX_CONSENT_CHARACTERS}
                  .value=${texts[language] ?? ''}
                  @input=${(event: Event) =>
                    set({ ...texts, [language]: (event.target as WaTextarea).value ?? '' })}
                ></wa-textarea>`,
            )}
            <p class="quiet small">
              ${msg('Say what is stored of the face and of visits, what for, where, who sees it, and how to withdraw. Until when the record and the log are kept is added below your text. Plain text; line breaks are kept.')}
            </p>`
    }
  </section>`;
}

/**
 * Without what may stay empty, and does.
 * @throws SpokenError where a language is empty that must not be.
 */
export function writtenTexts(texts: ConsentTexts | null): ConsentTexts | null {
  if (texts === null) return null;
  const trimmed = Object.entries(texts).map(([language, text]) => [language, text.trim()] as const);
  const written = Object.fromEntries(
    trimmed.filter(([language, text]) => text !== '' || !isMachineMade(language)),
  );
  if (Object.values(written).includes('')) {
    throw new SpokenError(
      msg('Write the text in every language: people must be able to read what they agree to.'),
    );
  }
  return written;
}
