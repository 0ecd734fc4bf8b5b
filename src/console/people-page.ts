/** @file `<fleet-people>`: everybody of the site, found by name or badge: edited, suspended, erased, enrolled. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { fleetErrorText } from '../locales/fleet-errors.ts';
import { dateText } from '../locales/moments.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import '../ui/elements/note.ts';
import '../ui/elements/pager.ts';
import { cardStyles } from './card-styles.ts';
import './enrol/enrol-folder.ts';
import type { StartExaminer } from './enrol/examine-photos.ts';
import './erase-person.ts';
import './person-form.ts';
import { FoundPeople } from './found-people.ts';
import type { ConsoleSession } from './site/console-session.ts';
import type { KnownPerson } from './site/people-api.ts';

type Open =
  { readonly kind: 'person'; readonly id: string } | { readonly kind: 'erase'; readonly id: string };

@localized()
@customElement('fleet-people')
export class FleetPeople extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    css`
      ul.people {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      .people li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kiosk-space-2) var(--kiosk-space-4);
        padding-block: var(--kiosk-space-3);
        border-top: 1px solid var(--kiosk-line);
      }
      .who {
        flex: 1 1 12rem;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .who strong {
        font-weight: 600;
      }
      .suspended {
        color: var(--kiosk-warn);
        font-weight: 600;
      }
      wa-dialog {
        --width: min(34rem, 96vw);
      }
    `,
  ];

  @property({ attribute: false }) session!: ConsoleSession;
  @property({ attribute: false }) startExaminer!: StartExaminer;
  @state() private _enrols = false;
  @state() private _open: Open | null = null;
  private readonly _found = new FoundPeople(this, () => this.session);

  override render() {
    if (this._enrols) {
      return html`<fleet-enrol-folder
        .session=${this.session}
        .startExaminer=${this.startExaminer}
        @done=${() => {
          this._enrols = false;
        }}
      ></fleet-enrol-folder>`;
    }
    const { people } = this.session.facts;
    const { view } = this._found;
    return html`<section class="panel">
        <div class="panel-head">
          <h2>${msg('People')}</h2>
          <p class="quiet">${msg(str`${people} people of the site`)}</p>
          <wa-button
            size="l"
            appearance="outlined"
            @click=${() => {
              this._enrols = true;
            }}
          >
            <kiosk-icon slot="start" name="user-plus"></kiosk-icon>${msg('Enrol from a folder')}
          </wa-button>
        </div>
        ${this._refused()}
        <wa-input
          type="search"
          autocomplete="off"
          with-clear
          label=${msg('Name or badge number')}
          @input=${(event: Event) => {
            this._found.want((event.target as WaInput).value ?? '');
          }}
        >
          <kiosk-icon slot="start" name="search"></kiosk-icon>
        </wa-input>
        <ul class="people">
          ${view.items.map((person) => this._row(person))}
        </ul>
        <kiosk-pager
          .view=${view}
          @page=${(event: CustomEvent<number>) => this._found.show(event.detail)}
        ></kiosk-pager>
      </section>
      ${this._dialog()}`;
  }

  private _row(person: KnownPerson) {
    const { id, name, badge, suspendedAtMs, retainUntilMs } = person;
    const until = dateText(retainUntilMs, 'medium');
    return html`<li>
      <div class="who">
        <strong><bdi>${name}</bdi></strong>
        ${badge === null ? nothing : html`<span class="quiet">· ${badge}</span>`}
        <div class="small quiet">${hasText(person)} · ${msg(str`until ${until}`)}</div>
      </div>
      ${
        suspendedAtMs === null
          ? nothing
          : html`<span class="suspended"><kiosk-icon name="pause"></kiosk-icon> ${msg('Suspended')}</span>`
      }
      <wa-button size="l" appearance="outlined" @click=${() => this._look({ kind: 'person', id })}
        >${msg('Open')}<span class="hidden-visually"> ${name}</span></wa-button
      >
    </li>`;
  }

  private _refused() {
    const { refused, refusedCount } = this.session.facts;
    if (refusedCount === 0) return nothing;
    return html`<kiosk-note tone="bad" role="status"
      >${msg(str`${refusedCount} records of people at the hub are not taken, here or at any door:`)}
      ${refused.map(
        ([id, why]) =>
          html`<p>
            <code>${id}</code> ${fleetErrorText(why)}
            <wa-button size="l" appearance="plain" @click=${() => this._look({ kind: 'erase', id })}
              >${msg('Erase')}<span class="hidden-visually"> ${id}</span></wa-button
            >
          </p>`,
      )}</kiosk-note
    >`;
  }

  private _dialog() {
    const open = this._open;
    const { person } = this._found;
    const close = (): void => this._look(null);
    return html`<wa-dialog
      label=${open?.kind === 'erase' ? msg('Erase for good?') : (person?.name ?? msg('Person'))}
      ?open=${open !== null}
      @wa-after-hide=${(event: Event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      ${
        open?.kind === 'erase'
          ? html`<fleet-erase-person
              .session=${this.session}
              .personId=${open.id}
              .name=${person?.id === open.id ? person.name : null}
              @done=${close}
            ></fleet-erase-person>`
          : nothing
      }
      ${
        open?.kind === 'person' && person?.id === open.id
          ? html`<fleet-person-form
              .session=${this.session}
              .person=${person}
              @done=${close}
              @erase=${() => this._look({ kind: 'erase', id: person.id })}
            ></fleet-person-form>`
          : nothing
      }
      ${
        open?.kind === 'person' && person === null && this._found.isLooked
          ? html`<kiosk-note tone="warn" role="status"
              >${msg('This person was erased meanwhile.')}</kiosk-note
            >`
          : nothing
      }
    </wa-dialog>`;
  }

  private _look(open: Open | null): void {
    this._open = open;
    this._found.look(open?.id ?? null);
  }
}

function hasText({ hasFace, hasPin }: KnownPerson): string {
  if (!hasFace) return msg('Badge and PIN only');
  return hasPin ? msg('Face and PIN') : msg('Face');
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-people': FleetPeople;
  }
}
