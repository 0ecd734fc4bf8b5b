/**
 * @file `<kiosk-new-passphrase>`: a new passphrase typed twice, with the rule for it, its strength and what is wrong
 * with it. The rule is storage's.
 */
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  passphraseProblemText,
  passphraseRuleText,
  passphraseStrengthText,
} from '../../locales/credentials.ts';
import { errorText } from '../../locales/errors.ts';
import { judgePassphrase, type PassphraseJudgement } from '../../storage/keys/passphrase.ts';
import { baseStyles } from '../elements/base-styles.ts';

/** Judging takes up to a tenth of a second on a desktop, so it waits for a pause in typing. */
const PAUSE_MS = 150;

/** What was judged last, and what came of it: `failure` says why it could not be judged. */
type Judged = { readonly passphrase: string } & (
  { readonly judgement: PassphraseJudgement } | { readonly failure: string }
);

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
  @state() private _judged: Judged | null = null;
  private _pause: ReturnType<typeof setTimeout> | undefined;

  get value(): string | null {
    return this._judgement?.problem === null && this._first === this._second ? this._first : null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this._pause);
  }

  override render() {
    const strength = this._judgement?.strength ?? 'weak';
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
        hint=${passphraseRuleText()}
        @input=${(event: Event) => {
          this._first = (event.target as WaInput).value ?? '';
          this._edited();
          this._judgeSoon();
        }}
      ></wa-input>
      <div>
        <div class="meter ${this._first ? strength : ''}" aria-hidden="true"><i></i><i></i><i></i></div>
        <p class="small quiet" role="status">${this._said()}</p>
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

  /** Of what stands there now; null before it was judged. */
  private get _judgement(): PassphraseJudgement | null {
    const { _judged: judged } = this;
    return judged !== null && judged.passphrase === this._first && 'judgement' in judged
      ? judged.judgement
      : null;
  }

  private _said(): string {
    const { _judged: judged, _judgement: judgement } = this;
    if (this._first === '') return '';
    if (judgement !== null) {
      const { problem, strength } = judgement;
      return problem === null ? passphraseStrengthText(strength) : passphraseProblemText(problem);
    }
    return judged !== null && 'failure' in judged ? judged.failure : msg('One moment');
  }

  private _judgeSoon(): void {
    clearTimeout(this._pause);
    this._pause = setTimeout(() => void this._judge(this._first), PAUSE_MS);
  }

  private async _judge(passphrase: string): Promise<void> {
    const judged: Judged = await judgePassphrase(passphrase).then(
      (judgement) => ({ passphrase, judgement }),
      (error: unknown) => ({ passphrase, failure: errorText(error) }),
    );
    if (passphrase !== this._first) return;
    this._judged = judged;
    this._edited();
  }

  private _edited(): void {
    this.dispatchEvent(new Event('change'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-new-passphrase': KioskNewPassphrase;
  }
}
