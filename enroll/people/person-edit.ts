/** @file `<kiosk-person-edit>`: the form in which name and badge number of an enrolled person are changed. */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { checkDetails, type DetailsProblem, type SubjectDetails } from '../../src/core/enrolment/details.ts';
import { detailsProblemText } from '../../src/locales/enrolment.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';

/** Events: `details` (detail: SubjectDetails), and `back`. */
@localized()
@customElement('kiosk-person-edit')
export class KioskPersonEdit extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      .problem {
        color: var(--kiosk-bad);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) initial!: SubjectDetails;
  /** Badges of the other subjects. */
  @property({ attribute: false }) badgesInUse: readonly string[] = [];
  @property({ type: Boolean }) saving = false;

  @state() private _problems: readonly DetailsProblem[] = [];
  @query('wa-input[name="name"]') private _name!: WaInput;
  @query('wa-input[name="badge"]') private _badge!: WaInput;

  override render() {
    return html`<form class="stack" novalidate @submit=${this._submit}>
      <wa-input
        name="name"
        size="l"
        label=${msg('Name')}
        .defaultValue=${this.initial.name}
        autocomplete="off"
        required
      ></wa-input>
      ${this._problem('name')}
      <wa-input
        name="badge"
        size="l"
        label=${msg('Badge number (optional)')}
        hint=${msg('Letters and digits')}
        .defaultValue=${this.initial.badge ?? ''}
        autocomplete="off"
        autocapitalize="characters"
      ></wa-input>
      ${this._problem('badge')}
      <div class="row end">
        <wa-button size="l" appearance="outlined" @click=${() => this.dispatchEvent(new Event('back'))}>
          ${msg('Cancel')}
        </wa-button>
        <wa-button size="l" variant="brand" type="submit" ?loading=${this.saving}>${msg('Save')}</wa-button>
      </div>
    </form>`;
  }

  private _problem(field: 'name' | 'badge') {
    const problem = this._problems.find((code) => code.startsWith(field));
    return problem === undefined
      ? nothing
      : html`<p class="problem" role="alert">${detailsProblemText(problem)}</p>`;
  }

  private _submit(event: SubmitEvent): void {
    event.preventDefault();
    const typed = { name: this._name.value ?? '', badge: this._badge.value ?? '' };
    const checked = checkDetails(typed, this.badgesInUse);
    this._problems = checked.ok ? [] : checked.problems;
    if (checked.ok) this.dispatchEvent(new CustomEvent('details', { detail: checked.details }));
    else (checked.problems[0].startsWith('name') ? this._name : this._badge).focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-person-edit': KioskPersonEdit;
  }
}
