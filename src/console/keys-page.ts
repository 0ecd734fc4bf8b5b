/** @file `<fleet-keys>`: the site's kit as a file, its public key, and the signed heads of the doors' logs. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { SpokenError } from '../locales/errors.ts';
import { inWords } from '../locales/fleet-errors.ts';
import { dateText, momentText } from '../locales/moments.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import { panelStyles } from '../ui/elements/panel-styles.ts';
import { saveFile } from '../ui/elements/save-file.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import { cardStyles } from './card-styles.ts';
import type { ConsoleSession } from './site/console-session.ts';
import { kitFileName } from './site/kit-file.ts';
import { forgetKit, readStoredKit } from './site/kit-store.ts';
import type { HubHeads } from './site/published-heads.ts';
import { signHeadsNow } from './site/sign-heads.ts';

/** Dispatches `forgotten` when this browser has the kit no longer. */
@localized()
@customElement('fleet-keys')
export class FleetKeys extends LitElement {
  static override styles = [baseStyles, panelStyles, cardStyles];

  @property({ attribute: false }) session!: ConsoleSession;
  private readonly _work = new WorkController(this);
  private readonly _publishing = new WorkController(this);

  override connectedCallback(): void {
    super.connectedCallback();
    // Without an answer nothing is shown of it; the console says at its top that the hub is silent.
    void this.session.heads.read().catch(() => undefined);
  }

  override render() {
    const { kit, site } = this.session;
    const made = dateText(kit.madeAtMs, 'medium');
    return html`<div class="stack">
      <section class="panel">
        <h2>${msg('Kit')}</h2>
        <p class="quiet">
          ${msg(str`Made on ${made}. It is sealed under its passphrase, in this browser and in the file. Keep the file where this computer’s loss does not reach it.`)}
        </p>
        <div class="row">
          <wa-button size="l" variant="brand" @click=${this._saveKit}>
            <kiosk-icon slot="start" name="download"></kiosk-icon>${msg('Save the kit')}
          </wa-button>
          <wa-button size="l" appearance="outlined" @click=${this._forget}
            >${msg('Forget the kit in this browser')}</wa-button
          >
        </div>
        ${this._work.outcome()}
      </section>
      <section class="panel">
        <h2>${msg('Heads of the doors’ logs')}</h2>
        <p class="quiet">
          ${msg('A file that says where each door’s log ends, signed by the site. Give it to somebody else: later it shows them whether anything was taken out. They check it with:')}
        </p>
        <code>npm run hub -- verify-head FILE</code>
        <wa-button size="l" appearance="outlined" ?loading=${this._work.busy} @click=${this._saveHeads}>
          <kiosk-icon slot="start" name="download"></kiosk-icon>${msg('Save the signed heads')}
        </wa-button>
        ${this._published()}
        <h3>${msg('Public key of the site')}</h3>
        <code>${site.siteKey}</code>
      </section>
    </div>`;
  }

  /** What the hub was told to publish, and whether that has arrived. */
  private _published() {
    const { state } = this.session.heads;
    if (state === null) return nothing;
    if (!state.publishes) {
      return html`<p class="quiet">${msg('The hub can also post them to somebody outside, each day:')}</p>
        <code>npm run hub -- --publish-heads ADDRESS</code>`;
    }
    return html`<p role="status">${publishedText(state)}</p>
      ${this._publishing.outcome()}
      <wa-button size="l" appearance="outlined" ?loading=${this._publishing.busy} @click=${this._publish}>
        <kiosk-icon slot="start" name="upload"></kiosk-icon>${msg('Publish the heads now')}
      </wa-button>`;
  }

  private _saveKit(): void {
    void this._work.run(async () => {
      const stored = await readStoredKit();
      if (stored === null) throw new SpokenError(msg('This browser has the kit no longer. Keep its file.'));
      saveFile(stored.sealed, 'application/octet-stream', kitFileName(this.session.kit));
    });
  }

  private _forget(): void {
    void this._work.run(async () => {
      await forgetKit();
      this.dispatchEvent(new Event('forgotten'));
    });
  }

  private _saveHeads(): void {
    void this._work.run(() =>
      inWords(async () => {
        const text = await signHeadsNow(this.session, true, crypto);
        const day = new Date(this.session.link.hubMs()).toISOString().slice(0, 10);
        saveFile(text, 'application/json', `facegate-heads-${day}.json`);
      }),
    );
  }

  private _publish(): void {
    void this._publishing.run(() => inWords(() => this.session.heads.publish()));
  }
}

function publishedText({ madeAt, publishedAt, trouble }: HubHeads): string {
  if (madeAt === null) return msg('The hub posts them outside once a day. Nothing was posted yet.');
  const made = momentText(Date.parse(madeAt));
  if (publishedAt !== null) return msg(str`Posted outside: those of ${made}. Their receiver has answered.`);
  if (trouble === 'refused') return msg(str`The receiver outside refused those of ${made}.`);
  return msg(str`The receiver outside has not answered yet to those of ${made}. The hub goes on trying.`);
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-keys': FleetKeys;
  }
}
