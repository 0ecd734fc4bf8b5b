/** @file `<fleet-keys>`: the site's kit as a file, its public key, and the signed heads of the doors' logs. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { SpokenError } from '../locales/errors.ts';
import { inWords } from '../locales/fleet-errors.ts';
import { dateText } from '../locales/moments.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import { panelStyles } from '../ui/elements/panel-styles.ts';
import { saveFile } from '../ui/elements/save-file.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import { cardStyles } from './card-styles.ts';
import type { ConsoleSession } from './site/console-session.ts';
import { EventReader } from './site/events.ts';
import { kitFileName } from './site/kit-file.ts';
import { forgetKit, readStoredKit } from './site/kit-store.ts';
import { signHeads } from './site/receipts.ts';

/** Dispatches `forgotten` when this browser has the kit no longer. */
@localized()
@customElement('fleet-keys')
export class FleetKeys extends LitElement {
  static override styles = [baseStyles, panelStyles, cardStyles];

  @property({ attribute: false }) session!: ConsoleSession;
  private readonly _work = new WorkController(this);

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
        <h3>${msg('Public key of the site')}</h3>
        <code>${site.siteKey}</code>
      </section>
    </div>`;
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
        const { link, keys, doors, site } = this.session;
        const names = new Map(doors.roster.devices.map(({ id, name }) => [id, name]));
        const entries = await new EventReader(link, keys.audit, crypto).heads([...names.keys()]);
        const heads = entries.map(({ device, entry: { index, hash } }) => ({
          ...{ device, name: names.get(device) ?? device, index, hash },
        }));
        const atMs = link.hubMs();
        const text = await signHeads(site, heads, atMs, keys, crypto);
        saveFile(
          text,
          'application/json',
          `facegate-heads-${new Date(atMs).toISOString().slice(0, 10)}.json`,
        );
      }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-keys': FleetKeys;
  }
}
