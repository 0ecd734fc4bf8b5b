/** @file `<fleet-doors>`: every door of the site, and how it stands. A door that needs somebody comes first. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type Device, MAX_DOOR_NAME } from '../fleet/roster.ts';
import { fleetErrorText, inWords } from '../locales/fleet-errors.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import '../ui/elements/note.ts';
import '../ui/elements/pager.ts';
import { pageOf } from '../ui/elements/paging.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import './add-door.ts';
import { cardStyles } from './card-styles.ts';
import { doorRow, doorRowStyles } from './door-row.ts';
import './remove-door.ts';
import { ConsoleController } from './session-controller.ts';
import { unheardText } from './unheard-doors.ts';
import { upkeepNotes } from './upkeep-notes.ts';
import type { ConsoleSession } from './site/console-session.ts';
import { doorState, isClockWrong, type Door, type DoorState } from './site/door-state.ts';

const PAGE_SIZE = 25;
/** What was heard grows older without anything being heard. */
const DRAW_EVERY_MS = 5_000;
const URGENCY: readonly DoorState[] = ['differs', 'silent', 'behind', 'joining', 'inSync'];

@localized()
@customElement('fleet-doors')
export class FleetDoors extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    doorRowStyles,
    css`
      wa-dialog {
        --width: min(38rem, 96vw);
      }
    `,
  ];

  @property({ attribute: false }) session!: ConsoleSession;
  @state() private _page = 0;
  @state() private _adding = false;
  @state() private _renaming: Door | null = null;
  @state() private _removing: Device | null = null;
  @query('wa-input[name="door-name"]') private _name!: WaInput;
  private readonly _work = new WorkController(this);
  private _draws: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new ConsoleController(this, () => this.session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._draws = setInterval(() => this.requestUpdate(), DRAW_EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this._draws);
  }

  override render() {
    const nowMs = this.session.link.hubMs();
    const { own } = this.session;
    const rows = this.session.doors.doors
      .map((door) => ({ door, state: doorState(door, own, nowMs) }))
      .sort((a, b) => rank(a) - rank(b));
    const view = pageOf(rows, this._page, PAGE_SIZE);
    const inSync = rows.filter(({ state }) => state === 'inSync').length;
    return html`<section class="panel">
        <div class="panel-head">
          <div>
            <h2>${msg('Doors')}</h2>
            <p class="quiet" role="status">
              ${
                rows.length === 0
                  ? msg('No door has joined yet.')
                  : msg(str`${inSync} of ${rows.length} in sync, with ${own.people} people`)
              }
            </p>
          </div>
          <wa-button
            size="l"
            variant="brand"
            @click=${() => {
              this._adding = true;
            }}
          >
            <kiosk-icon slot="start" name="door-open"></kiosk-icon>${msg('Add a door')}
          </wa-button>
        </div>
        ${this._refused()} ${this._unheard()} ${upkeepNotes(this.session.upkeep)}
        <ul class="doors">
          ${view.items.map(({ door, state }) =>
            doorRow(door, state, nowMs, {
              rename: () => {
                this._renaming = door;
              },
              remove: () => {
                this._removing = door.device;
              },
            }),
          )}
        </ul>
        ${
          view.pages > 1
            ? html`<kiosk-pager
                .view=${view}
                @page=${(event: CustomEvent<number>) => {
                  this._page = event.detail;
                }}
              ></kiosk-pager>`
            : nothing
        }
      </section>
      <wa-dialog
        label=${msg('Add a door')}
        ?open=${this._adding}
        @wa-after-hide=${(event: Event) => {
          if (event.target === event.currentTarget) this._adding = false;
        }}
      >
        ${this._adding ? html`<fleet-add-door .session=${this.session}></fleet-add-door>` : nothing}
      </wa-dialog>
      ${this._renameDialog()} ${this._removeDialog()}`;
  }

  private _removeDialog() {
    const device = this._removing;
    return html`<wa-dialog
      label=${msg('Remove a door')}
      ?open=${device !== null}
      @wa-after-hide=${(event: Event) => {
        if (event.target === event.currentTarget) this._removing = null;
      }}
    >
      ${
        device === null
          ? nothing
          : html`<fleet-remove-door
              .session=${this.session}
              .device=${device}
              @done=${() => {
                this._removing = null;
              }}
            ></fleet-remove-door>`
      }
    </wa-dialog>`;
  }

  private _renameDialog() {
    const door = this._renaming;
    return html`<wa-dialog
      label=${msg('Rename')}
      ?open=${door !== null}
      @wa-after-hide=${(event: Event) => {
        if (event.target === event.currentTarget) this._renaming = null;
      }}
    >
      ${
        door === null
          ? nothing
          : html`<form class="stack" @submit=${(event: Event) => this._rename(event, door)}>
              <wa-input
                name="door-name"
                autocomplete="off"
                required
                maxlength=${MAX_DOOR_NAME}
                label=${msg('Name of the door')}
                hint=${msg('The tablet shows it once it hears of it.')}
                value=${door.device.name}
              ></wa-input>
              ${this._work.outcome()}
              <wa-button type="submit" size="l" variant="brand" ?loading=${this._work.busy}
                >${msg('Save')}</wa-button
              >
            </form>`
      }
    </wa-dialog>`;
  }

  private _rename(event: Event, { device }: Door): void {
    event.preventDefault();
    const name = (this._name.value ?? '').trim();
    if (name === '') return;
    void this._work.run(() =>
      inWords(async () => {
        await this.session.doors.rename(device.id, name);
        this._renaming = null;
      }),
    );
  }

  private _unheard() {
    const text = unheardText(this.session.facts.lastShut, this.session.doors.doors);
    if (text === nothing) return nothing;
    return html`<kiosk-note tone="warn" role="status"
      >${msg('Somebody was suspended or erased.')} ${text}</kiosk-note
    >`;
  }

  private _refused() {
    const { refused } = this.session.doors;
    if (refused.size === 0) return nothing;
    return html`<kiosk-note tone="bad" role="alert"
      >${msg('The hub holds records of doors that this site has not signed. They are not used.')}
      ${[...refused].map(([key, why]) => html`<br /><code>${key}</code> ${fleetErrorText(why)}`)}</kiosk-note
    >`;
  }
}

function rank({ door, state }: { readonly door: Door; readonly state: DoorState }): number {
  const { heard, forged } = door;
  const isUrgent = forged || isClockWrong(door) || (heard !== null && heard.report.refused.length > 0);
  return isUrgent ? -1 : URGENCY.indexOf(state);
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-doors': FleetDoors;
  }
}
