/**
 * @file `<kiosk-delete-person>`: asks once more, erases a person's record, and offers the receipt of it.
 */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { AuditEntry } from '../../src/storage/types.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import { dialogStyles } from './dialog-styles.ts';
import '../../src/ui/elements/kiosk-icon.ts';
import { saveFile } from '../../src/ui/elements/save-file.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { erasureReceipt } from './erasure-receipt.ts';
import '../../src/ui/elements/note.ts';
import { WorkController } from '../../src/ui/elements/work-controller.ts';

/** Who is to be deleted; `name` null for a record that cannot be read. */
export interface Doomed {
  readonly id: string;
  readonly name: string | null;
}

/** Dispatches `closed` (CustomEvent<boolean>: whether the record was erased). */
@localized()
@customElement('kiosk-delete-person')
export class KioskDeletePerson extends LitElement {
  static override styles = [
    baseStyles,
    dialogStyles,
    css`
      wa-dialog {
        --width: min(32rem, 94vw);
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  /** Null keeps it closed. */
  @property({ attribute: false }) doomed: Doomed | null = null;
  /** The log's entry once the record is erased. */
  @state() private _entry: AuditEntry | null = null;
  private readonly _work = new WorkController(this);

  override render() {
    const { doomed } = this;
    const entry = this._entry;
    return html`<wa-dialog
      ?open=${doomed !== null}
      label=${this._title(doomed?.name ?? null)}
      @wa-hide=${(event: Event) => {
        if (event.target === event.currentTarget && this._work.busy) event.preventDefault();
      }}
      @wa-after-hide=${(event: Event) => {
        if (event.target === event.currentTarget) this._close();
      }}
    >
      ${entry === null ? this._question(doomed?.name ?? null) : this._done(doomed?.id ?? '', entry)}
    </wa-dialog>`;
  }

  private _title(name: string | null): string {
    if (this._entry !== null) return msg('Deleted');
    return name === null ? msg('Delete this record?') : msg(str`Delete ${name}?`);
  }

  private _question(name: string | null): TemplateResult {
    return html`<div class="stack">
        <p>
          ${
            name === null
              ? msg('The record is erased for good.')
              : msg(
                  'The template, the name and the badge number are erased at once and for good. This person is no longer let in. The log keeps the visits under a number, without the name. Backups made before keep the record.',
                )
          }
        </p>
        ${this._work.outcome()}
      </div>
      <div slot="footer" class="actions">
        <wa-button size="l" appearance="outlined" ?disabled=${this._work.busy} @click=${this._close}>
          ${msg('Keep')}
        </wa-button>
        <wa-button size="l" variant="danger" ?loading=${this._work.busy} @click=${this._delete}>
          ${msg('Delete for good')}
        </wa-button>
      </div>`;
  }

  private _done(subjectId: string, entry: AuditEntry): TemplateResult {
    return html`<div class="stack">
        <kiosk-note tone="good" role="status"
          >${msg(str`The record is erased. The log says so in entry ${entry.index}; the receipt names that entry and contains no face data.`)}</kiosk-note
        >
        ${this._work.outcome()}
      </div>
      <div slot="footer" class="actions">
        <wa-button
          size="l"
          appearance="outlined"
          @click=${() => {
            saveFile(
              erasureReceipt(subjectId, entry),
              'application/json',
              `facegate-erasure-${subjectId}.json`,
            );
          }}
        >
          <kiosk-icon slot="start" name="download"></kiosk-icon>${msg('Save the receipt')}
        </wa-button>
        <wa-button size="l" variant="brand" @click=${this._close}>${msg('Done')}</wa-button>
      </div>`;
  }

  private async _delete(): Promise<void> {
    const { doomed } = this;
    if (doomed === null) return;
    await this._work.run(async () => {
      this._entry = await this.session.access.storeFor('people').eraseSubject(doomed.id, Date.now());
      await this.session.people.refresh();
    });
  }

  private _close(): void {
    if (this.doomed === null) return;
    const erased = this._entry !== null;
    this._entry = null;
    this._work.clear();
    this.dispatchEvent(new CustomEvent('closed', { detail: erased }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-delete-person': KioskDeletePerson;
  }
}
