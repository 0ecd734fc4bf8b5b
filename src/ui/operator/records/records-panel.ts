/**
 * @file `<kiosk-records-panel>`: the audit log for the operator: what happened, found by filters; whether the log is
 * whole; charts; and the log as a file. It changes nothing.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { dayAt } from '../../../core/schedule/wall-time.ts';
import { percentText } from '../../../locales/decimals.ts';
import { filterEntries, LogFigures, type AuditFilter } from '../../../storage/log/audit-query.ts';
import type { LogExtent } from '../../../storage/log/audit-reader.ts';
import type { AuditEntry, ChainCheck } from '../../../storage/types.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import { breathe } from './breathe.ts';
import '../../elements/kiosk-icon.ts';
import '../../elements/pager.ts';
import { pageView } from '../../elements/paging.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import { CHART_DAYS } from './records-charts.ts';
import { recordsJson, type EntryParts } from '../../../kiosk/records-export.ts';
import { EVERYTHING, filterOf, type RecordsWish } from '../../../kiosk/records-wish.ts';
import './records-filters.ts';
import { recordsTable, recordsTableStyles } from './records-table.ts';
import { chainText } from '../../../locales/records.ts';
import { saveFile } from '../../elements/save-file.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import '../../elements/note.ts';
import { SessionController } from '../../elements/session-controller.ts';
import { WorkController } from '../../elements/work-controller.ts';

const PAGE_SIZE = 25;
/** While a long log is read. */
const SHOW_EVERY_MS = 1_000;
/** On narrower screens the filters would fill the screen, so they are folded at first. */
const NARROW = '(max-width: 480px)';

@localized()
@customElement('kiosk-records-panel')
export class KioskRecordsPanel extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    recordsTableStyles,
    css`
      .views {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kiosk-space-2);
      }
      .views wa-button {
        flex: 1 1 8rem;
      }
      /* Inside <details> the browser's own box-sizing would be inherited. */
      kiosk-records-filters {
        box-sizing: border-box;
      }
      summary {
        min-height: var(--kiosk-target);
        line-height: var(--kiosk-target);
        font-weight: 620;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  /** Indexes of the first entry and of the last; null before they are known, and of an empty log. */
  @state() private _extent: LogExtent | null = null;
  @state() private _isOpen = false;
  /** Indexes of the entries that fit the wish, newest first; null where all do. */
  @state() private _found: readonly number[] | null = null;
  /** How much of the log was searched, [0, 1]; null while nothing is searched. */
  @state() private _searched: number | null = null;
  /** The entries of the page, newest first. */
  @state() private _shown: readonly AuditEntry[] = [];
  /** What the charts show; null before all of the log was read for them. */
  @state() private _figures: LogFigures | null = null;
  @state() private _view: 'entries' | 'charts' = 'entries';
  @state() private _wish = EVERYTHING;
  @state() private _page = 0;
  @state() private _check: ChainCheck | null = null;
  /** How much of the log is checked, [0, 1] in whole hundredths; null while it is not being checked. */
  @state() private _checked: number | null = null;
  private readonly _reads = new WorkController(this);
  private readonly _checks = new WorkController(this);
  private readonly _saves = new WorkController(this);
  private _reading = new AbortController();
  private _checking = new AbortController();
  private readonly _narrow = matchMedia(NARROW);
  private readonly _redraw = () => this.requestUpdate();
  private readonly _nameOf = (subjectId: string): string | null =>
    this.session.people.subjects.has(subjectId) ? (this.session.people.names.of(subjectId) ?? '…') : null;

  constructor() {
    super();
    // Names come as they are read.
    new SessionController(this, () => this.session);
  }

  private readonly _namesOf = (ids: readonly string[]) => this.session.people.names.read(ids);

  override connectedCallback(): void {
    super.connectedCallback();
    this._narrow.addEventListener('change', this._redraw);
    this._reading = new AbortController();
    this._open().catch((error: unknown) => this._reads.fail(error));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._narrow.removeEventListener('change', this._redraw);
    this._reading.abort();
    this._checking.abort();
  }

  /** The first page is read by its indexes, however long the log is. */
  private async _open(): Promise<void> {
    this._extent = await this.session.access.storeFor('records').auditExtent();
    await this._show(0);
    this._isOpen = true;
  }

  private get _total(): number {
    if (this._found !== null) return this._found.length;
    return this._extent === null ? 0 : this._extent.last - this._extent.first + 1;
  }

  private async _show(page: number): Promise<void> {
    const view = pageView(this._total, page, PAGE_SIZE);
    const rows = Array.from(
      { length: Math.max(0, view.to - view.from + 1) },
      (_, row) => view.from - 1 + row,
    );
    const found = this._found;
    const last = this._extent?.last ?? 0;
    const indexes = view.total === 0 ? [] : rows.map((row) => (found === null ? last - row : found[row]));
    const shown = await this.session.access.storeFor('records').auditEntriesAt(indexes);
    // Other entries were found meanwhile.
    if (found !== this._found) return;
    this._page = view.page;
    this._shown = shown;
  }

  /** Reads the log from its end, and keeps the numbers of what fits. Shows what it has now and then. */
  private async _seek(wish: RecordsWish): Promise<void> {
    this._reading.abort();
    const { signal } = (this._reading = new AbortController());
    this._wish = wish;
    this._found = null;
    this._searched = 0;
    if (isEverything(wish)) {
      this._searched = null;
      await this._show(0);
      return;
    }
    const filter = await this._filter(wish);
    const store = this.session.access.storeFor('records');
    const found: number[] = [];
    let shownMs = -Infinity;
    const show = async (): Promise<void> => {
      this._found = [...found];
      await this._show(this._page);
      shownMs = performance.now();
    };
    this._page = 0;
    for await (const part of store.auditParts()) {
      if (signal.aborted) return;
      found.push(
        ...filterEntries(part, filter)
          .map(({ index }) => index)
          .reverse(),
      );
      if (performance.now() - shownMs < SHOW_EVERY_MS) continue;
      this._searched = this._shareFrom(part.at(0)?.index);
      await show();
    }
    if (signal.aborted) return;
    await show();
    this._searched = null;
  }

  private async _filter(wish: RecordsWish) {
    const person = wish.person.trim();
    const named = person === '' ? [] : await this.session.access.storeFor('records').find(person);
    return filterOf(wish, this.session.site.timeZone, named);
  }

  /** How much of the log is read once it is read from its end to `index`. */
  private _shareFrom(index: number | undefined): number {
    const { first, last } = this._extent ?? { first: 0, last: 0 };
    return index === undefined || last === first ? 1 : (last - index) / (last - first);
  }

  private async _gather(): Promise<void> {
    if (this._figures !== null) return;
    const { signal } = this._reading;
    const figures = new LogFigures(Date.now(), CHART_DAYS, this.session.site.timeZone);
    for await (const part of this.session.access.storeFor('records').auditPartsForwards()) {
      if (signal.aborted) return;
      figures.add(part);
      await breathe();
    }
    this._figures = figures;
  }

  override render() {
    return html`<div class="stack" aria-busy=${this._searched !== null}>
      ${this._reads.outcome()} ${this._checks.outcome()} ${this._saves.outcome()}
      ${
        this._isOpen
          ? this._content()
          : html`<p class="row quiet" role="status"><wa-spinner></wa-spinner>${msg('Reading the log')}</p>`
      }
    </div>`;
  }

  private _content(): TemplateResult {
    return html`${
        this._searched === null
          ? nothing
          : html`<p class="row quiet" role="status">
              <wa-spinner></wa-spinner>${msg(str`Searched: ${percentText(this._searched, 2)}`)}
            </p>`
      }
      <div class="row">
        ${
          this._checked === null
            ? html`<wa-button size="l" appearance="outlined" @click=${this._verify}>
                <kiosk-icon slot="start" name="shield-check"></kiosk-icon>${msg('Check the log')}
              </wa-button>`
            : html`<wa-spinner></wa-spinner>
                <span class="quiet">${msg(str`Checked: ${percentText(this._checked, 3)}`)}</span>
                <wa-button
                  size="l"
                  appearance="outlined"
                  @click=${() => {
                    this._checking.abort();
                  }}
                  >${msg('Stop')}</wa-button
                >`
        }
      </div>
      ${this._check === null ? nothing : checkNote(this._check)}
      <div class="views" role="group" aria-label=${msg('View')}>
        ${this._viewButton('entries', msg('Entries'))} ${this._viewButton('charts', msg('Charts'))}
      </div>
      ${
        this._view === 'entries'
          ? this._list()
          : this._figures === null
            ? html`<p class="row quiet" role="status">
                <wa-spinner></wa-spinner>${msg('Reading older entries')}
              </p>`
            : html`<kiosk-records-charts
                .figures=${this._figures}
                .namesOf=${this._namesOf}
              ></kiosk-records-charts>`
      }`;
  }

  private _viewButton(view: 'entries' | 'charts', text: string): TemplateResult {
    const chosen = this._view === view;
    return html`<wa-button
      variant=${chosen ? 'brand' : 'neutral'}
      appearance=${chosen ? 'accent' : 'outlined'}
      aria-pressed=${chosen}
      @click=${() => {
        this._view = view;
        if (view === 'charts') this._gather().catch((error: unknown) => this._reads.fail(error));
      }}
    >
      <kiosk-icon slot="start" name=${view === 'entries' ? 'list' : 'activity'}></kiosk-icon>${text}
    </wa-button>`;
  }

  private _list(): TemplateResult {
    const shown = pageView(this._total, this._page, PAGE_SIZE);
    return html`<details ?open=${!this._narrow.matches}>
        <summary>${msg('Find entries')}</summary>
        <kiosk-records-filters
          @wish=${(event: CustomEvent<RecordsWish>) => {
            this._seek(event.detail).catch((error: unknown) => this._reads.fail(error));
          }}
        ></kiosk-records-filters>
      </details>
      ${recordsTable(this._shown, this._nameOf)}
      <kiosk-pager
        .view=${shown}
        @page=${(event: CustomEvent<number>) => {
          this._show(event.detail).catch((error: unknown) => this._reads.fail(error));
        }}
      ></kiosk-pager>
      <div class="row">
        ${this._saveButton(msg('Save as CSV'), () => this._save('csv'))}
        ${this._saveButton(msg('Save as JSON'), () => this._save('json'))}
      </div>
      <p class="quiet small">
        ${msg(str`Files hold the ${shown.total} entries that were found, with names. They do not say how close anybody came to the threshold.`)}
      </p>`;
  }

  private _saveButton(text: string, save: () => Promise<void>): TemplateResult {
    return html`<wa-button
      size="l"
      appearance="outlined"
      ?disabled=${this._searched !== null || this._saves.busy}
      @click=${save}
    >
      <kiosk-icon slot="start" name="download"></kiosk-icon>${text}
    </wa-button>`;
  }

  private async _verify(): Promise<void> {
    const { signal } = (this._checking = new AbortController());
    this._check = null;
    this._checked = 0;
    await this._checks.run(async () => {
      const onProgress = (share: number): void => {
        this._checked = Math.floor(share * 100) / 100;
      };
      const checking = this.session.access.storeFor('records').verifyAudit({ signal, onProgress });
      this._check = await checking.catch((error: unknown) => {
        if (signal.aborted) return null;
        throw error;
      });
    });
    this._checked = null;
  }

  private async _save(format: 'csv' | 'json'): Promise<void> {
    const nowMs = Date.now();
    await this._saves.run(async () => {
      const store = this.session.access.storeFor('records');
      const filter = await this._filter(this._wish);
      const parts = filteredParts(store.auditPartsForwards(), filter);
      const names = await store.allNames();
      const texts =
        format === 'json'
          ? recordsJson(parts, nowMs)
          : (await import('../../../kiosk/records-csv.ts')).recordsCsv(parts, (id) => names.get(id) ?? null);
      // The browser keeps what a blob holds out of the page's memory.
      const blobs: Blob[] = [];
      for await (const text of texts) {
        blobs.push(new Blob([text]));
        await breathe();
      }
      const type = format === 'json' ? 'application/json' : 'text/csv';
      saveFile(
        new Blob(blobs),
        type,
        `facegate-records-${dayAt(nowMs, this.session.site.timeZone)}.${format}`,
      );
    });
  }
}

async function* filteredParts(parts: EntryParts, filter: AuditFilter): AsyncGenerator<readonly AuditEntry[]> {
  for await (const part of parts) yield filterEntries(part, filter);
}

function isEverything(wish: RecordsWish): boolean {
  return JSON.stringify({ ...wish, person: wish.person.trim() }) === JSON.stringify(EVERYTHING);
}

function checkNote(check: ChainCheck): TemplateResult {
  return html`<kiosk-note tone=${check.intact ? 'good' : 'bad'} role=${check.intact ? 'status' : 'alert'}
    >${chainText(check)}</kiosk-note
  >`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-records-panel': KioskRecordsPanel;
  }
}
