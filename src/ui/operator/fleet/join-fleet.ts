/** @file `<kiosk-join-fleet>`: shows the words by which a console lets this kiosk into its fleet, and waits for it. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { isFleetText } from '../../../core/site/consent-text.ts';
import { inWords } from '../../../locales/fleet-errors.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import { baseStyles } from '../../elements/base-styles.ts';
import '../../elements/note.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import '../../elements/qr-code.ts';
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
  @state() private _words: readonly string[] = [];
  @state() private _checkWords: readonly string[] = [];
  private readonly _work = new WorkController(this);
  private _stop = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._stop.abort();
  }

  override render() {
    return this._work.busy ? this._waiting() : this._choice();
  }

  private _choice() {
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
      ${this._work.outcome()}
      <div class="row end">
        <wa-button size="l" variant="brand" @click=${() => this._join()}>${msg('Join a fleet')}</wa-button>
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

  private _waiting() {
    const words = this._words.join(' ');
    return html`<div class="stack">
      ${
        this._words.length === 0
          ? html`<p>${msg('Waiting until somebody at the console lets this door in.')}</p>`
          : html`<p>${msg('At the console, choose “Add a door”, and scan this code or type these words.')}</p>
              <div class="code">
                <kiosk-qr-code text=${words} label=${msg('Code with the words beside it')}></kiosk-qr-code>
                <p class="words" lang="en" dir="ltr">${words}</p>
              </div>`
      }
      ${
        this._checkWords.length === 0
          ? nothing
          : html`<p class="quiet">${msg('The console shows this door by these words:')}</p>
              <p class="words" lang="en" dir="ltr">${this._checkWords.join(' ')}</p>`
      }
      <div class="row end">
        <wa-button size="l" appearance="outlined" @click=${() => this._stop.abort()}
          >${msg('Cancel')}</wa-button
        >
      </div>
    </div>`;
  }

  private async _join(): Promise<void> {
    this._stop = new AbortController();
    const { signal } = this._stop;
    [this._words, this._checkWords] = [[], []];
    const invitation = this._invitation.trim() === '' ? null : this._invitation;
    await this._work.run(async () => {
      try {
        await inWords(() =>
          this.session.fleet.join({
            ...{ invitation, signal },
            onWords: (words) => {
              this._words = words;
            },
            onCheckWords: (words) => {
              this._checkWords = words;
            },
          }),
        );
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-join-fleet': KioskJoinFleet;
  }
}
