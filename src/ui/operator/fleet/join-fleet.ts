/**
 * @file `<kiosk-join-fleet>`: shows the words by which a console lets this kiosk into its fleet. The kiosk goes on
 * asking when this is shown no more.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { isFleetText } from '../../../core/site/consent-text.ts';
import { errorText } from '../../../locales/errors.ts';
import { asSpoken } from '../../../locales/fleet-errors.ts';
import type { JoinFailure } from '../../../kiosk/fleet-door.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import '../../elements/note.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import '../../elements/qr-code.ts';
import { SessionController } from '../../elements/session-controller.ts';
import { WorkController } from '../../elements/work-controller.ts';

const INVITATION = /^#invite=(?<words>[a-z+-]+)$/u;

@localized()
@customElement('kiosk-join-fleet')
export class KioskJoinFleet extends LitElement {
  static override styles = [
    baseStyles,
    panelStyles,
    css`
      .words {
        margin: 0;
        font-size: var(--kiosk-text-l);
        font-weight: 600;
        line-height: 1.6;
        overflow-wrap: anywhere;
      }
      .code {
        display: grid;
        grid-template-columns: minmax(0, 12rem) minmax(0, 1fr);
        gap: var(--kiosk-space-4);
        align-items: center;
      }
      @media (max-width: 480px) {
        .code {
          grid-template-columns: minmax(0, 1fr);
        }
        kiosk-qr-code {
          max-width: 12rem;
        }
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  /** The address may bring the words of an invitation. */
  @state() private _invitation = INVITATION.exec(location.hash)?.groups?.words.replace(/[+-]/gu, ' ') ?? '';

  private readonly _work = new WorkController(this);

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override render() {
    const { joining, joinFailure } = this.session.fleet;
    return joining === null ? this._choice(joinFailure) : this._waiting(joining);
  }

  private _choice(failure: JoinFailure | null) {
    return html`<div class="stack">
      <p>
        ${msg('In a fleet, whoever is enrolled at one door is known at all of them, and an erasure reaches every door. The hub between them cannot read a name or a face.')}
      </p>
      ${this._whoComesAlong()}
      <wa-input
        size="l"
        label=${msg('Words of an invitation, if you have one')}
        autocapitalize="none"
        autocomplete="off"
        spellcheck="false"
        .value=${this._invitation}
        @input=${(event: Event) => {
          this._invitation = (event.target as HTMLInputElement).value;
        }}
      ></wa-input>
      ${failure === null ? nothing : html`<kiosk-note tone="bad" role="alert">${failureText(failure)}</kiosk-note>`}
      ${this._work.outcome()}
      <div class="row end">
        <wa-button size="l" variant="brand" @click=${this._join}>${msg('Join a fleet')}</wa-button>
      </div>
    </div>`;
  }

  private _whoComesAlong() {
    const texts = [...this.session.people.subjects.values()].map(({ consent }) => consent.textVersion);
    const waiting = texts.filter((text) => !isFleetText(text)).length;
    if (texts.length === 0) return nothing;
    const coming = texts.length - waiting;
    return html`<kiosk-note tone="info">
      ${coming > 0 ? html`<div>${msg(str`People who come into the fleet with this door: ${coming}.`)}</div>` : nothing}
      ${
        waiting > 0
          ? html`<div>
              ${msg(str`People who agreed to be known at this door alone, and must agree anew before other doors know them: ${waiting}.`)}
            </div>`
          : nothing
      }
    </kiosk-note>`;
  }

  private _waiting(joining: NonNullable<KioskSession['fleet']['joining']>) {
    const words = joining.words.join(' ');
    return html`<div class="stack">
      ${
        joining.words.length === 0
          ? html`<p>${msg('Waiting until somebody at the console lets this door in.')}</p>`
          : html`<p>${msg('At the console, choose “Add a door”, and scan this code or type these words.')}</p>
              <div class="code">
                <kiosk-qr-code text=${words} label=${msg('Code with the words beside it')}></kiosk-qr-code>
                <p class="words" lang="en" dir="ltr">${words}</p>
              </div>`
      }
      ${
        joining.checkWords.length === 0
          ? nothing
          : html`<p class="quiet">${msg('The console shows this door by these words:')}</p>
              <p class="words" lang="en" dir="ltr">${joining.checkWords.join(' ')}</p>`
      }
      <p class="quiet">
        ${msg('It goes on for an hour while this menu is shut and the door works. Open it again to see the words. Locking the kiosk ends it.')}
      </p>
      <div class="row end">
        <wa-button size="l" appearance="outlined" @click=${() => this.session.fleet.stopJoining()}
          >${msg('Cancel')}</wa-button
        >
      </div>
    </div>`;
  }

  private _join(): void {
    const invitation = this._invitation.trim() === '' ? null : this._invitation;
    this.session.fleet.join(invitation).catch((error: unknown) => this._work.fail(error));
  }
}

function failureText(failure: JoinFailure): string {
  switch (failure.kind) {
    case 'late':
      return msg('Nobody let this door in within an hour, and its words are void. Begin to join anew.');
    case 'locked':
      return msg('The kiosk was locked before it was let in, and its words are void. Begin to join anew.');
    case 'failed':
      return errorText(asSpoken(failure.error));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-join-fleet': KioskJoinFleet;
  }
}
