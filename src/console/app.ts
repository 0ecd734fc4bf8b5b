/** @file `<fleet-console>`: which page of the console is shown: set-up, the kit's passphrase, or the open console. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Kit, openKit } from '../fleet/kit.ts';
import { errorText, SpokenError } from '../locales/errors.ts';
import { inWords } from '../locales/fleet-errors.ts';
import '../ui/credentials/passphrase-form.ts';
import { baseStyles, pageStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import '../ui/elements/language-button.ts';
import '../ui/elements/note.ts';
import type { StartExaminer } from './enrol/examine-photos.ts';
import './kit-picker.ts';
import type { OpenedKit } from './kit-picker.ts';
import './open-console.ts';
import './set-up.ts';
import { ConsoleSession } from './site/console-session.ts';
import { type HubState, linkAddress, readHubState } from './site/hub-front.ts';
import type { StartPeople } from './site/people-api.ts';
import { readStoredKit, storeKit, type StoredKit } from './site/kit-store.ts';

type View =
  | { readonly kind: 'loading' | 'noHub' | 'pickKit' }
  | { readonly kind: 'setUp' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'unlock'; readonly stored: StoredKit }
  | { readonly kind: 'open'; readonly session: ConsoleSession };

@localized()
@customElement('fleet-console')
export class FleetConsole extends LitElement {
  static override styles = [baseStyles, pageStyles];

  /** Where people are read: beside the page. */
  @property({ attribute: false }) startPeople!: StartPeople;
  /** Where photos are examined: beside the page. */
  @property({ attribute: false }) startExaminer!: StartExaminer;
  @state() private _view: View = { kind: 'loading' };
  /** Locked by itself, since nobody was there. */
  @state() private _wentIdle = false;
  private _hub: HubState | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this._begin();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('_view')) this.renderRoot.querySelector<HTMLElement>('kiosk-passphrase-form')?.focus();
  }

  override render() {
    const view = this._view;
    switch (view.kind) {
      case 'setUp':
        return html`<fleet-set-up
          @done=${(event: CustomEvent<Kit>) => void this._open(event.detail)}
        ></fleet-set-up>`;
      case 'open':
        return html`<fleet-open-console
          .session=${view.session}
          .startExaminer=${this.startExaminer}
          @lock=${(event: CustomEvent<'idle' | 'asked'>) => this._lock(event.detail === 'idle')}
        ></fleet-open-console>`;
      default:
        return html`<main class="page">
          <section class="card">
            ${this._card(view)}
            <kiosk-language-button keeps></kiosk-language-button>
          </section>
        </main>`;
    }
  }

  private _card(view: Exclude<View, { readonly kind: 'setUp' } | { readonly kind: 'open' }>) {
    switch (view.kind) {
      case 'loading':
        return html`<h1>${msg('Fleet console')}</h1>
          <p role="status"><wa-spinner></wa-spinner> ${msg('One moment')}</p>`;
      case 'noHub':
        return html`<h1>${msg('There is no hub here')}</h1>
          <p class="quiet">
            ${msg('These pages come from a server that joins no doors. Start the hub on it, then open this page again:')}
          </p>
          <code>npm run hub</code>
          ${this._again()}`;
      case 'failed':
        return html`<h1>${msg('Fleet console')}</h1>
          <kiosk-note tone="bad" role="alert">${view.why}</kiosk-note>
          ${this._again()}`;
      case 'pickKit':
        return html`<header class="stack">
            <h1>${msg('Open the kit')}</h1>
            <p class="quiet">
              ${msg('The keys of this site are in its kit: a file that was saved at the set-up. This browser keeps it sealed from then on.')}
            </p>
          </header>
          <fleet-kit-picker .opened=${(opened: OpenedKit) => this._takeKit(opened)}></fleet-kit-picker>`;
      case 'unlock':
        return this._unlock(view.stored);
    }
  }

  private _unlock(stored: StoredKit) {
    return html`<header class="stack">
        <h1>${stored.siteName}</h1>
        <p class="quiet">${msg('Type the passphrase of the kit to open the console of this fleet.')}</p>
      </header>
      ${
        this._wentIdle
          ? html`<kiosk-note role="status"
              >${msg('The console locked itself, since nobody used it.')}</kiosk-note
            >`
          : null
      }
      <kiosk-passphrase-form
        label=${msg('Passphrase of the kit')}
        action=${msg('Open')}
        .check=${(passphrase: string) =>
          inWords(async () => {
            await this._open(await openKit(stored.sealed, passphrase));
          })}
      ></kiosk-passphrase-form>
      <wa-button size="l" appearance="plain" @click=${() => this._show({ kind: 'pickKit' })}
        >${msg('Open a kit from a file')}</wa-button
      >`;
  }

  private _again() {
    return html`<wa-button size="l" variant="brand" @click=${() => void this._begin()}>
      <kiosk-icon slot="start" name="refresh"></kiosk-icon>${msg('Try again')}
    </wa-button>`;
  }

  private async _begin(): Promise<void> {
    this._show({ kind: 'loading' });
    try {
      this._hub = await readHubState();
      if (this._hub === null) this._show({ kind: 'noHub' });
      else if (this._hub.state === 'empty') this._show({ kind: 'setUp' });
      else await this._askForKit();
    } catch (error) {
      this._show({ kind: 'failed', why: errorText(error) });
    }
  }

  private async _askForKit(): Promise<void> {
    const stored = await readStoredKit().catch(() => null);
    const fits = stored !== null && stored.siteId === this._hub?.siteId;
    this._show(fits ? { kind: 'unlock', stored } : { kind: 'pickKit' });
  }

  private async _takeKit({ kit, sealed }: OpenedKit): Promise<void> {
    const { siteId, siteName } = kit;
    if (siteId !== this._hub?.siteId) {
      throw new SpokenError(
        msg(str`This is the kit of another site, “${siteName}”. The hub belongs to another.`),
      );
    }
    await storeKit({ siteId, siteName, sealed });
    await this._open(kit);
  }

  private async _open(kit: Kit): Promise<void> {
    this._wentIdle = false;
    const copies = this._hub?.copies ?? 1;
    this._hub = { state: 'ready', natsVersion: this._hub?.natsVersion ?? null, siteId: kit.siteId, copies };
    this._show({
      kind: 'open',
      session: await ConsoleSession.open(kit, { url: linkAddress(), startPeople: this.startPeople, copies }),
    });
  }

  private _lock(idle: boolean): void {
    if (this._view.kind === 'open') this._view.session.close();
    this._wentIdle = idle;
    void this._askForKit();
  }

  private _show(view: View): void {
    this._view = view;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-console': FleetConsole;
  }
}
