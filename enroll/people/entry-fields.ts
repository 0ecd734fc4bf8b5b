/**
 * @file `<kiosk-entry-fields>`: what the door asks of a person besides the face, and what the person cannot bear or do
 * there. It says what is missing for it, and stores nothing.
 */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  ACCOMMODATIONS,
  entryProblem,
  NO_NEEDS,
  type EntryNeeds,
  type EntryProblem,
  type Held,
} from '../../src/core/enrolment/entry-needs.ts';
import type { Accommodation } from '../../src/core/template/types.ts';
import { accommodationText, entryProblemText } from '../../src/locales/entry.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';

@localized()
@customElement('kiosk-entry-fields')
export class KioskEntryFields extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: var(--kiosk-space-3);
      }
      summary {
        display: flex;
        align-items: center;
        gap: var(--kiosk-space-3);
        min-height: var(--kiosk-target);
        cursor: pointer;
      }
      summary::before {
        content: '';
        flex: none;
        width: 0.5rem;
        height: 0.5rem;
        margin-inline: 0.5rem;
        border-block-end: 2px solid;
        border-inline-end: 2px solid;
        rotate: calc(45deg * var(--kiosk-sign));
        translate: 0 -0.125rem;
      }
      details[open] summary::before {
        rotate: calc(225deg * var(--kiosk-sign));
        translate: 0 0.125rem;
      }
      .ticks {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr));
        column-gap: var(--kiosk-space-4);
      }
      .problem {
        color: var(--kiosk-bad);
        font-weight: 600;
      }
    `,
  ];

  /** What the fields start with. */
  @property({ attribute: false }) initial: EntryNeeds = NO_NEEDS;

  /** What was ticked; null before anything was. */
  @state() private _needs: EntryNeeds | null = null;
  @state() private _problem: EntryProblem | null = null;

  /** What was ticked; null where the person lacks something for it, and then the fields say what. */
  check(held: Held): EntryNeeds | null {
    const { entryRule, accommodations } = this._needs ?? this.initial;
    const needs = { entryRule, accommodations };
    this._problem = entryProblem(needs, held);
    return this._problem === null ? needs : null;
  }

  override render() {
    const { entryRule, accommodations } = this._needs ?? this.initial;
    return html`
      ${this._tick(msg('Ask for badge or PIN after the face'), entryRule === 'faceAndHeld', (ticked) => {
        this._set({ entryRule: ticked ? 'faceAndHeld' : 'face' });
      })}
      <details ?open=${this.initial.accommodations.length > 0}>
        <summary>${msg('Cannot tolerate or do something that the door asks for')}</summary>
        <p class="small quiet">
          ${msg('A person with a tick here enters with face, badge and PIN. Note only what the person agrees to. No reason is stored.')}
        </p>
        <div class="ticks">
          ${ACCOMMODATIONS.map((each) =>
            this._tick(accommodationText(each), accommodations.includes(each), (ticked) => {
              this._set({ accommodations: withOrWithout(accommodations, each, ticked) });
            }),
          )}
        </div>
      </details>
      ${
        this._problem === null
          ? nothing
          : html`<p class="problem" role="alert">${entryProblemText(this._problem)}</p>`
      }
    `;
  }

  private _tick(text: string, ticked: boolean, changed: (ticked: boolean) => void) {
    return html`<label class="tick">
      <input
        type="checkbox"
        .checked=${ticked}
        @change=${(event: Event) => {
          changed((event.target as HTMLInputElement).checked);
        }}
      />
      ${text}
    </label>`;
  }

  private _set(change: Partial<EntryNeeds>): void {
    const { entryRule, accommodations } = this._needs ?? this.initial;
    this._needs = { entryRule, accommodations, ...change };
    this._problem = null;
  }
}

/** In the order of `ACCOMMODATIONS`. */
function withOrWithout(
  accommodations: readonly Accommodation[],
  one: Accommodation,
  wanted: boolean,
): readonly Accommodation[] {
  return ACCOMMODATIONS.filter((each) => (each === one ? wanted : accommodations.includes(each)));
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-entry-fields': KioskEntryFields;
  }
}
