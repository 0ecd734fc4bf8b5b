/**
 * @file The two questions that the operator may have to answer before a template is stored:
 * `<kiosk-enrol-duplicate>` and `<kiosk-enrol-lookalike>`. They show names only, never how near two faces are.
 */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, queryAll } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { SubjectDetails } from '../../src/core/enrolment/details.ts';
import type { NamedPerson } from '../../src/core/template/types.ts';
import type { LookAlikeChoice } from '../../src/kiosk/enrolment-flow.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import '../people/details-fields.ts';
import type { KioskDetailsFields } from '../people/details-fields.ts';
import { stepStyles } from './step-styles.ts';
import { dateText } from '../../src/locales/moments.ts';
import '../../src/ui/elements/note.ts';

function nameAndBadge({ name, badge }: NamedPerson): string {
  return badge === null ? name : msg(str`${name} (badge ${badge})`);
}

/** Events: `same` (detail: NamedPerson) to enrol that person anew, `different` to enrol anyway, and `cancel`. */
@localized()
@customElement('kiosk-enrol-duplicate')
export class KioskEnrolDuplicate extends LitElement {
  static override styles = [baseStyles, stepStyles];

  /** At least one, the likeliest first. */
  @property({ attribute: false }) duplicates: readonly NamedPerson[] = [];
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

  private _same(subject: NamedPerson): void {
    this.dispatchEvent(new CustomEvent('same', { detail: subject }));
  }
}

/** Who enrols, as far as it is known before anything is stored. */
interface Newcomer extends SubjectDetails {
  readonly hasPin: boolean;
}

/** Events: `confirm` (detail: LookAlikeChoice; null where nobody looks alike), and `cancel`. */
@localized()
@customElement('kiosk-enrol-lookalike')
export class KioskEnrolLookalike extends LitElement {
  static override styles = [
    baseStyles,
    stepStyles,
    css`
      fieldset {
        display: flex;
        flex-direction: column;
        gap: var(--kiosk-space-2);
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
        font-weight: 650;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** Other subjects who may be mistaken for this one; may be empty when `differsFromRecord`. */
  @property({ attribute: false }) lookAlikes: readonly NamedPerson[] = [];
  @property({ attribute: false }) newcomer: Newcomer = { name: '', badge: null, hasPin: false };
  /** Badges of the other subjects. */
  @property({ attribute: false }) badgesInUse: readonly string[] = [];
  /** The subject enrols anew, and does not look like the template on record. */
  @property({ type: Boolean }) differsFromRecord = false;

  @queryAll('kiosk-details-fields') private _badges!: NodeListOf<KioskDetailsFields>;

  override render() {
    const { lookAlikes, newcomer, differsFromRecord } = this;
    const names = lookAlikes.map(nameAndBadge).join(', ');
    return html`
      <h1 tabindex="-1">
        ${
          differsFromRecord
            ? msg(str`Is this really ${newcomer.name}?`)
            : msg(str`${newcomer.name} looks like ${names}`)
        }
      </h1>
      ${
        differsFromRecord
          ? html`<p>
              ${msg('This face does not match the stored template. If you continue, the old template is replaced. Check an identity document first.')}
            </p>`
          : nothing
      }
      ${names === '' ? this._replace() : this._decide(names)}
    `;
  }

  private _replace() {
    return html`<div class="actions">
      ${this._cancel()}
      <wa-button size="l" variant="brand" @click=${() => this._confirm(null)}>
        ${msg('Yes, replace the template')}
      </wa-button>
    </div>`;
  }

  private _decide(names: string) {
    const lacking = this._lacking();
    return html`<p>
        ${msg(str`The door may mistake this person for ${names}, or refuse both where it cannot tell them apart. This happens with close relatives. So from now on it asks each of them for badge or PIN after the face, unless you decide otherwise.`)}
      </p>
      ${
        lacking.length === 0
          ? nothing
          : html`<p>${msg('These have neither badge nor PIN. Give each a badge number:')}</p>
              ${lacking.map(
                ({ name }) =>
                  html`<fieldset>
                    <legend><bdi>${name}</bdi></legend>
                    <kiosk-details-fields
                      badge-only
                      badge-needed
                      .initial=${{ name, badge: null }}
                      .badgesInUse=${this.badgesInUse}
                    ></kiosk-details-fields>
                  </fieldset>`,
              )}`
      }
      <div class="actions">
        ${this._cancel()}
        <wa-button
          size="l"
          appearance="outlined"
          @click=${() => this._confirm({ decided: 'asBefore', newBadges: new Map() })}
        >
          ${msg('Enrol without changing the rules')}
        </wa-button>
        <wa-button size="l" variant="brand" @click=${this._askAll}>
          ${msg('Enrol, and ask for badge or PIN')}
        </wa-button>
      </div>`;
  }

  private _cancel() {
    return html`<wa-button
      size="l"
      appearance="plain"
      @click=${() => this.dispatchEvent(new Event('cancel'))}
    >
      ${msg('Cancel, store nothing')}
    </wa-button>`;
  }

  /** Who has nothing that could be asked for: by id, null for whoever enrols. */
  private _lacking(): readonly { readonly id: string | null; readonly name: string }[] {
    const { lookAlikes, newcomer } = this;
    return [
      ...(newcomer.badge === null && !newcomer.hasPin ? [{ id: null, name: newcomer.name }] : []),
      ...lookAlikes.filter(({ badge, pin }) => badge === null && pin === null),
    ];
  }

  private _askAll(): void {
    const newBadges = new Map<string | null, string>();
    for (const [row, { id }] of this._lacking().entries()) {
      const badge = this._badges[row].check([...newBadges.values()])?.badge ?? null;
      if (badge === null) return;
      newBadges.set(id, badge);
    }
    this._confirm({ decided: 'faceAndHeld', newBadges });
  }

  private _confirm(detail: LookAlikeChoice | null): void {
    this.dispatchEvent(new CustomEvent('confirm', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-enrol-duplicate': KioskEnrolDuplicate;
    'kiosk-enrol-lookalike': KioskEnrolLookalike;
  }
}
