/** @file `<kiosk-pin-pad>`: takes a badge number, a PIN or both, by touch or by keyboard. It judges nothing. */
import { localized, msg } from '@lit/localize';
import { LitElement, type PropertyValues, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { cutBadge } from '../../core/enrolment/badge.ts';
import { PIN_MAX } from '../../core/enrolment/pin.ts';
import { reasonText } from '../../locales/reasons.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { clockText } from '../../locales/moments.ts';
import { digitKeys } from './digit-keys.ts';
import { padStyles } from './pad-styles.ts';
import type { OpenPad } from '../../kiosk/pin-controller.ts';
import type { BadgeAndPin } from '../../kiosk/pin-desk.ts';

type Field = 'badge' | 'pin';

/** Dispatches `try` (CustomEvent<BadgeAndPin>), and `cancel`. */
@localized()
@customElement('kiosk-pin-pad')
export class KioskPinPad extends LitElement {
  static override styles = [
    baseStyles,
    padStyles,
    css`
      label {
        display: grid;
        grid-template-columns: 7.5rem 1fr;
        align-items: center;
        gap: var(--kiosk-space-2);
      }
      label span {
        text-align: start;
      }
      .display {
        min-height: clamp(48px, 7dvh, 3.5rem);
        font-size: var(--kiosk-text-l);
      }
      .display.active {
        border-color: #fff;
        background: rgb(0 0 0 / 55%);
      }
      .display:focus-visible {
        outline-color: #fff;
      }
      p {
        min-height: 3em;
      }
      [role='timer'] {
        display: block;
      }
      button:disabled {
        opacity: 0.5;
        cursor: default;
      }
      @media (max-width: 480px) {
        label {
          grid-template-columns: 6rem 1fr;
        }
      }
    `,
  ];

  @property({ attribute: false }) pad!: OpenPad;
  /** Some badge numbers have letters: then the device's own keyboard must come up for them. */
  @property({ type: Boolean }) lettered = false;

  /** The face was recognised: what is typed belongs to it. */
  @property({ type: Boolean }) held = false;

  @state() private _badge = '';
  @state() private _pin = '';
  /** The field that the keys on the screen type into. */
  @state() private _field: Field = 'badge';
  @query('input[name=badge]') private _badgeInput!: HTMLInputElement | null;
  @query('input[name=pin]') private _pinInput!: HTMLInputElement | null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('pad');
    // The PIN is cleared once it has been checked, and so is a badge number that stands alone.
    if (before?.checking && !this.pad.checking) {
      this._pin = '';
      if (this.pad.asks === 'badge') this._badge = '';
    }
    if (changed.has('pad') && before?.asks !== this.pad.asks) {
      this._field = this.pad.asks === 'pin' ? 'pin' : 'badge';
    }
  }

  protected override firstUpdated(): void {
    (this._badgeInput ?? this._pinInput)?.focus();
  }

  override render() {
    const { asks, checking, waitS } = this.pad;
    return html`<form class="stack" @submit=${this._submit} @keydown=${this._onKey}>
      ${asks === 'pin' ? nothing : this._input('badge', msg('Badge'), this._badge, this.lettered ? 'text' : 'none')}
      ${asks === 'badge' ? nothing : this._input('pin', msg('PIN'), this._pin, 'none')}
      <p>
        <strong role="alert">${this._said()}</strong>
        ${waitS > 0 ? html`<strong role="timer">${clockText(waitS)}</strong>` : nothing}
      </p>
      ${digitKeys(this._typed, (text) => this._type(text), {
        label: this._keysLabel(),
        disabled: checking,
      })}
      <button type="button" class="link" @click=${this._cancel}>${msg('Cancel')}</button>
    </form>`;
  }

  private _input(field: Field, label: string, typed: string, inputMode: 'text' | 'none') {
    return html`<label>
      <span>${label}</span>
      <input
        class="display ${this._field === field ? 'active' : ''}"
        dir="ltr"
        name=${field}
        type=${field === 'pin' ? 'password' : 'text'}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck="false"
        inputmode=${inputMode}
        maxlength=${field === 'pin' ? PIN_MAX : nothing}
        .value=${typed}
        @focus=${() => {
          this._field = field;
        }}
        @input=${(event: Event) => this._type((event.target as HTMLInputElement).value)}
      />
    </label>`;
  }

  private _said(): string {
    const { problem, waitS, checking } = this.pad;
    if (checking) return msg('One moment');
    if (waitS > 0) return msg('Too many wrong tries. Please wait.');
    if (problem === 'failed') return msg('That could not be checked. Please ask at the desk.');
    return problem === 'wrong' ? reasonText(this._wrong).title : '';
  }

  /** After the face only what is the recognised person's own is asked for. */
  private get _wrong(): 'badgeAndPinWrong' | 'heldWrong' {
    return this.held ? 'heldWrong' : 'badgeAndPinWrong';
  }

  private _keysLabel(): string {
    const { asks } = this.pad;
    if (asks === 'pin') return msg('Check the PIN');
    if (asks === 'badge') return msg('Check the badge number');
    return this._field === 'badge' ? msg('Go on to the PIN') : msg('Check badge and PIN');
  }

  private get _typed(): string {
    return this._field === 'badge' ? this._badge : this._pin;
  }

  private _type(text: string): void {
    if (this._field === 'badge') this._badge = cutBadge(text);
    else this._pin = text.slice(0, PIN_MAX);
  }

  private _onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') this._cancel();
  }

  private _submit(event: Event): void {
    event.preventDefault();
    const [badge, pin] = [this._badge.trim(), this._pin];
    const { asks } = this.pad;
    if (asks !== 'pin' && badge === '') this._badgeInput?.focus();
    else if (asks !== 'badge' && (pin === '' || this._field === 'badge')) this._pinInput?.focus();
    else this.dispatchEvent(new CustomEvent<BadgeAndPin>('try', { detail: { badge, pin } }));
  }

  private _cancel(): void {
    this.dispatchEvent(new Event('cancel'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-pin-pad': KioskPinPad;
  }
}
