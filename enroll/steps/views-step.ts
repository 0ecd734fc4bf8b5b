/**
 * @file `<kiosk-enrol-views>`: says which views of the face are missing, and asks whether to repeat or to go on without
 * them. Whoever cannot turn the head can still enrol: somebody decides it here, and the record says so.
 */
import { localized, msg, str } from '@lit/localize';
import { LitElement, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { CAPTURE_POSES } from '../../src/core/enrolment/capture-state.ts';
import type { CapturePose } from '../../src/core/enrolment/types.ts';
import { viewsText } from '../../src/locales/enrolment.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import '../../src/ui/elements/note.ts';
import { stepStyles } from './step-styles.ts';

/** Events: `repeat`, `accept` to enrol without the missing views, and `cancel`. */
@localized()
@customElement('kiosk-enrol-views')
export class KioskEnrolViews extends LitElement {
  static override styles = [baseStyles, stepStyles];

  /** At least one. */
  @property({ attribute: false }) skipped: readonly CapturePose[] = [];

  override render() {
    const all = CAPTURE_POSES.length;
    return html`
      <h1 tabindex="-1">${msg(str`${all - this.skipped.length} of ${all} views of the face taken`)}</h1>
      <kiosk-note tone="warn">${msg(str`Missing: ${viewsText(this.skipped)}`)}</kiosk-note>
      <p>
        ${msg('Without them the door may refuse this person when the head is turned. Repeat, and follow the arrow slowly; there is twice the time.')}
      </p>
      <p class="quiet">
        ${msg('People who cannot turn their head enrol without them, and the record says so. Note it for the door too: People → Open → Edit.')}
      </p>
      <div class="actions">
        ${this._button('plain', 'cancel', msg('Cancel, store nothing'))}
        ${this._button('outlined', 'accept', msg('Enrol without them'))}
        <wa-button size="l" variant="brand" @click=${() => this.dispatchEvent(new Event('repeat'))}>
          ${msg('Repeat')}
        </wa-button>
      </div>
    `;
  }

  private _button(appearance: 'plain' | 'outlined', event: string, text: string) {
    return html`<wa-button
      size="l"
      appearance=${appearance}
      @click=${() => this.dispatchEvent(new Event(event))}
      >${text}</wa-button
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-enrol-views': KioskEnrolViews;
  }
}
