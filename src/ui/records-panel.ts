/**
 * @file `<kiosk-records-panel>`: the audit log for the operator: what happened, found by filters; whether the log is
 * whole; charts; and the log as a file. It changes nothing.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { errorText } from '../locales/errors.ts';
import { dayOf, filterEntries } from '../storage/audit-query.ts';
import type { AuditEntry, ChainCheck } from '../storage/types.ts';
import { baseStyles, noteStyles } from './base-styles.ts';
import { errorNote } from './error-note.ts';
import './kiosk-icon.ts';
import './pager.ts';
import { pageOf } from './paging.ts';
import { panelStyles } from './panel-styles.ts';
import { PeopleDirectory } from './people-directory.ts';
import './records-charts.ts';
import { recordsJson } from './records-export.ts';
import { EVERYTHING, filterOf, type RecordsWish } from './records-filter.ts';
import './records-filters.ts';
import { recordsTable, recordsTableStyles } from './records-table.ts';
import { chainText } from './records-words.ts';
import { saveFile } from './save-file.ts';
import type { KioskSession } from './session.ts';

const PAGE_SIZE = 25;
/** There the filters would fill the screen, so they are folded at first. */
const NARROW = '(max-width: 480px)';

@localized()
@customElement('kiosk-records-panel')
export class KioskRecordsPanel extends LitElement {
  static override styles = [
    baseStyles,
    noteStyles,
    panelStyles,
    recordsTableStyles,
    css`
      .views {
        display: flex;
        gap: var(--kiosk-space-2);
      }
      .views wa-button {
        flex: 1 1 8rem;
      }
      /* What lies in details would inherit the browser's own. */
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
  /** Oldest first; null while they are read. */
  @state() private _entries: readonly AuditEntry[] | null = null;
  @state() private _view: 'entries' | 'charts' = 'entries';
  @state() private _wish = EVERYTHING;
  @state() private _page = 0;
  @state() private _check: ChainCheck | null = null;
  @state() private _checking = false;
  @state() private _error: string | null = null;
  private _people = new PeopleDirectory([]);
  private readonly _nameOf = (subjectId: string): string | null =>
    this.session.subjects.get(subjectId)?.name ?? null;

  override connectedCallback(): void {
    super.connectedCallback();
    this._people = new PeopleDirectory(this.session.subjects.values());
    void this._try(async (store) => {
      this._entries = await store.auditEntries();
    });
  }

  override render() {
    const entries = this._entries;
    return html`<div class="stack">
      ${errorNote(this._error)}
      ${
        entries === null
          ? html`<p class="row quiet" role="status"><wa-spinner></wa-spinner>${msg('Reading the log')}</p>`
          : this._content(entries)
      }
    </div>`;
  }

  private _content(entries: readonly AuditEntry[]): TemplateResult {
    return html`<div class="row">
        <wa-button size="l" appearance="outlined" ?loading=${this._checking} @click=${this._verify}>
          <kiosk-icon slot="start" name="shield-check"></kiosk-icon>${msg('Check the log')}
        </wa-button>
      </div>
      ${this._check === null ? nothing : checkNote(this._check)}
      <div class="views" role="group" aria-label=${msg('View')}>
        ${this._viewButton('entries', msg('Entries'))} ${this._viewButton('charts', msg('Charts'))}
      </div>
      ${
        this._view === 'charts'
          ? html`<kiosk-records-charts .entries=${entries} .nameOf=${this._nameOf}></kiosk-records-charts>`
          : this._list(entries)
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
      }}
    >
      <kiosk-icon slot="start" name=${view === 'entries' ? 'list' : 'activity'}></kiosk-icon>${text}
    </wa-button>`;
  }

  private _list(entries: readonly AuditEntry[]): TemplateResult {
    const found = this._found(entries);
    const shown = pageOf([...found].reverse(), this._page, PAGE_SIZE);
    return html`<details ?open=${!matchMedia(NARROW).matches}>
        <summary>${msg('Find entries')}</summary>
        <kiosk-records-filters
          @wish=${(event: CustomEvent<RecordsWish>) => {
            this._wish = event.detail;
            this._page = 0;
          }}
        ></kiosk-records-filters>
      </details>
      ${recordsTable(shown.items, this._nameOf)}
      <kiosk-pager
        .view=${shown}
        @page=${(event: CustomEvent<number>) => {
          this._page = event.detail;
        }}
      ></kiosk-pager>
      <div class="row">
        ${this._saveButton(msg('Save as CSV'), () => this._save('csv'))}
        ${this._saveButton(msg('Save as JSON'), () => this._save('json'))}
      </div>
      <p class="quiet small">
        ${msg(str`Files hold the ${found.length} entries that were found, with names. They do not say how near anybody came to the threshold.`)}
      </p>`;
  }

  private _saveButton(text: string, save: () => Promise<void>): TemplateResult {
    return html`<wa-button size="l" appearance="outlined" @click=${save}>
      <kiosk-icon slot="start" name="download"></kiosk-icon>${text}
    </wa-button>`;
  }

  /** Oldest first. */
  private _found(entries: readonly AuditEntry[]): readonly AuditEntry[] {
    return filterEntries(entries, filterOf(this._wish, this._people));
  }

  private async _verify(): Promise<void> {
    this._checking = true;
    await this._try(async (store) => {
      this._check = await store.verifyAudit();
    });
    this._checking = false;
  }

  private async _save(format: 'csv' | 'json'): Promise<void> {
    const found = this._found(this._entries ?? []);
    const nowMs = Date.now();
    const name = `facegate-records-${dayOf(nowMs)}.${format}`;
    await this._try(async () => {
      if (format === 'json') {
        saveFile(recordsJson(found, nowMs), 'application/json', name);
        return;
      }
      const { recordsCsv } = await import('./records-csv.ts');
      saveFile(recordsCsv(found, this._nameOf), 'text/csv', name);
    });
  }

  private async _try(work: (store: NonNullable<KioskSession['store']>) => Promise<void>): Promise<void> {
    try {
      await work(this.session.storeFor('records'));
      this._error = null;
    } catch (error) {
      this._error = errorText(error);
    }
  }
}

function checkNote(check: ChainCheck): TemplateResult {
  return html`<p class="note ${check.intact ? 'good' : 'bad'}" role=${check.intact ? 'status' : 'alert'}>
    <kiosk-icon name=${check.intact ? 'circle-check' : 'circle-alert'}></kiosk-icon>
    <span>${chainText(check)}</span>
  </p>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-records-panel': KioskRecordsPanel;
  }
}
