/**
 * @file `<kiosk-new-passphrase>`: a new passphrase typed twice, with its strength and what is wrong with it.
 *
 * The rule is storage's; the strength is a help for choosing and decides nothing.
 */
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { passphraseProblemText, passphraseStrengthText } from '../../locales/credentials.ts';
import { MIN_PASSPHRASE_LENGTH, passphraseProblem } from '../../storage/keys/passphrase.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { passphraseStrength } from '../../kiosk/passphrase-strength.ts';

/** Dispatches `change` with every edit; `value` is the passphrase once it is good and typed twice, else null. */
@localized()
@customElement('kiosk-new-passphrase')
export class KioskNewPassphrase extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .meter {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: var(--kiosk-space-1);
      }
      .meter i {
        height: 6px;
        border-radius: 3px;
        background: var(--kiosk-sunken);
      }
      .meter.weak i:nth-child(-n + 1) {
        background: var(--kiosk-bad);
      }
      .meter.fair i:nth-child(-n + 2) {
        background: var(--kiosk-warn);
      }
      .meter.strong i {
        background: var(--kiosk-good);
      }
    `,
  ];

  @property() label = '';
  @state() private _first = '';
  @state() private _second = '';

  get value(): string | null {
    return passphraseProblem(this._first) === null && this._first === this._second ? this._first : null;
  }

  override render() {
    const problem = passphraseProblem(this._first);
    const strength = problem === null ? passphraseStrength(this._first) : 'weak';
    const words =
      this._first === ''
        ? lengthAdvice()
        : problem
          ? passphraseProblemText(problem)
          : passphraseStrengthText(strength);
    const mismatch = this._second !== '' && this._first !== this._second;
    return html`<div class="stack">
      <wa-input
        type="password"
        name="new-passphrase"
        autocomplete="new-password"
        autocapitalize="off"
        password-toggle
        required
        label=${this.label || msg('Passphrase')}
        @input=${(event: Event) => {
          this._first = (event.target as WaInput).value ?? '';
          this._edited();
        }}
      ></wa-input>
      <div>
        <div class="meter ${this._first ? strength : ''}" aria-hidden="true"><i></i><i></i><i></i></div>
        <p class="small quiet" role="status">${words}</p>
      </div>
      <wa-input
        type="password"
        name="repeat-passphrase"
        autocomplete="new-password"
        autocapitalize="off"
        password-toggle
        required
        label=${msg('The same again')}
        hint=${mismatch ? msg('The two are not the same yet.') : ''}
        @input=${(event: Event) => {
          this._second = (event.target as WaInput).value ?? '';
          this._edited();
        }}
      ></wa-input>
    </div>`;
  }

  private _edited(): void {
    this.dispatchEvent(new Event('change'));
  }
}

function lengthAdvice(): string {
  return msg(
    str`At least ${MIN_PASSPHRASE_LENGTH} characters. Four unrelated words are good and easy to keep in mind.`,
  );
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-new-passphrase': KioskNewPassphrase;
  }
}
