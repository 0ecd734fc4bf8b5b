/**
 * @file `<kiosk-consent-panel>`: the text that people agree to before anything about them is stored, in each
 * language.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  type ConsentKind,
  MAX_CONSENT_CHARACTERS,
  presentVersion,
  withTexts,
} from '../../../core/site/consent-text.ts';
import { builtInConsentText } from '../../../locales/consent.ts';
import { saysLogIsNameless } from '../../../locales/consent-earlier.ts';
import { SpokenError } from '../../../locales/errors.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import { isMachineMade, LANGUAGES, languageLabel, sayingIn } from '../../../locales/language.ts';
import { directionOf } from '../../../locales/written.ts';
import { choiceOrientation, panelStyles } from '../../elements/panel-styles.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import '../../elements/note.ts';
import { mayLose, UnsavedController } from '../../elements/unsaved.ts';
import { WorkController } from '../../elements/work-controller.ts';

type Texts = Readonly<Record<string, string>>;

const KINDS: readonly ConsentKind[] = ['face', 'faceless'];
const NOTHING_WRITTEN: Texts = Object.fromEntries(LANGUAGES.map((language) => [language, '']));

/** Dispatches `done` after saving or giving up. */
@localized()
@customElement('kiosk-consent-panel')
export class KioskConsentPanel extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      section {
        display: grid;
        gap: var(--kiosk-space-3);
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _change: Partial<Record<ConsentKind, Texts | null>> = {};
  private readonly _work = new WorkController(this);
  private readonly _unsaved = new UnsavedController(this, () => KINDS.some((kind) => this._isChanged(kind)));
  /** Of each language. */
  private _voices: readonly (typeof msg)[] = [];
  /** What an own text begins with. */
  @state() private _builtIn: Readonly<Record<ConsentKind, Texts>> = {
    face: NOTHING_WRITTEN,
    faceless: NOTHING_WRITTEN,
  };

  override connectedCallback(): void {
    super.connectedCallback();
    void this._readBuiltIn();
  }

  override render() {
    const distrusted = this.session.site.rulesDistrusted;
    return html`<form class="stack" @submit=${this._save}>
      ${
        distrusted
          ? html`<kiosk-note tone="warn"
              >${msg('The stored texts and hours were altered, damaged or removed. Save the hours again first.')}</kiosk-note
            >`
          : nothing
      }
      <p class="quiet">
        ${msg('A changed text gets a new version. Every record says which version the person agreed to. People can list those who agreed to a version other than the current one.')}
      </p>
      ${this._nameless() ? html`<kiosk-note tone="warn">${msg('Your own text says that the log holds no name. Records shows visits with names: say so in your text.')}</kiosk-note>` : nothing}
      ${KINDS.map((kind) => this._kind(kind))}
      <div class="foot">
        ${this._work.outcome()}
        <div class="row end">
          <wa-button size="l" appearance="outlined" @click=${this._giveUp}>${msg('Cancel')}</wa-button>
          <wa-button size="l" variant="brand" type="submit" ?disabled=${distrusted}>${msg('Save')}</wa-button>
        </div>
      </div>
    </form>`;
  }

  private _kind(kind: ConsentKind) {
    const texts = this._texts(kind);
    return html`<section>
      <wa-radio-group
        label=${kind === 'face' ? msg('For people who enrol with their face') : msg('For people with badge and PIN only')}
        hint=${msg(str`Current version: ${presentVersion(this.session.site.rules.consent, kind, this.session.fleet.reach)}`)}
        orientation=${choiceOrientation()}
        .value=${texts === null ? 'builtIn' : 'own'}
        @change=${(event: Event) => {
          const own = (event.target as WaRadioGroup).value === 'own';
          const before = this.session.site.rules.consent[kind].texts;
          this._set(kind, own ? { ...this._builtIn[kind], ...before } : null);
        }}
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
                    maxlength=${MAX_CONSENT_CHARACTERS}
                    .value=${texts[language] ?? ''}
                    @input=${(event: Event) => {
                      this._set(kind, { ...texts, [language]: (event.target as WaTextarea).value ?? '' });
                    }}
                  ></wa-textarea>`,
              )}
              <p class="quiet small">
                ${msg('Say what is stored of the face and of visits, what for, where, who sees it, and how to withdraw. Until when the record and the log are kept is added below your text. Plain text; line breaks are kept.')}
              </p>`
      }
    </section>`;
  }

  /** An own text began with the built-in one of before. */
  private _nameless(): boolean {
    const texts = KINDS.flatMap((kind) => Object.values(this._texts(kind) ?? {}));
    return saysLogIsNameless(texts, this._voices);
  }

  private async _readBuiltIn(): Promise<void> {
    const voices = await Promise.all(
      LANGUAGES.map(async (language) => [language, await sayingIn(language)] as const),
    );
    this._voices = voices.map(([, say]) => say);
    const textsOf = (kind: ConsentKind): Texts =>
      Object.fromEntries(
        voices
          .filter(([language]) => !isMachineMade(language))
          .map(([language, say]) => [language, builtInConsentText(kind, say, this.session.fleet.reach)]),
      );
    this._builtIn = { face: textsOf('face'), faceless: textsOf('faceless') };
  }

  private _isChanged(kind: ConsentKind): boolean {
    const { texts } = this.session.site.rules.consent[kind];
    return JSON.stringify(this._texts(kind)) !== JSON.stringify(texts);
  }

  private _texts(kind: ConsentKind): Texts | null {
    const changed = this._change[kind];
    return changed === undefined ? this.session.site.rules.consent[kind].texts : changed;
  }

  private _set(kind: ConsentKind, texts: Texts | null): void {
    this._work.clear();
    this._change = { ...this._change, [kind]: texts };
  }

  private async _save(event: Event): Promise<void> {
    event.preventDefault();
    const [face, faceless] = KINDS.map((kind) => trimmed(this._texts(kind)));
    await this._work.run(async () => {
      if ([face, faceless].some((texts) => Object.values(texts ?? {}).includes(''))) {
        throw new SpokenError(
          msg('Write the text in every language: people must be able to read what they agree to.'),
        );
      }
      await this.session.site.changeRules((before) => ({
        ...before,
        consent: {
          face: withTexts(before.consent.face, face),
          faceless: withTexts(before.consent.faceless, faceless),
        },
      }));
      this._done();
    });
  }

  private async _giveUp(): Promise<void> {
    if (await mayLose(this, this._unsaved.isChanged)) this._done();
  }

  private _done(): void {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

/** Without what may stay empty, and does. */
function trimmed(texts: Texts | null): Texts | null {
  if (texts === null) return null;
  const written = Object.entries(texts).map(([language, text]) => [language, text.trim()] as const);
  return Object.fromEntries(written.filter(([language, text]) => text !== '' || !isMachineMade(language)));
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-consent-panel': KioskConsentPanel;
  }
}
