/**
 * @file `<kiosk-records-panel>`: the audit log for the operator: what happened, found by filters; whether the log is
 * whole; charts; and the log as a file. It changes nothing.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { dayAt } from '../../../core/schedule/wall-time.ts';
import { percentText } from '../../../locales/decimals.ts';
import { filterEntries } from '../../../storage/log/audit-query.ts';
import type { AuditEntry, ChainCheck } from '../../../storage/types.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import { breathe } from './breathe.ts';
import '../../elements/kiosk-icon.ts';
import '../../elements/pager.ts';
import { pageOf } from '../../elements/paging.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import { PeopleDirectory } from '../../../kiosk/people-directory.ts';
import './records-charts.ts';
import { recordsJson } from '../../../kiosk/records-export.ts';
import { EVERYTHING, filterOf, type RecordsWish } from '../../../kiosk/records-wish.ts';
import './records-filters.ts';
import { recordsTable, recordsTableStyles } from './records-table.ts';
import { chainText } from '../../../locales/records.ts';
import { saveFile } from '../../elements/save-file.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import '../../elements/note.ts';
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
  /** Oldest first, the newest of all that can be read while they are read; null before the first have come. */
  @state() private _entries: readonly AuditEntry[] | null = null;
  @state() private _whole = false;
  @state() private _view: 'entries' | 'charts' = 'entries';
  @state() private _wish = EVERYTHING;
  @state() private _page = 0;
  @state() private _check: ChainCheck | null = null;
  /** How much of the log is checked, [0, 1] in whole hundredths; null while it is not being checked. */
  @state() private _checked: number | null = null;
  private readonly _reads = new WorkController(this);
  private readonly _checks = new WorkController(this);
  private readonly _saves = new WorkController(this);
  /** Those found, newest first. */
  private _newest: readonly AuditEntry[] = [];
  private _people = new PeopleDirectory([]);
  private _reading = new AbortController();
  private _checking = new AbortController();
  private readonly _narrow = matchMedia(NARROW);
  private readonly _redraw = () => this.requestUpdate();
  private readonly _nameOf = (subjectId: string): string | null =>
    this.session.people.subjects.get(subjectId)?.name ?? null;

  override connectedCallback(): void {
    super.connectedCallback();
    this._narrow.addEventListener('change', this._redraw);
    this._people = new PeopleDirectory(this.session.people.subjects.values());
    this._reading = new AbortController();
    this._read(this._reading.signal).catch((error: unknown) => this._reads.fail(error));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._narrow.removeEventListener('change', this._redraw);
    this._reading.abort();
    this._checking.abort();
  }

  /** The first page is there at once, however long the log is; the rest comes in now and then. */
  private async _read(signal: AbortSignal): Promise<void> {
    this._whole = false;
    const parts: (readonly AuditEntry[])[] = [];
    let shownMs = -Infinity;
    for await (const part of this.session.access.storeFor('records').auditParts()) {
      if (signal.aborted) return;
      parts.unshift(part);
      if (performance.now() - shownMs < SHOW_EVERY_MS) continue;
      this._entries = parts.flat();
      shownMs = performance.now();
    }
    this._entries = parts.flat();
    this._whole = true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    // Only then: a running check also updates the panel, a hundred times.
    if (changed.has('_entries') || changed.has('_wish')) this._newest = [...this._found()].reverse();
  }

  override render() {
    const entries = this._entries;
    return html`<div class="stack">
      ${this._reads.outcome()} ${this._checks.outcome()} ${this._saves.outcome()}
      ${
        entries === null
          ? html`<p class="row quiet" role="status"><wa-spinner></wa-spinner>${msg('Reading the log')}</p>`
          : this._content(entries)
      }
    </div>`;
  }

  private _content(entries: readonly AuditEntry[]): TemplateResult {
    return html`${this._whole ? nothing : html`<p class="row quiet" role="status"><wa-spinner></wa-spinner>${msg('Reading older entries')}</p>`}
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
          : this._whole
            ? html`<kiosk-records-charts
                .entries=${entries}
                .nameOf=${this._nameOf}
                .timeZone=${this.session.site.timeZone}
              ></kiosk-records-charts>`
            : nothing
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

  private _list(): TemplateResult {
    const shown = pageOf(this._newest, this._page, PAGE_SIZE);
    return html`<details ?open=${!this._narrow.matches}>
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
        ${msg(str`Files hold the ${shown.total} entries that were found, with names. They do not say how near anybody came to the threshold.`)}
      </p>`;
  }

  private _saveButton(text: string, save: () => Promise<void>): TemplateResult {
    return html`<wa-button
      size="l"
      appearance="outlined"
      ?disabled=${!this._whole || this._saves.busy}
      @click=${save}
    >
      <kiosk-icon slot="start" name="download"></kiosk-icon>${text}
    </wa-button>`;
  }

  /** Oldest first. */
  private _found(): readonly AuditEntry[] {
    return filterEntries(this._entries ?? [], filterOf(this._wish, this._people, this.session.site.timeZone));
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
    const found = this._found();
    const nowMs = Date.now();
    await this._saves.run(async () => {
      const texts =
        format === 'json'
          ? recordsJson(found, nowMs)
          : (await import('../../../kiosk/records-csv.ts')).recordsCsv(found, this._nameOf);
      const parts: Blob[] = [];
      for (const text of texts) {
        parts.push(new Blob([text]));
        await breathe();
      }
      const type = format === 'json' ? 'application/json' : 'text/csv';
      saveFile(
        new Blob(parts),
        type,
        `facegate-records-${dayAt(nowMs, this.session.site.timeZone)}.${format}`,
      );
    });
  }
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
