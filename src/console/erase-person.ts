/**
 * @file `<fleet-erase-person>`: asks once more, erases a person at the hub and at every door, and shows which doors
 * have heard of it by their own signed word.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { inWords } from '../locales/fleet-errors.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import '../ui/elements/note.ts';
import { saveFile } from '../ui/elements/save-file.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import { ConsoleController } from './session-controller.ts';
import type { ConsoleSession } from './site/console-session.ts';
import type { Erasure } from './site/people-api.ts';
import { heardOf, signReceipt } from './site/receipts.ts';

/** Dispatches `done`. */
@localized()
@customElement('fleet-erase-person')
export class FleetErasePerson extends LitElement {
  static override styles = baseStyles;

  @property({ attribute: false }) session!: ConsoleSession;
  @property() personId = '';
  /** Null where it is not known. */
  @property({ attribute: false }) name: string | null = null;
  @state() private _erasure: Erasure | null = null;
  private readonly _work = new WorkController(this);

  constructor() {
    super();
    new ConsoleController(this, () => this.session);
  }

  override render() {
    const erasure = this._erasure;
    return erasure === null ? this._question() : this._done(erasure);
  }

  private _question() {
    const { name } = this;
    return html`<div class="stack">
      <p>
        ${name === null ? msg('The record is erased for good.') : msg(str`Everything about ${name} is erased for good.`)}
        ${msg('The hub overwrites the record on its disk, and every door erases its own as soon as it hears of it. Nobody can bring the person back; they may enrol anew.')}
      </p>
      ${this._work.outcome()}
      <div class="row end">
        <wa-button size="l" appearance="outlined" ?disabled=${this._work.busy} @click=${this._leave}
          >${msg('Keep')}</wa-button
        >
        <wa-button size="l" variant="danger" ?loading=${this._work.busy} @click=${this._erase}
          >${msg('Erase for good')}</wa-button
        >
      </div>
    </div>`;
  }

  private _done(erasure: Erasure) {
    const { heard, notYet } = heardOf(erasure, this.session.doors.doors);
    const all = heard.length + notYet.length;
    return html`<div class="stack">
      <kiosk-note tone=${notYet.length === 0 ? 'good' : 'info'} role="status"
        >${msg(str`Erased at the hub, and at ${heard.length} of ${all} doors.`)}</kiosk-note
      >
      ${
        notYet.length === 0
          ? nothing
          : html`<h3>${msg('Not heard yet:')}</h3>
              <ul>
                ${notYet.map(({ name }) => html`<li><bdi>${name}</bdi></li>`)}
              </ul>
              <p class="quiet">
                ${msg('These doors erase as soon as they hear of it, however long they were off.')}
              </p>`
      }
      ${this._work.outcome()}
      <wa-button size="l" appearance="outlined" @click=${() => this._save(erasure)}>
        <kiosk-icon slot="start" name="download"></kiosk-icon>${msg('Save the signed receipt')}
      </wa-button>
      <wa-button size="l" variant="brand" @click=${this._leave}>${msg('Done')}</wa-button>
    </div>`;
  }

  private _erase(): void {
    void this._work.run(() =>
      inWords(async () => {
        this._erasure = await this.session.people.erase(this.personId);
      }),
    );
  }

  private _save(erasure: Erasure): void {
    void this._work.run(async () => {
      const { site, doors, keys, link } = this.session;
      const text = await signReceipt(site, erasure, doors.doors, link.hubMs(), keys, crypto);
      saveFile(text, 'application/json', `facegate-erasure-${erasure.id}.json`);
    });
  }

  private _leave(): void {
    this.dispatchEvent(new Event('done'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-erase-person': FleetErasePerson;
  }
}
