/**
 * @file `<fleet-add-door>`: lets tablets into the fleet: one by the words on its screen, or many by an invitation that
 * the console shows.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { makeJoinWords, parseJoinWords } from '../fleet/join-words.ts';
import { inWords } from '../locales/fleet-errors.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import '../ui/elements/note.ts';
import '../ui/elements/qr-code.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import { cardStyles } from './card-styles.ts';
import type { ConsoleSession } from './site/console-session.ts';
import { rootAddress } from './site/hub-front.ts';
import { JoinDesk } from './site/join-desk.ts';
import './waiting-tablets.ts';
import './word-scanner.ts';

/** The operator is at the tablets meanwhile, and not here: so long the console stays open. */
const WALK_MS = 15 * 60_000;
const STAY_EVERY_MS = 30_000;

type Way = 'choose' | 'words' | 'scan' | 'listening' | 'invitation';

/** Dispatches `stay` while it waits for tablets: nobody touches the console then. */
@localized()
@customElement('fleet-add-door')
export class FleetAddDoor extends LitElement {
  static override styles = [
    baseStyles,
    cardStyles,
    css`
      .words {
        font-weight: 620;
        direction: ltr;
        unicode-bidi: isolate;
        overflow-wrap: anywhere;
      }
      kiosk-qr-code {
        margin-inline: auto;
      }
    `,
  ];

  @property({ attribute: false }) session!: ConsoleSession;
  @state() private _way: Way = 'choose';
  @state() private _desk: JoinDesk | null = null;
  private _words: readonly string[] = [];
  private _awake: ReturnType<typeof setInterval> | undefined;
  @query('wa-input') private _typed!: WaInput;
  private readonly _work = new WorkController(this);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._stopListening();
  }

  override render() {
    switch (this._way) {
      case 'choose':
        return this._choose();
      case 'words':
        return this._typeWords();
      case 'scan':
        return html`<div class="stack">
          <fleet-word-scanner
            @scanned=${(event: CustomEvent<string>) => void this._take(event.detail)}
          ></fleet-word-scanner>
          ${this._work.outcome()} ${this._back()}
        </div>`;
      case 'listening':
        return html`<div class="stack">
          <p class="quiet">${msg('The tablet with these words is awaited. It may take some seconds.')}</p>
          ${this._tablets(false)} ${this._back()}
        </div>`;
      case 'invitation':
        return this._invitation();
    }
  }

  private _choose() {
    return html`<div class="stack">
      <p>${msg('On the tablet: open the menu, then “Join a fleet”. It shows a code and eight words.')}</p>
      <wa-button size="l" variant="brand" @click=${() => this._go('scan')}>
        <kiosk-icon slot="start" name="camera"></kiosk-icon>${msg('Scan the code of a tablet')}
      </wa-button>
      <wa-button size="l" appearance="outlined" @click=${() => this._go('words')}
        >${msg('Type the words of a tablet')}</wa-button
      >
      <wa-button size="l" appearance="outlined" @click=${this._invite}>
        <kiosk-icon slot="start" name="users"></kiosk-icon>${msg('Invite many tablets')}
      </wa-button>
      ${this._work.outcome()}
    </div>`;
  }

  private _typeWords() {
    return html`<form
      class="stack"
      @submit=${(event: Event) => {
        event.preventDefault();
        void this._take(this._typed.value ?? '');
      }}
    >
      <wa-input
        class="code"
        name="join-words"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        label=${msg('The eight words on the tablet')}
        hint=${msg('The first four letters of each are enough.')}
      ></wa-input>
      ${this._work.outcome()}
      <wa-button type="submit" size="l" variant="brand" ?loading=${this._work.busy}
        >${msg('Continue')}</wa-button
      >
      ${this._back()}
    </form>`;
  }

  private _invitation() {
    const link = `${rootAddress()}#invite=${this._words.join('-')}`;
    return html`<div class="stack">
      <p>
        ${msg('Scan this with each tablet, or open the link there. Then compare the four words on its screen with those in the list. Whoever has the link can ask to join, until this is closed.')}
      </p>
      <kiosk-qr-code text=${link} label=${msg('Invitation for tablets')}></kiosk-qr-code>
      <code>${link}</code>
      ${this._tablets(true)} ${this._back()}
    </div>`;
  }

  private _tablets(many: boolean) {
    return this._desk === null
      ? nothing
      : html`<fleet-waiting-tablets
          .desk=${this._desk}
          .doors=${this.session.doors.doors.length}
          .many=${many}
        ></fleet-waiting-tablets>`;
  }

  private _back() {
    return html`<wa-button
      size="l"
      appearance="plain"
      @click=${() => {
        this._stopListening();
        this._go('choose');
      }}
      >${msg('Back')}</wa-button
    >`;
  }

  private _go(way: Way): void {
    this._work.clear();
    this._way = way;
  }

  private async _take(text: string): Promise<void> {
    await this._work.run(() =>
      inWords(async () => {
        const words = parseJoinWords(text.replace(/^.*#(?:invite|join)=/u, ''));
        await this._listen(words);
        this._go('listening');
      }),
    );
  }

  private async _invite(): Promise<void> {
    await this._work.run(async () => {
      this._words = makeJoinWords(crypto);
      await this._listen(this._words);
      this._go('invitation');
    });
  }

  private async _listen(words: readonly string[]): Promise<void> {
    const { link, kit, doors, upkeep } = this.session;
    const desk = new JoinDesk(link, kit, doors, () => upkeep.zoneKeys(), crypto);
    await desk.open(words);
    this._stopListening();
    this._desk = desk;
    const begunMs = Date.now();
    this._awake = setInterval(() => {
      if (Date.now() - begunMs < WALK_MS)
        this.dispatchEvent(new Event('stay', { bubbles: true, composed: true }));
    }, STAY_EVERY_MS);
  }

  private _stopListening(): void {
    clearInterval(this._awake);
    this._desk?.close();
    this._desk = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-add-door': FleetAddDoor;
  }
}
