/** @file `<fleet-records>`: what happened at the doors, newest first, and whether each door's log is whole. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/option/option.js';
import '@awesome.me/webawesome/dist/components/select/select.js';
import type WaSelect from '@awesome.me/webawesome/dist/components/select/select.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { recordsJson } from '../kiosk/records-export.ts';
import { inWords } from '../locales/fleet-errors.ts';
import { faultText } from '../locales/fleet.ts';
import { momentText } from '../locales/moments.ts';
import { entryDetail, entryText } from '../locales/records.ts';
import { subjectIdOf } from '../storage/log/audit-query.ts';
import type { AuditEntry } from '../storage/types.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import '../ui/elements/note.ts';
import '../ui/elements/pager.ts';
import { pageOf } from '../ui/elements/paging.ts';
import { perLanguage } from '../ui/elements/per-language.ts';
import { saveFile } from '../ui/elements/save-file.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import { cardStyles } from './card-styles.ts';
import type { ConsoleSession } from './site/console-session.ts';
import { EventReader, type DoorEntry, type EventsRead } from './site/events.ts';

const PAGE_SIZE = 25;
/** Of all doors together, from the newest on; twice as many with each wish for more. */
const FIRST_MOST = 2_000;
const MOST_FAULTS = 20;
const ALL = '';

@localized()
@customElement('fleet-records')
export class FleetRecords extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    css`
      ol {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      ol li {
        display: grid;
        gap: var(--kiosk-space-1);
        padding-block: var(--kiosk-space-3);
        border-top: 1px solid var(--kiosk-line);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) session!: ConsoleSession;
  @state() private _device = ALL;
  @state() private _read: EventsRead | null = null;
  @state() private _count = 0;
  @state() private _page = 0;
  @state() private _names: ReadonlyMap<string, string> = new Map();
  private _most = FIRST_MOST;
  private _reading = new AbortController();
  private readonly _work = new WorkController(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this._begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._reading.abort();
  }

  override render() {
    const entries = this._read?.entries ?? [];
    const view = pageOf(entries, this._page, PAGE_SIZE);
    return html`<section class="panel">
      <h2>${msg('Records of all doors')}</h2>
      <div class="field-row">
        ${perLanguage(
          html`<wa-select
            label=${msg('Door')}
            value=${this._device || 'all'}
            @change=${(event: Event) => {
              const { value } = event.target as WaSelect;
              this._device = value === 'all' || typeof value !== 'string' ? ALL : value;
              this._most = FIRST_MOST;
              void this._begin();
            }}
          >
            <wa-option value="all">${msg('All doors')}</wa-option>
            ${this.session.doors.doors.map(
              ({ device: { id, name } }) => html`<wa-option value=${id}>${name}</wa-option>`,
            )}
          </wa-select>`,
        )}
        <wa-button
          size="l"
          appearance="outlined"
          ?loading=${this._work.busy}
          @click=${() => void this._begin()}
        >
          <kiosk-icon slot="start" name="refresh"></kiosk-icon>${msg('Read again')}
        </wa-button>
      </div>
      ${this._work.busy ? html`<p role="status" class="quiet">${msg(str`${this._count} records are read.`)}</p>` : nothing}
      ${this._work.outcome()} ${this._verdict()}
      <ol>
        ${view.items.map((row) => this._row(row))}
      </ol>
      <kiosk-pager
        .view=${view}
        @page=${(event: CustomEvent<number>) => {
          this._page = event.detail;
        }}
      ></kiosk-pager>
      <div class="row">${this._more()} ${this._exports(entries)}</div>
    </section>`;
  }

  private _row({ device, entry }: DoorEntry) {
    const person = subjectIdOf(entry);
    const name = person === null ? null : (this._names.get(person) ?? null);
    const detail = entryDetail(entry);
    return html`<li>
      <span class="small quiet">${momentText(entry.atMs)} · <bdi>${this._nameOf(device)}</bdi></span>
      <span
        >${entryText(entry)}${name === null ? nothing : html` · <strong><bdi>${name}</bdi></strong>`}</span
      >
      ${detail === '' ? nothing : html`<span class="small quiet">${detail}</span>`}
    </li>`;
  }

  private _verdict() {
    const read = this._read;
    if (read === null || this._work.busy || read.entries.length + read.faults.length === 0) return nothing;
    if (read.faults.length === 0) {
      return html`<kiosk-note tone="good" role="status"
        >${msg('Every record that was read follows the one before it in its door’s log.')}</kiosk-note
      >`;
    }
    return html`<kiosk-note tone="bad" role="alert"
      >${msg(str`The logs of the doors have ${read.faults.length} faults:`)}
      ${read.faults
        .slice(0, MOST_FAULTS)
        .map(
          (fault) => html`<br /><bdi>${this._nameOf(fault.device)}</bdi>: ${faultText(fault)}`,
        )}</kiosk-note
    >`;
  }

  private _more() {
    if (this._read === null || this._read.isAll) return nothing;
    return html`<wa-button
      size="l"
      appearance="outlined"
      ?disabled=${this._work.busy}
      @click=${() => {
        this._most *= 2;
        void this._begin();
      }}
      >${msg('Read earlier ones')}</wa-button
    >`;
  }

  /** One door's log is a file as the door itself saves it. */
  private _exports(entries: readonly DoorEntry[]) {
    if (this._device === ALL) {
      return html`<p class="small quiet">
        ${msg('Choose a door to check its whole log and to save it as a file.')}
      </p>`;
    }
    const oldestFirst = entries.map(({ entry }) => entry).reverse();
    const name = fileNameOf(this._nameOf(this._device));
    return html`<wa-button
        size="l"
        appearance="outlined"
        ?disabled=${entries.length === 0}
        @click=${() => void this._save(recordsJson(partsOf(oldestFirst), Date.now()), 'application/json', `${name}.json`)}
      >
        <kiosk-icon slot="start" name="download"></kiosk-icon>${msg('Save as JSON')}
      </wa-button>
      <wa-button
        size="l"
        appearance="outlined"
        ?disabled=${entries.length === 0}
        @click=${() => void this._saveCsv(oldestFirst, `${name}.csv`)}
      >
        <kiosk-icon slot="start" name="download"></kiosk-icon>${msg('Save as CSV')}
      </wa-button>`;
  }

  private async _saveCsv(entries: readonly AuditEntry[], name: string): Promise<void> {
    const { recordsCsv } = await import('../kiosk/records-csv.ts');
    const names = await this._namesOf(entries);
    const nameOf = (id: string) => names.get(id) ?? null;
    await this._save(recordsCsv(partsOf(entries), nameOf), 'text/csv', name);
  }

  private async _save(parts: AsyncIterable<string>, type: string, name: string): Promise<void> {
    await this._work.run(async () => {
      const texts: string[] = [];
      for await (const part of parts) texts.push(part);
      saveFile(texts.join(''), type, name);
    });
  }

  /** Of the people in the entries, by their ids. */
  private _namesOf(entries: readonly AuditEntry[]): Promise<ReadonlyMap<string, string>> {
    return this.session.people.names([...new Set(entries.flatMap((entry) => subjectIdOf(entry) ?? []))]);
  }

  private _nameOf(device: string): string {
    return this.session.doors.doors.find(({ device: { id } }) => id === device)?.device.name ?? device;
  }

  private async _begin(): Promise<void> {
    this._reading.abort();
    const { signal } = (this._reading = new AbortController());
    await this._work.run(() =>
      inWords(async () => {
        const { link, keys, doors } = this.session;
        this._count = 0;
        const reader = new EventReader(link, keys.audit, crypto);
        const devices = doors.roster.devices.map(({ id }) => id);
        const read = await reader.read(devices, this._device || null, this._most, signal, (count) => {
          this._count = count;
        });
        if (signal.aborted) return;
        this._read = read;
        this._page = 0;
        this._names = await this._namesOf(read.entries.map(({ entry }) => entry));
      }),
    );
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- what it gives is read as a stream
async function* partsOf(entries: readonly AuditEntry[]): AsyncGenerator<readonly AuditEntry[]> {
  yield entries;
}

function fileNameOf(door: string): string {
  return `facegate-log-${door.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-records': FleetRecords;
  }
}
