/**
 * @file `<kiosk-import-questions>`: what a backup holds, whom it collides with here, and what becomes of each. It shows
 * names only, never how near two faces are, and changes nothing.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, type PropertyValues, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  type ImportAnswers,
  type ImportCase,
  type ImportChoice,
  type ImportReview,
  type ImportSite,
  lacksBadgeAndPin,
  lookAlikesAfter,
} from '../../kiosk/import-review.ts';
import type { NamedPerson } from '../../core/template/types.ts';
import { dateText } from '../../locales/moments.ts';
import type { LookAlikeRule } from '../../storage/types.ts';
import { baseStyles } from '../elements/base-styles.ts';
import '../elements/note.ts';
import '../elements/pager.ts';
import { pageOf } from '../elements/paging.ts';
import { importChoiceText, importReasonText } from './import-words.ts';
import { choiceOrientation, panelStyles } from '../elements/panel-styles.ts';
import { perLanguage } from '../elements/per-language.ts';

const PAGE_SIZE = 20;
/** More names than this are counted. */
const NAMES_SHOWN = 10;
const EACH = 'each';

/** Dispatches `answer` (detail: ImportAnswers; null for nothing at all). */
@localized()
@customElement('kiosk-import-questions')
export class KioskImportQuestions extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      h2:focus {
        outline: none;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr));
        gap: var(--kiosk-space-3);
        align-items: center;
        padding-block: var(--kiosk-space-4);
        border-top: 1px solid var(--kiosk-line);
      }
      .who {
        font-weight: 650;
        overflow-wrap: anywhere;
      }
      .names {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) review!: ImportReview;
  @property({ attribute: false }) site!: ImportSite;

  @state() private _choices: ReadonlyMap<string, ImportChoice> = new Map();
  @state() private _keepLonger = false;
  @state() private _lookAlikes: LookAlikeRule = 'faceAndHeld';
  @state() private _page = 0;
  /** Who would look like somebody, by the choices so far. */
  private _alike: readonly NamedPerson[] = [];

  override render() {
    const { cases, keptLonger, faces } = this.review;
    return html`<div class="stack">
      <h2 tabindex="-1">${msg('What is in the file')}</h2>
      ${this._summary()}
      ${
        faces === null
          ? html`<kiosk-note tone="warn"
              >${msg('The models do not run, so faces were not compared: only ids, names and badge numbers.')}</kiosk-note
            >`
          : nothing
      }
      ${cases.length === 0 ? nothing : this._cases()}
      ${keptLonger === 0 ? nothing : this._consent(keptLonger)}
      ${this._alike.length === 0 ? nothing : this._alikes()}
      <div class="row end">
        <wa-button size="l" appearance="outlined" @click=${() => this._answer(null)}>
          ${msg('Import nothing')}
        </wa-button>
        <wa-button size="l" variant="brand" @click=${() => this._answer(this._answers())}>
          ${msg('Import as chosen')}
        </wa-button>
      </div>
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('review') || changed.has('_choices')) {
      this._alike = lookAlikesAfter(this.review, this._answers(), this.site);
    }
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector('h2')?.focus();
  }

  private _answers(): ImportAnswers {
    return { choices: this._choices, keepLonger: this._keepLonger, lookAlikes: this._lookAlikes };
  }

  private _summary() {
    const { found, fresh, unchanged, cases } = this.review;
    const facts: readonly (readonly [string, number])[] = [
      [msg('New here, will be imported'), fresh.length],
      [msg('Already here, unchanged'), unchanged],
      [msg('To be decided'), cases.length],
      [msg('Left out, consent has expired'), found.expired],
    ];
    return html`<dl>
      ${facts.map(
        ([term, count]) =>
          html`<dt>${term}</dt>
            <dd>${count}</dd>`,
      )}
    </dl>`;
  }

  private _cases() {
    const { cases, found } = this.review;
    const shown = pageOf(cases, this._page, PAGE_SIZE);
    return html`<h3>${msg('Decide about these')}</h3>
      ${
        found.erasedUnknown
          ? html`<kiosk-note tone="warn"
              >${msg('The list of who was erased here was altered. So everybody who is not here counts as erased.')}</kiosk-note
            >`
          : nothing
      }
      ${
        cases.length === 1
          ? nothing
          : perLanguage(
              html`<wa-select
                label=${msg('The same for all of them')}
                .value=${EACH}
                @change=${(event: Event) => {
                  this._chooseForAll((event.target as WaSelect).value as string);
                }}
              >
                <wa-option value=${EACH}>${msg('Each as chosen below')}</wa-option>
                ${(['leaveOut', 'replace', 'add'] as const).map(
                  (choice) => html`<wa-option value=${choice}>${importChoiceText(choice, false)}</wa-option>`,
                )}
              </wa-select>`,
            )
      }
      <ul>
        ${shown.items.map((one) => this._case(one))}
      </ul>
      <kiosk-pager
        .view=${shown}
        @page=${(event: CustomEvent<number>) => {
          this._page = event.detail;
        }}
      ></kiosk-pager>`;
  }

  private _case({ subject, reasons, here, choices }: ImportCase) {
    const losesBadge = reasons.includes('badge');
    return html`<li>
      <div>
        <p class="who">${nameAndBadge(subject)}</p>
        <p class="small quiet">${msg(str`In the file enrolled on ${dateText(subject.enrolledAtMs)}`)}</p>
        ${reasons.map((reason) => html`<p class="small">${importReasonText(reason)}</p>`)}
        ${here.map(
          (other) =>
            html`<p class="small quiet names">
              ${msg(str`Here: ${nameAndBadge(other)}, enrolled on ${dateText(other.enrolledAtMs)}`)}
            </p>`,
        )}
      </div>
      ${perLanguage(
        html`<wa-select
          label=${msg(str`What to do with ${subject.name}`)}
          .value=${this._choices.get(subject.id) ?? choices[0]}
          @change=${(event: Event) => {
            const choice = (event.target as WaSelect).value as ImportChoice;
            this._choices = new Map([...this._choices, [subject.id, choice]]);
          }}
        >
          ${choices.map(
            (choice) => html`<wa-option value=${choice}>${importChoiceText(choice, losesBadge)}</wa-option>`,
          )}
        </wa-select>`,
      )}
    </li>`;
  }

  private _consent(count: number) {
    return html`<h3>${msg('How long they are kept')}</h3>
      <p>
        ${msg(str`According to the file these people would be kept for longer than here, or than this site keeps records: ${count}.`)}
      </p>
      <wa-radio-group
        label=${msg('Until when')}
        orientation=${choiceOrientation()}
        .value=${this._keepLonger ? 'file' : 'shorter'}
        @change=${(event: Event) => {
          this._keepLonger = (event.target as WaRadioGroup).value === 'file';
        }}
      >
        <wa-radio appearance="button" value="shorter">${msg('The earlier date')}</wa-radio>
        <wa-radio appearance="button" value="file">${msg('As they agreed, according to the file')}</wa-radio>
      </wa-radio-group>`;
  }

  private _alikes() {
    const alike = this._alike;
    const lacking = alike.filter(lacksBadgeAndPin).length;
    const names = alike.slice(0, NAMES_SHOWN).map(nameAndBadge).join(', ');
    return html`<h3>${msg('People who look alike')}</h3>
      <p class="names">
        ${
          alike.length > NAMES_SHOWN
            ? msg(
                str`The door may mistake one for another among ${alike.length} people: ${names} and others.`,
              )
            : msg(str`The door may mistake one for another among these: ${names}.`)
        }
      </p>
      ${
        lacking === 0
          ? nothing
          : html`<p>
              ${msg(str`People among them with neither badge nor PIN: ${lacking}. If they are asked, the door lets them in only once you have given them one under People.`)}
            </p>`
      }
      <wa-radio-group
        label=${msg('What the door asks of them')}
        orientation=${choiceOrientation()}
        .value=${this._lookAlikes}
        @change=${(event: Event) => {
          this._lookAlikes = (event.target as WaRadioGroup).value as LookAlikeRule;
        }}
      >
        <wa-radio appearance="button" value="faceAndHeld">${msg('Face, then badge or PIN')}</wa-radio>
        <wa-radio appearance="button" value="asBefore">${msg('Leave the rules as they are')}</wa-radio>
      </wa-radio-group>`;
  }

  private _chooseForAll(wanted: string): void {
    if (wanted === EACH) return;
    const choice = wanted as ImportChoice;
    this._choices = new Map(
      this.review.cases.map(({ subject, choices }) => [
        subject.id,
        choices.includes(choice) ? choice : (this._choices.get(subject.id) ?? choices[0]),
      ]),
    );
  }

  private _answer(detail: ImportAnswers | null): void {
    this.dispatchEvent(new CustomEvent('answer', { detail }));
  }
}

function nameAndBadge({ name, badge }: NamedPerson): string {
  return badge === null ? name : msg(str`${name} (badge ${badge})`);
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-import-questions': KioskImportQuestions;
  }
}
