/** @file `<fleet-waiting-tablets>`: the tablets that ask to join, each to be named and let in. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { inWords } from '../locales/fleet-errors.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import '../ui/elements/note.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import type { DoorChoice, JoinDesk, WaitingTablet } from './site/join-desk.ts';

const MOST_NAME = 60;

@localized()
@customElement('fleet-waiting-tablets')
export class FleetWaitingTablets extends LitElement {
  static override styles = [
    baseStyles,
    css`
      ol {
        display: grid;
        gap: var(--kiosk-space-4);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        gap: var(--kiosk-space-3);
        padding: var(--kiosk-space-4);
        border: 1px solid var(--kiosk-line);
        border-radius: var(--kiosk-radius);
      }
      .words {
        font-weight: 620;
        direction: ltr;
        unicode-bidi: isolate;
      }
    `,
  ];

  @property({ attribute: false }) desk!: JoinDesk;
  /** How many there are already, for the next one's name. */
  @property({ type: Number }) doors = 0;
  /** They come by one invitation. */
  @property({ type: Boolean }) many = false;
  @state() private _choices: ReadonlyMap<string, DoorChoice> = new Map();
  private readonly _work = new WorkController(this);
  private readonly _changed = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk.addEventListener('change', this._changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.removeEventListener('change', this._changed);
  }

  override render() {
    const { tablets, refused } = this.desk;
    const waiting = tablets.filter(({ state }) => state === 'waiting');
    return html`<div class="stack">
      <p role="status" class="quiet">
        ${tablets.length === 0 ? msg('No tablet has asked yet.') : msg(str`${waiting.length} wait to be let in.`)}
      </p>
      ${
        refused > 0
          ? html`<kiosk-note tone="warn"
              >${msg('Somebody asked without knowing the words, or the request was altered on its way. It was refused.')}</kiosk-note
            >`
          : nothing
      }
      <ol>
        ${tablets.map((tablet, at) => this._tablet(tablet, at))}
      </ol>
      ${this._work.outcome()}
      ${
        this.many && waiting.length > 1
          ? html`<wa-button
              size="l"
              variant="brand"
              ?loading=${this._work.busy}
              @click=${() => this._letIn(waiting)}
              >${msg(str`Let all ${waiting.length} in`)}</wa-button
            >`
          : nothing
      }
    </div>`;
  }

  private _tablet(tablet: WaitingTablet, at: number) {
    const { nkey, request, checkWords, state: tabletState } = tablet;
    const choice = this._choiceOf(tablet, at);
    if (tabletState === 'letIn') {
      return html`<li>
        <p><kiosk-icon name="circle-check"></kiosk-icon> <bdi>${choice.name}</bdi>: ${msg('let in')}</p>
      </li>`;
    }
    return html`<li>
      <p>${msg('Its screen shows:')} <span class="words">${checkWords.join(' ')}</span></p>
      ${this._brings(tablet)}
      <wa-input
        label=${msg('Name of the door')}
        autocomplete="off"
        maxlength=${MOST_NAME}
        .value=${choice.name}
        @input=${(event: Event) => this._choose(nkey, { ...choice, name: (event.target as WaInput).value ?? '' })}
      ></wa-input>
      <label class="tick">
        <input
          type="checkbox"
          .checked=${choice.mayEnrol}
          @change=${(event: Event) =>
            this._choose(nkey, { ...choice, mayEnrol: (event.target as HTMLInputElement).checked })}
        />
        ${msg('People may enrol at this door')}
      </label>
      <p class="quiet small">${msg(str`Facegate ${request.version}`)}</p>
      <wa-button
        size="l"
        variant="brand"
        ?disabled=${choice.name.trim() === ''}
        ?loading=${this._work.busy}
        @click=${() => this._letIn([tablet])}
        >${msg('Let in')}<span class="hidden-visually"> ${choice.name}</span></wa-button
      >
    </li>`;
  }

  private _brings({ request: { people, otherConsent } }: WaitingTablet) {
    if (people === 0) return html`<p>${msg('It brings nobody: people come from the fleet.')}</p>`;
    return html`<p>
      ${msg(str`It has ${people} people.`)}
      ${
        otherConsent > 0
          ? msg(
              str`${otherConsent} of them agreed to the text of one door, and come in once they have agreed anew.`,
            )
          : nothing
      }
    </p>`;
  }

  private _choiceOf({ nkey }: WaitingTablet, at: number): DoorChoice {
    const known = this._choices.get(nkey);
    if (known !== undefined) return known;
    const number = this.doors + at + 1;
    return { name: msg(str`Door ${number}`), mayEnrol: false };
  }

  private _choose(nkey: string, choice: DoorChoice): void {
    this._choices = new Map(this._choices).set(nkey, choice);
  }

  private async _letIn(tablets: readonly WaitingTablet[]): Promise<void> {
    // Their names hold, though the number of doors grows.
    const all = this.desk.tablets;
    const chosen = tablets.map((tablet) => ({
      nkey: tablet.nkey,
      choice: this._choiceOf(tablet, all.indexOf(tablet)),
    }));
    for (const { nkey, choice } of chosen) this._choose(nkey, choice);
    await this._work.run(() =>
      inWords(async () => {
        for (const { nkey, choice } of chosen)
          await this.desk.letIn(nkey, { ...choice, name: choice.name.trim() });
      }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-waiting-tablets': FleetWaitingTablets;
  }
}
