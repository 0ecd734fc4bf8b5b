/**
 * @file `<kiosk-import-panel>`: looks into a sealed file, has the administrator decide on everybody who collides with
 * somebody here, and then brings them in.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ImportAnswers, ImportReview, ImportSite } from '../../kiosk/import-review.ts';
import type { KioskSession } from '../../kiosk/session.ts';
import { percentText } from '../../locales/decimals.ts';
import type { Imported } from '../../storage/types.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { panelStyles } from '../elements/panel-styles.ts';
import { WorkController } from '../elements/work-controller.ts';
import './backup-picker.ts';
import type { PickedBackup } from './backup-picker.ts';
import './import-questions.ts';

/** What is asked, and where the answer goes. */
interface Asked {
  readonly review: ImportReview;
  readonly site: ImportSite;
  readonly answer: (answers: ImportAnswers | null) => void;
}

@localized()
@customElement('kiosk-import-panel')
export class KioskImportPanel extends LitElement {
  static override styles = [baseStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _backup: PickedBackup | null = null;
  /** The share of the faces that is compared; null while none are. */
  @state() private _compared: number | null = null;
  @state() private _asked: Asked | null = null;
  private readonly _work = new WorkController(this);
  private _leaving = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    this._leaving = new AbortController();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._leaving.abort();
    this._asked?.answer(null);
  }

  override render() {
    if (this._asked !== null) {
      const { review, site } = this._asked;
      return html`<kiosk-import-questions
        .review=${review}
        .site=${site}
        @answer=${(event: CustomEvent<ImportAnswers | null>) => this._asked?.answer(event.detail)}
      ></kiosk-import-questions>`;
    }
    return html`<div class="stack">
      <p class="quiet">
        ${msg('First the kiosk reads the file and compares its people with those here. Nobody here is replaced, and nobody who was erased comes back, until you have decided about them.')}
      </p>
      <p class="quiet">
        ${msg('If the file contains access hours and a consent text, they replace those set here. Only people who are not imported keep their own schedule. All other settings stay.')}
      </p>
      <kiosk-backup-picker
        @pick=${(event: CustomEvent<PickedBackup | null>) => {
          this._backup = event.detail;
        }}
      ></kiosk-backup-picker>
      ${this._work.outcome()}
      ${
        this._compared === null
          ? nothing
          : html`<p role="status">${msg(str`Faces compared: ${percentText(this._compared, 2)}`)}</p>`
      }
      <wa-button
        size="l"
        variant="brand"
        ?disabled=${!this._backup}
        ?loading=${this._work.busy}
        @click=${this._import}
      >
        ${msg('Check the file')}
      </wa-button>
    </div>`;
  }

  private async _import(): Promise<void> {
    const { session, _backup: backup } = this;
    if (!backup) return;
    await this._work.run(async () => {
      try {
        const imported = await session.importBackup(
          backup.file,
          backup.passphrase,
          (review, site) => this._ask(review, site),
          {
            signal: this._leaving.signal,
            onProgress: (share) => {
              this._compared = share;
            },
          },
        );
        return imported === null ? msg('Nothing was imported.') : importedText(imported, session);
      } finally {
        this._compared = null;
      }
    });
  }

  private _ask(review: ImportReview, site: ImportSite): Promise<ImportAnswers | null> {
    if (this._leaving.signal.aborted) return Promise.resolve(null);
    return new Promise((resolve) => {
      const answer = (answers: ImportAnswers | null): void => {
        this._asked = null;
        resolve(answers);
      };
      this._asked = { review, site, answer };
    });
  }
}

function importedText({ subjects, changedRules, otherTimeZone }: Imported, session: KioskSession): string {
  const done = msg(str`Imported ${subjects} people.`);
  const replaced = changedRules.map((rule) =>
    rule === 'schedules'
      ? msg('The access hours are now those in the file.')
      : msg('The consent text is now the one in the file.'),
  );
  const { timeZone } = session.site;
  const kept =
    otherTimeZone === undefined
      ? []
      : [
          msg(
            str`The hours in the file were made for the time zone ${otherTimeZone}. Here they use ${timeZone}: check “Access hours”.`,
          ),
        ];
  return [done, ...replaced, ...kept].join(' ');
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-import-panel': KioskImportPanel;
  }
}
