/**
 * @file How an enrolment ends: `<kiosk-enrol-done>`, `<kiosk-enrol-failed>`, and `<kiosk-enrol-demo>` where it cannot
 * begin. They change nothing.
 */
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { NamedPerson } from '../../src/core/template/types.ts';
import { baseStyles } from '../../src/ui/elements/base-styles.ts';
import '../../src/ui/elements/kiosk-icon.ts';
import { stepStyles } from './step-styles.ts';
import type { EnrolmentFailure } from '../../src/core/enrolment/types.ts';
import { enrolledWithoutText, enrolmentFailureText } from '../../src/locales/enrolment.ts';
import { dateText } from '../../src/locales/moments.ts';
import '../../src/ui/elements/note.ts';

const markStyles = css`
  .mark {
    font-size: 3rem;
    line-height: 1;
    color: var(--kiosk-good);
  }
  .mark.bad {
    color: var(--kiosk-bad);
  }
  .mark.quiet {
    color: var(--kiosk-quiet);
  }
`;

/** Events: `another`, and `door`. */
@localized()
@customElement('kiosk-enrol-done')
export class KioskEnrolDone extends LitElement {
  static override styles = [baseStyles, stepStyles, markStyles];

  @property({ attribute: false }) subject: NamedPerson | null = null;
  @property({ type: Boolean }) again = false;
  /** What the button says that leads out of the enrolment. */
  @property() wayBack = '';

  override render() {
    const { subject } = this;
    if (subject === null) return nothing;
    const until = dateText(subject.consent.retainUntilMs);
    return html`
      <kiosk-icon class="mark" name="circle-check"></kiosk-icon>
      <h1 tabindex="-1">
        ${
          this.again
            ? msg(str`The record of ${subject.name} is renewed`)
            : msg(str`${subject.name} is enrolled`)
        }
      </h1>
      <p>
        ${
          subject.template === null
            ? msg(str`The door lets this person in with badge number and PIN until ${until}.`)
            : msg(str`The door recognises this face from now until ${until}. No photo was kept.`)
        }
      </p>
      ${
        subject.skippedViews?.length
          ? html`<kiosk-note tone="warn">${enrolledWithoutText(subject.skippedViews)}</kiosk-note>`
          : nothing
      }
      <kiosk-note icon="trash"
        >${msg('To withdraw, tell the operator at any time: People → Delete erases the record at once.')}</kiosk-note
      >
      <div class="actions">
        <wa-button size="l" appearance="outlined" @click=${() => this.dispatchEvent(new Event('another'))}>
          ${msg('Enrol another')}
        </wa-button>
        <wa-button size="l" variant="brand" @click=${() => this.dispatchEvent(new Event('door'))}>
          ${this.wayBack}
        </wa-button>
      </div>
    `;
  }
}

/** Events: `retry`, and `cancel`. */
@localized()
@customElement('kiosk-enrol-failed')
export class KioskEnrolFailed extends LitElement {
  static override styles = [baseStyles, stepStyles, markStyles];

  @property({ attribute: false }) failure: EnrolmentFailure | null = null;

  override render() {
    const { failure } = this;
    if (failure === null) return nothing;
    return html`
      <kiosk-icon class="mark bad" name="circle-alert"></kiosk-icon>
      <h1 tabindex="-1">${msg('That did not work')}</h1>
      <p>${enrolmentFailureText(failure)}</p>
      ${failure.kind === 'notRefreshed' ? nothing : html`<p class="quiet">${msg('Nothing was stored.')}</p>`}
      <div class="actions">
        <wa-button size="l" appearance="outlined" @click=${() => this.dispatchEvent(new Event('cancel'))}>
          ${msg('Cancel')}
        </wa-button>
        <wa-button size="l" variant="brand" @click=${() => this.dispatchEvent(new Event('retry'))}>
          ${msg('Try again')}
        </wa-button>
      </div>
    `;
  }
}

/** Event: `door`. */
@localized()
@customElement('kiosk-enrol-demo')
export class KioskEnrolDemo extends LitElement {
  static override styles = [baseStyles, stepStyles, markStyles];

  override render() {
    return html`
      <kiosk-icon class="mark quiet" name="film"></kiosk-icon>
      <h1 tabindex="-1">${msg('Nobody can enrol during the demo')}</h1>
      <p>
        ${msg('A video file replaces the camera, and nobody may enrol from a file. End the demo in the operator menu, then enrol at the camera.')}
      </p>
      <div class="actions">
        <wa-button size="l" variant="brand" @click=${() => this.dispatchEvent(new Event('door'))}>
          ${msg('Back to the door')}
        </wa-button>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-enrol-demo': KioskEnrolDemo;
    'kiosk-enrol-done': KioskEnrolDone;
    'kiosk-enrol-failed': KioskEnrolFailed;
  }
}
