/** @file `<fleet-remove-door>`: asks once more, removes a door for good, and shows how far that is. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Device } from '../fleet/roster.ts';
import { inWords } from '../locales/fleet-errors.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/note.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import { ConsoleController } from './session-controller.ts';
import type { ConsoleSession } from './site/console-session.ts';
import { upkeepNotes } from './upkeep-notes.ts';

/** Dispatches `done`. */
@localized()
@customElement('fleet-remove-door')
export class FleetRemoveDoor extends LitElement {
  static override styles = baseStyles;

  @property({ attribute: false }) session!: ConsoleSession;
  @property({ attribute: false }) device!: Device;
  @state() private _isRemoved = false;
  private readonly _work = new WorkController(this);

  constructor() {
    super();
    new ConsoleController(this, () => this.session);
  }

  override render() {
    return this._isRemoved ? this._progress() : this._question();
  }

  private _question() {
    const { name } = this.device;
    return html`<div class="stack">
      <p>
        ${msg(str`The hub shuts “${name}” out at once and for good. A tablet that is found again joins anew.`)}
        ${msg('Every other door gets a new key, and all records are sealed under it. Doors let people in meanwhile.')}
      </p>
      <p>
        ${msg('Nobody can take back what somebody has opened on the tablet. Its store stays sealed without a passphrase of that tablet.')}
      </p>
      ${this._work.outcome()}
      <div class="row end">
        <wa-button size="l" appearance="outlined" ?disabled=${this._work.busy} @click=${this._leave}
          >${msg('Keep')}</wa-button
        >
        <wa-button size="l" variant="danger" ?loading=${this._work.busy} @click=${this._remove}
          >${msg('Remove for good')}</wa-button
        >
      </div>
    </div>`;
  }

  private _progress() {
    const { upkeep } = this.session;
    return html`<div class="stack">
      ${
        upkeep.isSettled
          ? html`<kiosk-note tone="good" role="status"
              >${msg('The door is removed, and no record lies under a key that it had.')}</kiosk-note
            >`
          : upkeepNotes(upkeep)
      }
      <wa-button size="l" variant="brand" @click=${this._leave}>${msg('Done')}</wa-button>
    </div>`;
  }

  private _remove(): void {
    void this._work.run(() =>
      inWords(async () => {
        await this.session.doors.remove(this.device.id);
        this._isRemoved = true;
      }),
    );
  }

  private _leave(): void {
    this.dispatchEvent(new Event('done'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-remove-door': FleetRemoveDoor;
  }
}
