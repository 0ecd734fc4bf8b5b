/**
 * @file The two questions that the operator may have to answer before a template is stored:
 * `<kiosk-enrol-duplicate>` and `<kiosk-enrol-lookalike>`. They show names only, never how near two faces are.
 */
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Subject } from '../../src/core/template/types.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import { stepStyles } from './step-styles.ts';
import { dateText } from '../../src/locales/moments.ts';
import '../../src/ui/elements/note.ts';

function nameAndBadge({ name, badge }: Subject): string {
  return badge === null ? name : msg(str`${name} (badge ${badge})`);
}

/** Events: `same` (detail: Subject) to enrol that person anew, `different` to enrol anyway, and `cancel`. */
@localized()
@customElement('kiosk-enrol-duplicate')
export class KioskEnrolDuplicate extends LitElement {
  static override styles = [baseStyles, stepStyles];

  /** At least one, the likeliest first. */
  @property({ attribute: false }) duplicates: readonly Subject[] = [];
  /** The name that was typed in. */
  @property() name = '';

  override render() {
    const [first, ...others] = this.duplicates;
    return html`
      <h1 tabindex="-1">${msg(str`Already enrolled as ${nameAndBadge(first)}`)}</h1>
      <p>
        ${msg(str`This face matches a person enrolled on ${dateText(first.enrolledAtMs)}. Operator, please decide.`)}
      </p>
      ${
        others.length === 0
          ? nothing
          : html`<kiosk-note tone="warn" icon="users"
              >${msg(str`It also matches ${others.map(nameAndBadge).join(', ')}.`)}</kiosk-note
            >`
      }
      <div class="actions">
        <wa-button size="l" variant="brand" @click=${() => this._same(first)}>
          ${msg(str`It is ${first.name}: renew the template`)}
        </wa-button>
        <wa-button size="l" appearance="outlined" @click=${() => this.dispatchEvent(new Event('different'))}>
          ${msg(str`Enrol ${this.name} as a different person`)}
        </wa-button>
        <wa-button size="l" appearance="plain" @click=${() => this.dispatchEvent(new Event('cancel'))}>
          ${msg('Cancel, store nothing')}
        </wa-button>
      </div>
    `;
  }

  private _same(subject: Subject): void {
    this.dispatchEvent(new CustomEvent('same', { detail: subject }));
  }
}

/** Events: `confirm`, and `cancel`. */
@localized()
@customElement('kiosk-enrol-lookalike')
export class KioskEnrolLookalike extends LitElement {
  static override styles = [baseStyles, stepStyles];

  /** Other subjects who may be mistaken for this one; may be empty when `differsFromRecord`. */
  @property({ attribute: false }) lookAlikes: readonly Subject[] = [];
  @property() name = '';
  /** The subject enrols anew, and does not look like the template on record. */
  @property({ type: Boolean }) differsFromRecord = false;

  override render() {
    const names = this.lookAlikes.map(nameAndBadge).join(', ');
    return html`
      <h1 tabindex="-1">
        ${
          this.differsFromRecord
            ? msg(str`Is this really ${this.name}?`)
            : msg(str`${this.name} looks like ${names}`)
        }
      </h1>
      ${
        this.differsFromRecord
          ? html`<p>
              ${msg('This face does not match the template on record. If you go on, the old template is replaced. Check an identity document first.')}
            </p>`
          : nothing
      }
      ${
        names === ''
          ? nothing
          : html`<p>
              ${msg(str`The door may mistake this person for ${names}, or refuse both where it cannot tell them apart. This happens with close relatives. If you go on, prefer the mode where people give their badge number first.`)}
            </p>`
      }
      <div class="actions">
        <wa-button size="l" appearance="outlined" @click=${() => this.dispatchEvent(new Event('cancel'))}>
          ${msg('Cancel, store nothing')}
        </wa-button>
        <wa-button size="l" variant="brand" @click=${() => this.dispatchEvent(new Event('confirm'))}>
          ${this.differsFromRecord ? msg('Yes, replace the template') : msg('Enrol anyway')}
        </wa-button>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-enrol-duplicate': KioskEnrolDuplicate;
    'kiosk-enrol-lookalike': KioskEnrolLookalike;
  }
}
