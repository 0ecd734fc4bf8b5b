/**
 * @file `<kiosk-camera-approval>`: what makes the running camera suspect, and a tick by which the administrator
 * accepts it. Changes nothing itself.
 */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { InjectionFlag } from '../../../core/liveness/types.ts';
import { injectionFlagText } from '../../../locales/injection.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import '../../elements/note.ts';

/** Dispatches `approve` (CustomEvent<string | null>: the label of the camera that is accepted, or null for none). */
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
  @property({ attribute: false }) flags: readonly InjectionFlag[] = [];
  /** The label of the camera that is accepted. */
  @property({ attribute: false }) approved: string | null = null;

  override render() {
    const { label, flags, approved } = this;
    const isApproved = label !== null && approved === label;
    // A camera without a name cannot be told from another.
    const canApprove = label !== null && label !== '' && flags.length > 0;
    if (flags.length === 0 && approved === null) return nothing;
    return html`<div class="stack">
      ${
        flags.length > 0
          ? html`<kiosk-note tone="warn">
              <p>
                ${msg('This camera looks like software, so everybody is checked by the strict policy. If you accept it, only what its pictures show counts against it: repeats, or a changed size.')}
              </p>
              <ul>
                ${flags.map((flag) => html`<li>${injectionFlagText(flag)}</li>`)}
              </ul>
            </kiosk-note>`
          : nothing
      }
      ${
        canApprove || isApproved
          ? html`<label class="tick">
              <input
                type="checkbox"
                .checked=${isApproved}
                @change=${(event: Event) => {
                  this._approve((event.target as HTMLInputElement).checked ? label : null);
                }}
              />
              ${msg('I have checked this camera: accept it')}
            </label>`
          : nothing
      }
      ${
        approved !== null && !isApproved
          ? html`<label class="tick">
              <input
                type="checkbox"
                .checked=${true}
                @change=${() => {
                  this._approve(null);
                }}
              />
              ${msg(str`Accepted although it looks like software: ${approved}`)}
            </label>`
          : nothing
      }
    </div>`;
  }

  private _approve(label: string | null): void {
    this.dispatchEvent(new CustomEvent('approve', { detail: label }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-camera-approval': KioskCameraApproval;
  }
}
