/** @file `<fleet-kit-picker>`: a kit's file and its passphrase. Opens it, and keeps neither. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type Kit, openKit } from '../fleet/kit.ts';
import { inWords } from '../locales/fleet-errors.ts';
import type { Bytes } from '../storage/bytes.ts';
import { baseStyles } from '../ui/elements/base-styles.ts';
import '../ui/elements/file-picker.ts';
import { WorkController } from '../ui/elements/work-controller.ts';

export interface OpenedKit {
  readonly kit: Kit;
  /** The file. */
  readonly sealed: Bytes;
}

/** Dispatches nothing: `opened` gets the kit, and may refuse it by an Error in the reader's language. */
@localized()
@customElement('fleet-kit-picker')
export class FleetKitPicker extends LitElement {
  static override styles = baseStyles;

  @property() action = '';
  @property({ attribute: false }) opened: (opened: OpenedKit) => Promise<void> = () => Promise.resolve();
  @state() private _file: File | null = null;
  @query('wa-input') private _passphrase!: WaInput;
  private readonly _work = new WorkController(this);

  override render() {
    return html`<form class="stack" @submit=${this._submit}>
      <kiosk-file-picker
        label=${msg('Kit file')}
        accept=".facegate-fleet"
        @pick=${(event: CustomEvent<File>) => {
          this._file = event.detail;
          this._work.clear();
        }}
      ></kiosk-file-picker>
      <wa-input
        type="password"
        name="kit-passphrase"
        autocomplete="off"
        autocapitalize="off"
        password-toggle
        required
        label=${msg('Passphrase of the kit')}
      ></wa-input>
      ${this._work.outcome()}
      <wa-button
        type="submit"
        variant="brand"
        size="l"
        ?disabled=${this._file === null}
        ?loading=${this._work.busy}
        >${this.action || msg('Open the kit')}</wa-button
      >
    </form>`;
  }

  private async _submit(event: Event): Promise<void> {
    event.preventDefault();
    const file = this._file;
    const passphrase = this._passphrase.value ?? '';
    if (file === null || passphrase === '') return;
    await this._work.run(() =>
      inWords(async () => {
        const sealed = new Uint8Array(await file.arrayBuffer());
        await this.opened({ kit: await openKit(sealed, passphrase), sealed });
      }),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fleet-kit-picker': FleetKitPicker;
  }
}
