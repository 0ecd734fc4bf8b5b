/**
 * @file `<kiosk-join-people>`: has the operator say that two records are of one person, and what of them stays. Then it
 * makes one of them. It shows no picture, and never how near the faces are.
 */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/radio/radio.js';
import '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import type WaRadioGroup from '@awesome.me/webawesome/dist/components/radio-group/radio-group.js';
import { entryProblem, heldBy, joinNeeds } from '../../src/core/enrolment/entry-needs.ts';
import type { JoinChoice, JoinSource } from '../../src/core/template/join-subjects.ts';
import type { NamedPerson } from '../../src/core/template/types.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { dateText } from '../../src/locales/moments.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import { dialogStyles } from './dialog-styles.ts';
import '../../src/ui/elements/note.ts';
import { WorkController } from '../../src/ui/elements/work-controller.ts';

/** Two records of one face, with their names. */
export interface DoublePair {
  /** The one that was enrolled first: its id would stay. */
  readonly kept: NamedPerson;
  readonly gone: NamedPerson;
}

const FROM_FIRST: JoinChoice = { name: 'kept', held: 'kept', consent: 'kept' };

/** Dispatches `closed` (detail: string, what was done; empty for nothing). */
@localized()
@customElement('kiosk-join-people')
export class KioskJoinPeople extends LitElement {
  static override styles = [
    baseStyles,
    dialogStyles,
    css`
      wa-dialog {
        --width: min(34rem, 94vw);
      }
      wa-radio {
        align-items: center;
        min-height: var(--kiosk-target);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  /** Null keeps it closed. */
  @property({ attribute: false }) pair: DoublePair | null = null;
  @state() private _choice = FROM_FIRST;
  private readonly _work = new WorkController(this);

  override render() {
    const { pair } = this;
    return html`<wa-dialog
      ?open=${pair !== null}
      label=${msg('Are these one person?')}
      @wa-hide=${(event: Event) => {
        if (event.target === event.currentTarget && this._work.busy) event.preventDefault();
      }}
      @wa-after-hide=${(event: Event) => {
        if (event.target === event.currentTarget) this._close('');
      }}
    >
      ${pair === null ? nothing : this._content(pair)}
    </wa-dialog>`;
  }

  private _content(pair: DoublePair): TemplateResult {
    const { kept, gone } = pair;
    const lacks = entryProblem(joinNeeds(kept, gone), heldBy(pair[this._choice.held])) !== null;
    return html`<div class="stack">
        <p>
          ${msg(str`${kept.name} and ${gone.name} look like one face to the door, so it refuses both. If they are one person, make one record of both. If they are two people, close this: they enter with badge and PIN.`)}
        </p>
        ${kept.name === gone.name ? nothing : this._ask('name', msg('Which name should stay?'), ({ name }) => name)}
        ${kept.badge === gone.badge && kept.pin === gone.pin ? nothing : this._ask('held', msg('Which badge number and PIN should stay?'), heldText)}
        ${this._ask('consent', msg('Which consent should stay?'), ({ consent }) => msg(str`given ${dateText(consent.givenAtMs)}, kept until ${dateText(consent.retainUntilMs)}`))}
        <p class="small quiet">
          ${msg('Views of the face are taken from both records. A suspension, the stricter rule and the notes for the door are kept from both. The hours are kept from the record that was enrolled first.')}
        </p>
        ${
          lacks
            ? html`<kiosk-note tone="warn"
                >${msg('What the door asks of this person needs the badge number or PIN of the other record.')}</kiosk-note
              >`
            : nothing
        }
        ${this._work.outcome()}
      </div>
      <div slot="footer" class="actions">
        <wa-button
          size="l"
          appearance="outlined"
          ?disabled=${this._work.busy}
          @click=${() => this._close('')}
        >
          ${msg('They are two people')}
        </wa-button>
        <wa-button
          size="l"
          variant="brand"
          ?disabled=${lacks}
          ?loading=${this._work.busy}
          @click=${() => this._join(pair)}
        >
          ${msg('Make one record')}
        </wa-button>
      </div>`;
  }

  private _ask(
    what: keyof JoinChoice,
    label: string,
    textOf: (subject: NamedPerson) => string,
  ): TemplateResult {
    const { pair } = this;
    return html`<wa-radio-group
      label=${label}
      .value=${this._choice[what]}
      @change=${(event: Event) => {
        this._choice = { ...this._choice, [what]: (event.target as WaRadioGroup).value as JoinSource };
      }}
    >
      ${(['kept', 'gone'] as const).map((source) => html`<wa-radio value=${source}>${pair === null ? '' : textOf(pair[source])}</wa-radio>`)}
    </wa-radio-group>`;
  }

  private async _join({ kept, gone }: DoublePair): Promise<void> {
    await this._work.run(async () => {
      const join = { keptId: kept.id, goneId: gone.id, choice: this._choice };
      await this.session.access.storeFor('people').joinSubjects(join, Date.now());
      await this.session.people.refresh();
    });
    const { name } = this._choice.name === 'kept' ? kept : gone;
    if (this._work.error === null) this._close(msg(str`There is now one record of ${name}.`));
  }

  private _close(said: string): void {
    if (this.pair === null) return;
    this._choice = FROM_FIRST;
    this._work.clear();
    this.dispatchEvent(new CustomEvent('closed', { detail: said }));
  }
}

function heldText({ badge, pin }: NamedPerson): string {
  if (badge === null) return msg('none');
  return pin === null ? msg(str`Badge ${badge}, no PIN`) : msg(str`Badge ${badge} with its PIN`);
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-join-people': KioskJoinPeople;
  }
}
