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
import { type ListChange, type ListPlan, planList, type RowProblem } from './site/hr-list.ts';

/** As many of a kind are named in the preview. */
const MOST_NAMED = 50;

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
  @state() private _plan: ListPlan | null = null;
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

  private _preview(plan: ListPlan) {
    const { fresh, renamed, suspended, resumed, gone, same, problems } = plan;
    const count = this._changes(plan).length;
    return html`<div class="stack" role="status">
      <p>${msg(str`${same} people stay as they are.`)}</p>
      ${this._part(msg(str`${renamed.length} get another name or badge number`), renamed.map(renameText))}
      ${this._part(msg(str`${suspended.length} are suspended`), suspended.map(nameOf))}
      ${this._part(msg(str`${resumed.length} are let in again`), resumed.map(nameOf))}
      ${this._part(
        msg(str`${fresh.length} are new`),
        fresh.map(({ name, badge }) => (badge === null ? name : `${name} (${badge})`)),
        msg(
          'A list brings no face, no PIN and no consent: these people come to a door to enrol. Nothing is written of them.',
        ),
      )}
      ${this._part(
        msg(str`${gone.length} are not on the list`),
        gone.map(({ name }) => name),
        msg('They stay as they are, unless you suspend them. To erase somebody, open them under People.'),
      )}
      ${
        gone.length === 0
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
      ${this._part(
        msg(str`${problems.length} rows cannot be used`),
        problems.map(({ line, problem }) => msg(str`Line ${line}: ${rowProblemText(problem)}`)),
      )}
      ${this._work.busy ? html`<p>${msg(str`${this._done} of ${count} changed.`)}</p>` : nothing}
      <wa-button
        size="l"
        variant="brand"
        ?disabled=${count === 0}
        ?loading=${this._work.busy}
        @click=${() => void this._apply(plan)}
        >${msg(str`Make ${count} changes`)}</wa-button
      >
    </div>`;
  }

  private _part(title: string, lines: readonly string[], advice: string | null = null) {
    if (lines.length === 0) return nothing;
    const more = lines.length - MOST_NAMED;
    return html`<details>
      <summary>${title}</summary>
      ${advice === null ? nothing : html`<p class="quiet">${advice}</p>`}
      <ul>
        ${lines.slice(0, MOST_NAMED).map((line) => html`<li>${line}</li>`)}
      </ul>
      ${more > 0 ? html`<p>${msg(str`and ${more} more`)}</p>` : nothing}
    </details>`;
  }

  /** A person who is renamed and suspended is written once. */
  private _changes({ renamed, suspended, resumed, gone }: ListPlan): readonly ListChange[] {
    const atMs = this.session.link.hubMs();
    const left = this._suspendGone ? gone.map((person) => ({ person, edit: { suspendedAtMs: atMs } })) : [];
    const byId = new Map<string, ListChange>();
    for (const { person, edit } of [...renamed, ...suspended, ...resumed, ...left]) {
      byId.set(person.id, { person, edit: { ...byId.get(person.id)?.edit, ...edit } });
    }
    return [...byId.values()];
  }

  private async _compare(file: File): Promise<void> {
    this._plan = null;
    this._suspendGone = false;
    await this._work.run(async () => {
      const { readList } = await import('./site/hr-csv.ts');
      const rows = readList(await file.text());
      if (rows === null) {
        throw new SpokenError(msg('The file has no column of names. Its first line must name the columns.'));
      }
      if (!this.session.isRead) {
        throw new SpokenError(
          msg('The people of the site are not read yet. Wait a moment, then choose the file again.'),
        );
      }
      this._plan = planList(rows, this.session.people.find(''), this.session.link.hubMs());
    });
  }

  private async _apply(plan: ListPlan): Promise<void> {
    const changes = this._changes(plan);
    this._done = 0;
    await this._work.run(() =>
      inWords(async () => {
        for (const { person, edit } of changes) {
          await this.session.changes.edit(person.id, edit);
          this._done += 1;
          // Somebody is there, though nobody touches the screen.
          this.dispatchEvent(new Event('stay', { bubbles: true, composed: true }));
        }
        this._plan = null;
        return msg(str`${changes.length} people were changed.`);
      }),
    );
  }

  private _save(): void {
    void this._work.run(async () => {
      const { writeList } = await import('./site/hr-csv.ts');
      saveFile(writeList(this.session.people.find('')), 'text/csv', 'facegate-people.csv');
    });
  }
}

function nameOf({ person: { name } }: ListChange): string {
  return name;
}

function renameText({ person, edit }: ListChange): string {
  const after = [edit.name ?? person.name, edit.badge ?? person.badge];
  const text = ([name, badge]: readonly (string | null)[]): string =>
    badge === null ? (name ?? '') : `${name ?? ''} (${badge})`;
  return `${text([person.name, person.badge])} → ${text(after)}`;
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
