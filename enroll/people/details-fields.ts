/**
 * @file `<kiosk-details-fields>`: the fields for a person's name and badge number, with what is wrong with them. It
 * stores nothing.
 */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import {
  checkDetails,
  type DetailsCheck,
  type DetailsProblem,
  type SubjectDetails,
} from '../../src/core/enrolment/details.ts';
import { detailsProblemText } from '../../src/locales/enrolment.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';

/** Enter in a field submits the form that the element stands in. */
@localized()
@customElement('kiosk-details-fields')
export class KioskDetailsFields extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: inherit;
      }
      .problem {
        color: var(--kiosk-bad);
        margin-top: var(--kiosk-space-2);
        font-weight: 600;
      }
    `,
  ];

  /** What the fields start with. */
  @property({ attribute: false }) initial: SubjectDetails = { name: '', badge: null };
  /** Badges of the other subjects. */
  @property({ attribute: false }) badgesInUse: readonly string[] = [];
  /** The form needs a badge number, and says itself where there is none. */
  @property({ type: Boolean, attribute: 'badge-needed' }) badgeNeeded = false;
  /** The name is known: only the badge number is asked for. */
  @property({ type: Boolean, attribute: 'badge-only' }) badgeOnly = false;

  @state() private _problems: readonly DetailsProblem[] = [];
  @query('wa-input[name="name"]') private _name!: WaInput | null;
  @query('wa-input[name="badge"]') private _badge!: WaInput;

  /**
   * What was typed; null where it cannot be stored, and then the fields say why.
   * @param alsoInUse - Badges that are about to be given to others.
   */
  check(alsoInUse: readonly string[] = []): SubjectDetails | null {
    const name = this._name === null ? this.initial.name : (this._name.value ?? '');
    const badge = this._badge.value ?? '';
    const checked = checkDetails({ name, badge }, [...this.badgesInUse, ...alsoInUse]);
    this._problems = problemsOf(checked, this.badgeOnly);
    if (checked.ok && this._problems.length === 0) return checked.details;
    if (this._problems[0].startsWith('name')) this._name?.focus();
    else this.focusBadge();
    return null;
  }

  focusBadge(): void {
    this._badge.focus();
  }

  override render() {
    return html`
      ${
        this.badgeOnly
          ? nothing
          : html`<div @keydown=${this._onKey} @input=${() => this._forget('name')}>
              <wa-input
                name="name"
                size="l"
                label=${msg('Name')}
                .defaultValue=${this.initial.name}
                autocomplete="off"
                autocapitalize="words"
                enterkeyhint="next"
                required
              ></wa-input>
              ${this._problem('name')}
            </div>`
      }
      <div @keydown=${this._onKey} @input=${() => this._forget('badge')}>
        <wa-input
          class="code"
          name="badge"
          size="l"
          label=${this.badgeNeeded ? msg('Badge number') : msg('Badge number (optional)')}
          hint=${msg('Letters and digits')}
          .defaultValue=${this.initial.badge ?? ''}
          autocomplete="off"
          autocapitalize="characters"
          enterkeyhint="next"
        ></wa-input>
        ${this._problem('badge')}
      </div>
    `;
  }

  private _problem(field: 'name' | 'badge') {
    const problem = this._problems.find((code) => code.startsWith(field));
    return problem === undefined
      ? nothing
      : html`<p class="problem" role="alert">${detailsProblemText(problem)}</p>`;
  }

  private _forget(field: 'name' | 'badge'): void {
    this._problems = this._problems.filter((code) => !code.startsWith(field));
  }

  /** Fields in a shadow tree do not belong to the form around it. */
  private _onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.closest('form')?.requestSubmit();
  }
}

/** @param needsBadge - Nothing else is asked for. */
function problemsOf(checked: DetailsCheck, needsBadge: boolean): readonly DetailsProblem[] {
  if (!checked.ok) return checked.problems;
  return needsBadge && checked.details.badge === null ? ['badgeMissing'] : [];
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-details-fields': KioskDetailsFields;
  }
}
