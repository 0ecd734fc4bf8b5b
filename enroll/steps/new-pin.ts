/** @file `<kiosk-new-pin>`: a new PIN typed twice, masked, with what is wrong with it. It judges and stores nothing. */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { PIN_MAX, type PinFormProblem } from '../../src/core/enrolment/pin.ts';
import { pinProblemText, pinRuleText } from '../../src/locales/enrolment.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';

@localized()
@customElement('kiosk-new-pin')
export class KioskNewPin extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr));
        align-items: end;
        gap: var(--kiosk-space-4);
      }
      .below {
        margin-top: var(--kiosk-space-2);
      }
      .problem {
        color: var(--kiosk-bad);
        font-weight: 600;
      }
    `,
  ];

  @property() label = '';
  @property() hint = '';
  /** What is wrong with what was typed last. */
  @property({ attribute: false }) problem: PinFormProblem | null = null;

  @query('wa-input[name="pin"]') private _pin!: WaInput;
  @query('wa-input[name="repeat"]') private _repeat!: WaInput;

  get typed(): { readonly pin: string; readonly repeat: string } {
    return { pin: this._pin.value ?? '', repeat: this._repeat.value ?? '' };
  }

  override focus(): void {
    this._pin.focus();
  }

  override render() {
    return html`
      <div
        class="fields"
        @keydown=${this._onKey}
        @input=${() => {
          this.problem = null;
        }}
      >
        ${this._input('pin', this.label)} ${this._input('repeat', msg('The same PIN again'))}
      </div>
      <p class="small quiet below">${this.hint} ${pinRuleText()}</p>
      ${
        this.problem === null
          ? nothing
          : html`<p class="problem below" role="alert">${pinProblemText(this.problem)}</p>`
      }
    `;
  }

  /** Fields in a shadow tree do not belong to the form around it. */
  private _onKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.closest('form')?.requestSubmit();
  }

  private _input(name: 'pin' | 'repeat', label: string) {
    return html`<wa-input
      name=${name}
      size="l"
      type="password"
      inputmode="numeric"
      maxlength=${PIN_MAX}
      autocomplete="new-password"
      label=${label}
    ></wa-input>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-new-pin': KioskNewPin;
  }
}
