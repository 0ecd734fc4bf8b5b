/** @file `<fleet-list>`: people as a CSV file, and what such a file from elsewhere would change before it does. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { detailsProblemText } from '../locales/enrolment.ts';
import { SpokenError } from '../locales/errors.ts';
import { inWords } from '../locales/fleet-errors.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/file-picker.ts';
import '../ui/elements/kiosk-icon.ts';
import '../ui/elements/note.ts';
import { saveFile } from '../ui/elements/save-file.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import { cardStyles } from './card-styles.ts';
import type { ConsoleSession } from './site/console-session.ts';
import type { ListName, ListPreview, RowProblem, Some } from './site/people-api.ts';

@localized()
@customElement('fleet-list')
export class FleetList extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    css`
      ul {
        margin: 0;
        padding-inline-start: var(--kiosk-space-5);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) session!: ConsoleSession;
  @state() private _plan: ListPreview | null = null;
  @state() private _suspendGone = false;
  @state() private _done = 0;
  private readonly _work = new WorkController(this);

  override render() {
    return html`<section class="panel">
      <h2>${msg('People as a list')}</h2>
      <p class="quiet">
        ${msg('A CSV file with the columns name, badge and suspended, as personnel software writes it. Nothing changes before you have seen what would.')}
      </p>
      <wa-button size="l" appearance="outlined" ?disabled=${this._work.busy} @click=${this._save}>
        <kiosk-icon slot="start" name="download"></kiosk-icon>${msg('Save everybody as CSV')}
      </wa-button>
      <kiosk-file-picker
        label=${msg('List to compare with')}
        accept=".csv,text/csv"
        @pick=${(event: CustomEvent<File>) => void this._compare(event.detail)}
      ></kiosk-file-picker>
      ${this._plan === null ? nothing : this._preview(this._plan)} ${this._work.outcome()}
    </section>`;
  }

  private _preview(plan: ListPreview) {
    const { fresh, renamed, suspended, resumed, gone, same, problems } = plan;
    const count = this._count(plan);
    return html`<div class="stack" role="status">
      <p>${msg(str`${same} people stay as they are.`)}</p>
      ${this._part(msg(str`${renamed.count} get another name or badge number`), renamed, renameText)}
      ${this._part(msg(str`${suspended.count} are suspended`), suspended, ({ name }) => name)}
      ${this._part(msg(str`${resumed.count} are let in again`), resumed, ({ name }) => name)}
      ${this._part(
        msg(str`${fresh.count} are new`),
        fresh,
        nameText,
        msg(
          'A list brings no face, no PIN and no consent: these people come to a door to enrol. Nothing is written of them.',
        ),
      )}
      ${this._part(
        msg(str`${gone.count} are not on the list`),
        gone,
        ({ name }) => name,
        msg('They stay as they are, unless you suspend them. To erase somebody, open them under People.'),
      )}
      ${
        gone.count === 0
          ? nothing
          : html`<label class="tick">
              <input
                type="checkbox"
                .checked=${this._suspendGone}
                @change=${(event: Event) => {
                  this._suspendGone = (event.target as HTMLInputElement).checked;
                }}
              />
              ${msg('Suspend those who are not on the list')}
            </label>`
      }
      ${this._part(msg(str`${problems.count} rows cannot be used`), problems, ({ line, problem }) =>
        msg(str`Line ${line}: ${rowProblemText(problem)}`),
      )}
      ${this._work.busy ? html`<p>${msg(str`${this._done} of ${count} changed.`)}</p>` : nothing}
      <wa-button
        size="l"
        variant="brand"
        ?disabled=${count === 0}
        ?loading=${this._work.busy}
        @click=${() => void this._apply()}
        >${msg(str`Make ${count} changes`)}</wa-button
      >
    </div>`;
  }

  private _part<Item>(
    title: string,
    { count, first }: Some<Item>,
    textOf: (item: Item) => string,
    advice: string | null = null,
  ) {
    if (count === 0) return nothing;
    const more = count - first.length;
    return html`<details>
      <summary>${title}</summary>
      ${advice === null ? nothing : html`<p class="quiet">${advice}</p>`}
      <ul>
        ${first.map((item) => html`<li>${textOf(item)}</li>`)}
      </ul>
      ${more > 0 ? html`<p>${msg(str`and ${more} more`)}</p>` : nothing}
    </details>`;
  }

  /** People who are changed. */
  private _count({ changes, gone }: ListPreview): number {
    return changes + (this._suspendGone ? gone.count : 0);
  }

  private async _compare(file: File): Promise<void> {
    this._plan = null;
    this._suspendGone = false;
    await this._work.run(() =>
      inWords(async () => {
        if (!this.session.isRead) {
          throw new SpokenError(
            msg('The people of the site are not read yet. Wait a moment, then choose the file again.'),
          );
        }
        this._plan = await this.session.people.planList(await file.text());
        if (this._plan === null) {
          throw new SpokenError(
            msg('The file has no column of names. Its first line must name the columns.'),
          );
        }
      }),
    );
  }

  private async _apply(): Promise<void> {
    this._done = 0;
    await this._work.run(() =>
      inWords(async () => {
        const count = await this.session.people.applyList(this._suspendGone, (done) => {
          this._done = done;
          // Somebody is there, though nobody touches the screen.
          this.dispatchEvent(new Event('stay', { bubbles: true, composed: true }));
        });
        this._plan = null;
        return msg(str`${count} people were changed.`);
      }),
    );
  }

  private _save(): void {
    void this._work.run(() =>
      inWords(async () => {
        saveFile(await this.session.people.writeList(), 'text/csv', 'facegate-people.csv');
      }),
    );
  }
}

function nameText({ name, badge }: ListName): string {
  return badge === null ? name : `${name} (${badge})`;
}

function renameText({ from, to }: { readonly from: ListName; readonly to: ListName }): string {
  return `${nameText(from)} → ${nameText(to)}`;
}

function rowProblemText(problem: RowProblem): string {
  if (problem === 'twice') return msg('This person is on the list twice.');
  if (problem === 'unclear') return msg('Several people have this name. Give the badge number.');
  return detailsProblemText(problem);
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-list': FleetList;
  }
}
