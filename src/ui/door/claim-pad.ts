/**
 * @file `<kiosk-claim-pad>`: the visitor says who they are, by badge number or by name, before the camera checks it.
 */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Subject } from '../../core/template/types.ts';
import { cutBadge, findByBadge, needsKeyboard } from '../../core/enrolment/badge.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { digitKeys } from './digit-keys.ts';
import { padStyles } from './pad-styles.ts';

/** More names than this are narrowed down by typing first. */
const SHOWN_NAMES = 50;

/** Dispatches `claim` (CustomEvent<string>: the subject's id). */
@localized()
@customElement('kiosk-claim-pad')
export class KioskClaimPad extends LitElement {
  static override styles = [
    baseStyles,
    padStyles,
    css`
      ul {
        display: grid;
        gap: var(--kiosk-space-2);
        max-height: 38dvh;
        overflow-y: auto;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      ul button {
        width: 100%;
        text-align: start;
        padding: 0 var(--kiosk-space-4);
      }
    `,
  ];

  /** Those who can be recognised here. */
  @property({ attribute: false }) subjects: readonly Subject[] = [];
  @state() private _byName = false;
  @state() private _typed = '';
  @state() private _unknown = false;

  override render() {
    return this._byName ? this._names() : this._pad();
  }

  private _pad() {
    // The keys on the screen have digits only; for letters the device's own keyboard must come up.
    const lettered = this.subjects.some(({ badge }) => badge !== null && needsKeyboard(badge));
    return html`<form class="stack" @submit=${this._submit}>
      <input
        class="display"
        aria-label=${msg('Badge number')}
        autocomplete="off"
        autocapitalize="characters"
        inputmode=${lettered ? 'text' : 'none'}
        .value=${this._typed}
        @input=${(event: Event) => this._type((event.target as HTMLInputElement).value)}
      />
      <p role="status">${this._unknown ? msg('Nobody here has that number.') : nothing}</p>
      ${digitKeys(this._typed, (text) => this._type(text), { label: msg('Check this number') })}
      <button
        type="button"
        class="link"
        @click=${() => {
          this._byName = true;
          this._typed = '';
        }}
      >
        ${msg('Pick my name instead')}
      </button>
    </form>`;
  }

  private _names() {
    const typed = this._typed.trim().toLocaleLowerCase();
    const found = this.subjects
      .filter(({ name }) => name.toLocaleLowerCase().includes(typed))
      .sort((a, b) => a.name.localeCompare(b.name))
      .slice(0, SHOWN_NAMES);
    return html`<div class="stack">
      <input
        class="display"
        style="letter-spacing: 0; font-size: var(--kiosk-text-l)"
        type="search"
        aria-label=${msg('Your name')}
        placeholder=${msg('Your name')}
        autocomplete="off"
        .value=${this._typed}
        @input=${(event: Event) => this._type((event.target as HTMLInputElement).value)}
      />
      <ul>
        ${found.map(
          ({ id, name }) =>
            html`<li><button type="button" @click=${() => this._claim(id)}>${name}</button></li>`,
        )}
      </ul>
      <p role="status">${found.length === 0 ? msg('Nobody here has that name.') : nothing}</p>
      <button
        type="button"
        class="link"
        @click=${() => {
          this._byName = false;
          this._typed = '';
        }}
      >
        ${msg('Use my badge number')}
      </button>
    </div>`;
  }

  private _type(text: string): void {
    // A name may be longer than a badge number.
    this._typed = this._byName ? text : cutBadge(text);
    this._unknown = false;
  }

  private _submit(event: Event): void {
    event.preventDefault();
    if (this._typed.trim() === '') return;
    const subject = findByBadge(this.subjects, this._typed);
    if (subject) this._claim(subject.id);
    else this._unknown = true;
  }

  private _claim(subjectId: string): void {
    this._typed = '';
    this._byName = false;
    this.dispatchEvent(new CustomEvent('claim', { detail: subjectId }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-claim-pad': KioskClaimPad;
  }
}
