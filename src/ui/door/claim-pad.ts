/**
 * @file `<kiosk-claim-pad>`: the visitor types who they are, by badge number or by name, before the camera checks it.
 * It knows nobody: whoever tries numbers or names here learns nothing.
 */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { NAME_MAX } from '../../core/enrolment/details.ts';
import { cutBadge } from '../../core/enrolment/badge.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { digitKeys } from './digit-keys.ts';
import { padStyles } from './pad-styles.ts';

/** Dispatches `claim` (CustomEvent<string>: what was typed). */
@localized()
@customElement('kiosk-claim-pad')
export class KioskClaimPad extends LitElement {
  static override styles = [
    baseStyles,
    padStyles,
    css`
      .name {
        letter-spacing: 0;
        font-size: var(--kiosk-text-l);
      }
    `,
  ];

  /** Some badge numbers have letters: then the device's own keyboard must come up. */
  @property({ type: Boolean }) lettered = false;
  @state() private _byName = false;
  @state() private _typed = '';

  override render() {
    return html`<form class="stack" @submit=${this._submit}>
      ${this._byName ? this._name() : this._badge()}
      <button type="button" class="link" @click=${this._change}>
        ${this._byName ? msg('Use my badge number') : msg('Type my name instead')}
      </button>
    </form>`;
  }

  private _badge() {
    return html`<input
        class="display"
        dir="ltr"
        aria-label=${msg('Badge number')}
        autocomplete="off"
        autocapitalize="characters"
        inputmode=${this.lettered ? 'text' : 'none'}
        .value=${this._typed}
        @input=${(event: Event) => this._type((event.target as HTMLInputElement).value)}
      />
      ${digitKeys(this._typed, (text) => this._type(text), { label: msg('Check this number') })}`;
  }

  private _name() {
    return html`<input
        class="display name"
        dir="auto"
        aria-label=${msg('Your whole name')}
        placeholder=${msg('Your whole name')}
        autocomplete="off"
        .value=${this._typed}
        @input=${(event: Event) => this._type((event.target as HTMLInputElement).value)}
      />
      <button class="go">${msg('Check this name')}</button>`;
  }

  private _change(): void {
    this._byName = !this._byName;
    this._typed = '';
  }

  private _type(text: string): void {
    // A name may be longer than a badge number.
    this._typed = this._byName ? text.slice(0, NAME_MAX) : cutBadge(text);
  }

  private _submit(event: Event): void {
    event.preventDefault();
    const typed = this._typed.trim();
    if (typed === '') return;
    this._typed = '';
    this._byName = false;
    this.dispatchEvent(new CustomEvent('claim', { detail: typed }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-claim-pad': KioskClaimPad;
  }
}
