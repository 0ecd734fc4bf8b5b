/**
 * @file `<kiosk-drill-page>`: leads staff through a drill's attempts. The door's own page judges each one. It is made
 * anew for each, so that no attempt depends on the one before. `session.drill` keeps the verdict from the door.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { attackRates } from '../../../core/metrics/attack-rates.ts';
import { baseStyles, pageStyles } from '../../elements/base-styles.ts';
import '../../door/check-page.ts';
import type { DrillRun } from '../../../kiosk/drill-run.ts';
import { drillTable } from './drill-table.ts';
import { instructionText, responseText, speciesText } from '../../../locales/drill.ts';
import { ACTIVITY_EVENTS, IdleTimer, OPERATOR_IDLE_MS } from '../../elements/idle-timer.ts';
import { panelStyles } from '../../elements/panel-styles.ts';
import type { KioskSession } from '../../../kiosk/session.ts';
import '../../elements/note.ts';
import { WorkController } from '../../elements/work-controller.ts';

type Stage = 'ready' | 'running' | 'answered' | 'over';

/** Longer than any policy's time for an attempt. Without a face the engine gives no verdict at all. */
const NO_ANSWER_MS = 60_000;
/** How long staff see the verdict; shorter than the door shows it. */
const SHOW_ANSWER_MS = 2_000;

@localized()
@customElement('kiosk-drill-page')
export class KioskDrillPage extends LitElement {
  static override styles = [
    baseStyles,
    pageStyles,
    panelStyles,
    css`
      .strip {
        position: fixed;
        z-index: 1;
        inset: 0 0 auto;
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--kiosk-space-2) var(--kiosk-space-4);
        padding: var(--kiosk-space-2) var(--kiosk-space-4);
        padding-inline-end: calc(var(--kiosk-target) + var(--kiosk-space-6));
        background: var(--kiosk-warn-soft);
        color: var(--kiosk-ink);
      }
      .strip p {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _stage: Stage = 'ready';
  private readonly _work = new WorkController(this);
  private _drill: DrillRun | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private readonly _idle = new IdleTimer(OPERATOR_IDLE_MS, () => this.session.endDrill());
  private readonly _onAnswer = () => {
    this._enter('answered');
  };
  private readonly _stayAwake = () => {
    this._restartIdle();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this._drill = this.session.drill;
    this._drill?.addEventListener('answer', this._onAnswer);
    for (const name of ACTIVITY_EVENTS) this.addEventListener(name, this._stayAwake);
    this._restartIdle();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this._drill?.abandon();
    this._drill?.removeEventListener('answer', this._onAnswer);
    for (const name of ACTIVITY_EVENTS) this.removeEventListener(name, this._stayAwake);
    clearTimeout(this._timer);
    this._idle.stop();
  }

  override render() {
    const drill = this._drill;
    if (!drill) return html``;
    const live = this._stage === 'running' || this._stage === 'answered';
    return live ? this._attempt(drill) : html`<main class="page">${this._card(drill)}</main>`;
  }

  private _attempt({ answered, plan }: DrillRun) {
    const number = this._stage === 'answered' ? answered.length : answered.length + 1;
    return html`<div class="strip" role="status">
        <p>
          ${msg(str`DRILL – ${speciesText(plan.species)}, ${number} of ${plan.attempts} – the door stays shut`)}
        </p>
        ${
          this._stage === 'answered'
            ? html`<p>${responseText(answered[answered.length - 1].response)}</p>`
            : html`<wa-button size="l" appearance="outlined" @click=${this._noAnswer}>
                ${msg('It did not react')}
              </wa-button>`
        }
      </div>
      ${keyed(
        number,
        html`<kiosk-check-page .session=${this.session} @operator=${this._abandon}></kiosk-check-page>`,
      )}`;
  }

  private _card(drill: DrillRun) {
    const { answered, plan } = drill;
    const over = this._stage === 'over';
    return html`<section class="card">
      <h1>
        ${over ? msg('The drill is over') : msg(str`Attempt ${answered.length + 1} of ${plan.attempts}`)}
      </h1>
      ${
        over
          ? html`<p class="quiet">
              ${msg(str`${speciesText(plan.species)}: ${answered.length} attempts. All drills so far are under Operator → Drill.`)}
            </p>`
          : html`<kiosk-note icon="shield-alert"
              ><strong>${speciesText(plan.species)}.</strong> ${instructionText(plan.species)}</kiosk-note
            >`
      }
      ${answered.length > 0 ? drillTable(attackRates(answered)) : ''} ${this._work.outcome()}
      <div class="row end">
        ${
          over
            ? html`<wa-button size="l" variant="brand" @click=${this._leave}
                >${msg('Back to the door')}</wa-button
              >`
            : html`<wa-button size="l" appearance="outlined" @click=${this._stop}
                  >${msg('Stop here')}</wa-button
                >
                <wa-button size="l" variant="brand" @click=${this._begin}>${msg('Begin')}</wa-button>`
        }
      </div>
    </section>`;
  }

  private _begin(): void {
    this._work.clear();
    this._drill?.begin();
    this._enter('running');
  }

  private _abandon(): void {
    this._drill?.abandon();
    this._enter('ready');
  }

  private async _noAnswer(): Promise<void> {
    await this._work.run(async () => this._drill?.answer(null));
    if (this._work.error !== null) this._enter('ready');
  }

  private _stop(): void {
    if (this._drill?.answered.length) this._enter('over');
    else this._leave();
  }

  private _leave(): void {
    this.session.endDrill();
  }

  private _enter(stage: Stage): void {
    clearTimeout(this._timer);
    this._stage = stage;
    this._restartIdle();
    if (stage === 'running') this._timer = setTimeout(() => void this._noAnswer(), NO_ANSWER_MS);
    if (stage === 'answered') {
      const next = this._drill?.over ? 'over' : 'ready';
      this._timer = setTimeout(() => this._enter(next), SHOW_ANSWER_MS);
    }
  }

  /** Only while a step waits for staff: an attempt ends by itself. */
  private _restartIdle(): void {
    if (this._stage === 'running') this._idle.stop();
    else this._idle.touch();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-drill-page': KioskDrillPage;
  }
}
