/**
 * @file `<kiosk-camera-approval>`: what stands against the running camera, and a tick by which the administrator makes
 * it the door's own. Changes nothing itself.
 */
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { InjectionFlag } from '../../../core/liveness/types.ts';
import type { CameraClosure } from '../../../kiosk/camera-watch.ts';
import { cameraClosureText } from '../../../locales/closures.ts';
import { injectionFlagText } from '../../../locales/injection.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import '../../elements/note.ts';

/** Dispatches `approve` (CustomEvent<boolean>: whether the running camera is to be the door's own). */
@localized()
@customElement('kiosk-camera-approval')
export class KioskCameraApproval extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      ul {
        margin: 0;
        padding-inline-start: 1.2em;
      }
    `,
  ];

  /** Of the running camera; null while there is none. */
  @property({ attribute: false }) label: string | null = null;
  @property({ attribute: false }) closure: CameraClosure | null = null;
  /** That no administrator has accepted. */
  @property({ attribute: false }) flags: readonly InjectionFlag[] = [];
  @state() private _approved = false;

  override render() {
    const { label, flags, closure } = this;
    if (label === null || closure === null) return nothing;
    return html`<div class="stack">
      <kiosk-note tone="warn">
        <p>${cameraClosureText(closure)}</p>
        <p><bdi>${label}</bdi></p>
        ${
          flags.length === 0
            ? nothing
            : html`<ul>
                ${flags.map((flag) => html`<li>${injectionFlagText(flag)}</li>`)}
              </ul>`
        }
      </kiosk-note>
      <label class="tick">
        <input
          type="checkbox"
          .checked=${this._approved}
          @change=${(event: Event) => {
            this._approved = (event.target as HTMLInputElement).checked;
            this.dispatchEvent(new CustomEvent('approve', { detail: this._approved }));
          }}
        />
        ${msg('I have checked this camera: accept it')}
      </label>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-camera-approval': KioskCameraApproval;
  }
}
