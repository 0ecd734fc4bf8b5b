/** @file `<kiosk-door-face-panel>`: what the door shows of the site: names, a logo, whom to call, and a clock. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { DOOR_FACE_LIMITS, type DoorFace, PLAIN_DOOR_FACE } from '../../../core/site/door-face.ts';
import { readLogo } from '../../../kiosk/door-logo.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { SpokenError } from '../../../locales/errors.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import '../../elements/file-picker.ts';
import '../../elements/kiosk-icon.ts';
import '../../elements/note.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import { mayLose, UnsavedController } from '../../elements/unsaved.ts';
import { WorkController } from '../../elements/work-controller.ts';

type LineName = keyof typeof DOOR_FACE_LIMITS;

/** Dispatches `done` after saving or giving up. */
@localized()
@customElement('kiosk-door-face-panel')
export class KioskDoorFacePanel extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      img {
        align-self: start;
        max-width: 100%;
        max-height: 4rem;
        padding: var(--kiosk-space-2);
        border-radius: var(--kiosk-radius);
        /* As at the door. */
        background: var(--kiosk-stage);
      }
      wa-button.remove {
        align-self: start;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _change: Partial<DoorFace> = {};
  private readonly _work = new WorkController(this);
  private readonly _unsaved = new UnsavedController(
    this,
    () => JSON.stringify(this._face) !== JSON.stringify(this._stored),
  );

  override render() {
    const distrusted = this.session.site.rulesDistrusted;
    const { clock, logo } = this._face;
    return html`<form class="stack" @submit=${this._save}>
      ${
        distrusted
          ? html`<kiosk-note tone="warn"
              >${msg('The stored texts and hours were altered, damaged or removed. Save the hours again first.')}</kiosk-note
            >`
          : nothing
      }
      <p class="quiet">${msg('The door shows these words as you write them, in every language.')}</p>
      ${this._line('siteName', msg('Name of the site'), msg('For example the name of your company.'))}
      ${this._line('door', msg('Name of this door, for visitors'), msg('For example “North entrance”.'))}
      ${this._line('help', msg('Help'), msg('For whoever does not get in, for example “Call 123”.'))}
      <label class="tick">
        <input
          type="checkbox"
          .checked=${clock}
          @change=${(event: Event) => {
            this._set({ clock: (event.target as HTMLInputElement).checked });
          }}
        />
        ${msg('Show a clock')}
      </label>
      ${
        logo
          ? html`<img src="data:image/png;base64,${logo}" alt=${msg('The logo at the door')} />
              <wa-button
                class="remove"
                size="l"
                appearance="outlined"
                @click=${() => {
                  this._set({ logo: '' });
                }}
                ><kiosk-icon slot="start" name="trash"></kiosk-icon>${msg('Remove the logo')}</wa-button
              >`
          : nothing
      }
      <kiosk-file-picker
        label=${msg('Logo: a PNG, JPEG or WebP file')}
        accept="image/png,image/jpeg,image/webp"
        @pick=${(event: CustomEvent<File>) => this._pick(event.detail)}
      ></kiosk-file-picker>
      <div class="foot">
        ${this._work.outcome()}
        <div class="row end">
          <wa-button size="l" appearance="outlined" @click=${this._giveUp}>${msg('Cancel')}</wa-button>
          <wa-button size="l" variant="brand" type="submit" ?disabled=${distrusted}>${msg('Save')}</wa-button>
        </div>
      </div>
    </form>`;
  }

  private _line(name: LineName, label: string, hint: string) {
    return html`<wa-input
      label=${label}
      hint=${hint}
      maxlength=${DOOR_FACE_LIMITS[name]}
      autocomplete="off"
      .value=${this._face[name]}
      @input=${(event: Event) => {
        this._set({ [name]: (event.target as WaInput).value ?? '' });
      }}
    ></wa-input>`;
  }

  private get _stored(): DoorFace {
    return this.session.site.rules.doorFace ?? PLAIN_DOOR_FACE;
  }

  private get _face(): DoorFace {
    return { ...this._stored, ...this._change };
  }

  private _set(change: Partial<DoorFace>): void {
    this._work.clear();
    this._change = { ...this._change, ...change };
  }

  private async _pick(file: File): Promise<void> {
    await this._work.run(async () => {
      const logo = await readLogo(file);
      if (logo === null) {
        throw new SpokenError(
          msg('This file is no picture that can be used. Choose a PNG, JPEG or WebP file.'),
        );
      }
      this._change = { ...this._change, logo };
    });
  }

  private async _save(event: Event): Promise<void> {
    event.preventDefault();
    const { siteName, door, help, ...rest } = this._face;
    const doorFace = { siteName: siteName.trim(), door: door.trim(), help: help.trim(), ...rest };
    await this._work.run(async () => {
      await this.session.site.changeRules((before) => ({ ...before, doorFace }));
      this._done();
    });
  }

  private async _giveUp(): Promise<void> {
    if (await mayLose(this, this._unsaved.isChanged)) this._done();
  }

  private _done(): void {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-door-face-panel': KioskDoorFacePanel;
  }
}
