/**
 * @file `<fleet-set-up>`: gives an empty hub its site. The keys are made in this page. The hub gets public halves
 * alone, once the kit was saved as a file and opened again.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { makeHubClaims } from '../fleet/credentials.ts';
import { type Kit, makeKit, MOST_SITE_NAME, sealKit } from '../fleet/kit.ts';
import { SpokenError } from '../locales/errors.ts';
import type { Bytes } from '../storage/bytes.ts';
import '../ui/credentials/new-passphrase.ts';
import type { KioskNewPassphrase } from '../ui/credentials/new-passphrase.ts';
import { baseStyles, pageStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/kiosk-icon.ts';
import '../ui/elements/language-button.ts';
import '../ui/elements/note.ts';
import { saveFile } from '../ui/elements/save-file.ts';
import { WorkController } from '../ui/elements/work-controller.ts';
import './kit-picker.ts';
import type { OpenedKit } from './kit-picker.ts';
import { giveSite } from './site/hub-front.ts';
import { kitFileName } from './site/kit-file.ts';
import { storeKit } from './site/kit-store.ts';

type Step = 'site' | 'earlier' | 'passphrase' | 'keep' | 'give';

/** Dispatches `done` (CustomEvent<Kit>) when the hub has its site. */
@localized()
@customElement('fleet-set-up')
export class FleetSetUp extends LitElement {
  static override styles = [
    baseStyles,
    pageStyles,
    css`
      .grow {
        flex: 1;
      }
    `,
  ];

  @state() private _step: Step = 'site';
  @state() private _code = '';
  @state() private _siteName = '';
  @state() private _passphrase: string | null = null;
  @state() private _sealed: Bytes | null = null;
  @state() private _saved = false;
  private _kit: Kit | null = null;
  private readonly _work = new WorkController(this);

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('_step') && changed.get('_step') !== undefined)
      this.renderRoot.querySelector('h1')?.focus();
  }

  override render() {
    return html`<main class="page">
      <section class="card">
        ${this._content()}
        <kiosk-language-button keeps></kiosk-language-button>
      </section>
    </main>`;
  }

  private _content() {
    switch (this._step) {
      case 'site':
        return this._site();
      case 'earlier':
        return this._earlier();
      case 'passphrase':
        return this._choosePassphrase();
      case 'keep':
        return this._keep();
      case 'give':
        return this._give();
    }
  }

  private _header(title: string, text: string) {
    return html`<header class="stack">
      <h1 tabindex="-1">${title}</h1>
      <p class="quiet">${text}</p>
    </header>`;
  }

  private _site() {
    return html`${this._header(
        msg('Set up the fleet'),
        msg(
          'The doors of a site share their people. The keys are made here, in this browser: the hub keeps what it cannot read.',
        ),
      )}
      <form
        class="stack"
        @submit=${(event: Event) => {
          event.preventDefault();
          if (this._code.trim() && this._siteName.trim()) this._go('passphrase');
        }}
      >
        ${this._codeField()}
        <wa-input
          name="site-name"
          autocomplete="off"
          required
          maxlength=${MOST_SITE_NAME}
          label=${msg('Name of the site')}
          hint=${msg('Doors and consent texts show it.')}
          .value=${this._siteName}
          @input=${(event: Event) => {
            this._siteName = (event.target as WaInput).value ?? '';
          }}
        ></wa-input>
        <wa-button type="submit" size="l" variant="brand">${msg('Continue')}</wa-button>
        <wa-button
          size="l"
          appearance="plain"
          ?disabled=${this._code.trim() === ''}
          @click=${() => this._go('earlier')}
          >${msg('I have a kit of this site already')}</wa-button
        >
      </form>`;
  }

  private _codeField() {
    return html`<wa-input
      class="code"
      name="set-up-code"
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      required
      label=${msg('Set-up code')}
      hint=${msg('The hub prints it in its terminal.')}
      .value=${this._code}
      @input=${(event: Event) => {
        this._code = (event.target as WaInput).value ?? '';
      }}
    ></wa-input>`;
  }

  private _earlier() {
    return html`${this._header(
        msg('Open the kit of this site'),
        msg(
          'For a hub that was begun anew: its doors know the site by this kit and come back by themselves.',
        ),
      )}
      <fleet-kit-picker .opened=${(opened: OpenedKit) => this._takeEarlier(opened)}></fleet-kit-picker>
      <wa-button size="l" appearance="outlined" @click=${() => this._go('site')}>${msg('Back')}</wa-button>`;
  }

  private _choosePassphrase() {
    return html`${this._header(
        msg('Choose the kit’s passphrase'),
        msg(
          'The kit is one file with all keys of the site. Whoever has the file and the passphrase rules every door.',
        ),
      )}
      <kiosk-new-passphrase
        @change=${(event: Event) => {
          this._passphrase = (event.target as KioskNewPassphrase).value;
        }}
      ></kiosk-new-passphrase>
      ${this._work.outcome()}
      <div class="row">
        <wa-button size="l" appearance="outlined" @click=${() => this._go('site')}>${msg('Back')}</wa-button>
        <wa-button
          class="grow"
          size="l"
          variant="brand"
          ?disabled=${this._passphrase === null}
          ?loading=${this._work.busy}
          @click=${this._make}
          >${msg('Make the kit')}</wa-button
        >
      </div>`;
  }

  private _keep() {
    return html`${this._header(
        msg('Keep the kit'),
        msg(
          'Save the file where this computer’s loss does not reach it. Then open it again, to see that it is whole.',
        ),
      )}
      <kiosk-note tone="warn"
        >${msg('Without the kit or without its passphrase nobody can add a door or erase a person any more. Nobody can make it again.')}</kiosk-note
      >
      <wa-button
        size="l"
        variant=${this._saved ? 'neutral' : 'brand'}
        appearance=${this._saved ? 'outlined' : 'accent'}
        @click=${this._save}
      >
        <kiosk-icon slot="start" name="download"></kiosk-icon>${msg('Save the kit')}
      </wa-button>
      ${
        this._saved
          ? html`<h2>${msg('Open it again')}</h2>
              <fleet-kit-picker
                action=${msg('Try the file')}
                .opened=${(opened: OpenedKit) => this._tryKit(opened)}
              ></fleet-kit-picker>`
          : null
      }`;
  }

  private _give() {
    return html`${this._header(
        msg('The kit is whole'),
        msg('Now the hub gets the public halves of the keys. This can be done once.'),
      )}
      ${this._codeField()} ${this._work.outcome()}
      <wa-button
        size="l"
        variant="brand"
        ?disabled=${this._code.trim() === ''}
        ?loading=${this._work.busy}
        @click=${this._finish}
        >${msg('Finish the set-up')}</wa-button
      >`;
  }

  private _go(step: Step): void {
    this._work.clear();
    this._step = step;
  }

  private async _make(): Promise<void> {
    const passphrase = this._passphrase;
    if (passphrase === null) return;
    await this._work.run(async () => {
      this._kit = await makeKit(this._siteName.trim(), Date.now(), crypto);
      this._sealed = await sealKit(this._kit, passphrase);
      this._passphrase = null;
      this._go('keep');
    });
  }

  private _save(): void {
    if (this._sealed === null || this._kit === null) return;
    saveFile(this._sealed, 'application/octet-stream', kitFileName(this._kit));
    this._saved = true;
  }

  private _tryKit({ kit }: OpenedKit): Promise<void> {
    if (JSON.stringify(kit) !== JSON.stringify(this._kit)) {
      const name = kit.siteName;
      return Promise.reject(
        new SpokenError(msg(str`This is another kit, of “${name}”. Choose the file that was just saved.`)),
      );
    }
    this._go('give');
    return Promise.resolve();
  }

  private _takeEarlier({ kit, sealed }: OpenedKit): Promise<void> {
    this._kit = kit;
    this._sealed = sealed;
    this._go('give');
    return Promise.resolve();
  }

  private async _finish(): Promise<void> {
    const [kit, sealed] = [this._kit, this._sealed];
    if (kit === null || sealed === null) return;
    await this._work.run(async () => {
      const { siteId, siteName } = kit;
      // Before the hub belongs to the site, so that no closed tab leaves a hub without its keys.
      await storeKit({ siteId, siteName, sealed });
      await giveSite({ ...(await makeHubClaims(kit.hub)), siteId, siteKey: kit.signing.public }, this._code);
      this.dispatchEvent(new CustomEvent<Kit>('done', { detail: kit }));
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-set-up': FleetSetUp;
  }
}
