/**
 * @file `<kiosk-first-steps>`: the first run beyond the open store. The first person, what opens the door, and what is
 * left to do. Each can be left out: the operator's menu shows what is left.
 *
 * The administrator has just chosen the passphrase, and is at the screen. After a time without a touch it leads to the
 * door, so that no visitor finds it.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, type TemplateResult, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { SetUpTask } from '../../core/site/set-up-tasks.ts';
import type { KioskSession } from '../../kiosk/session.ts';
import { taskText } from '../../locales/set-up-tasks.ts';
import '../credentials/access-panel.ts';
import { baseStyles, pageStyles } from '../elements/base-styles.ts';
import { IdleController } from '../elements/idle-controller.ts';
import '../elements/kiosk-icon.ts';
import '../elements/language-button.ts';
import { SessionController } from '../elements/session-controller.ts';
import { mayLose } from '../elements/unsaved.ts';
import '../operator/door-output/door-output-panel.ts';
import '../operator/export-panel.ts';
import '../operator/left-to-do.ts';
import './step-bar.ts';

export type FirstStep = 'person' | 'output' | 'left';
/** Tasks that are done within the last step. */
type PanelTask = Exclude<SetUpTask, 'firstPerson' | 'output'>;

/**
 * Dispatches `step` (CustomEvent<FirstStep>) for the one to show next, `enrol` for the enrolment page, and `done` for
 * the door.
 */
@localized()
@customElement('kiosk-first-steps')
export class KioskFirstSteps extends LitElement {
  static override styles = [baseStyles, pageStyles];

  @property({ attribute: false }) session!: KioskSession;
  @property() step: FirstStep = 'person';
  /** Under way in the last step; null while the list is shown. */
  @state() private _task: PanelTask | null = null;
  /** What is left to do has its size, and the button below it stays where it is. */
  @state() private _settled = false;

  constructor() {
    super();
    new SessionController(this, () => this.session);
    new IdleController(this, () => this._say('done'));
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('step') || changed.has('_task')) this.renderRoot.querySelector('h1')?.focus();
  }

  override render() {
    const step = this._shown;
    return html`<main class="page">
      <section class="card" data-step=${step}>
        <kiosk-step-bar step=${step}></kiosk-step-bar>
        ${this._content(step)}
        <kiosk-language-button keeps></kiosk-language-button>
      </section>
    </main>`;
  }

  /** Where a backup has brought people, or somebody was enrolled just now, nobody is the first. */
  private get _shown(): FirstStep {
    return this.step === 'person' && this.session.people.subjects.size > 0 ? 'output' : this.step;
  }

  private _content(step: FirstStep): TemplateResult {
    switch (step) {
      case 'person':
        return this._person();
      case 'output':
        return this._output();
      case 'left':
        return this._task === null ? this._left() : this._panel(this._task);
    }
  }

  private _person() {
    return html`${heading(
        taskText('firstPerson').title,
        msg('Start with yourself. It takes half a minute at this camera, and shows how the door works.'),
      )}
      <div class="stack">
        <wa-button size="l" variant="brand" @click=${() => this._say('enrol')}>
          <kiosk-icon slot="start" name="user-plus"></kiosk-icon>${msg('Enrol now')}
        </wa-button>
        ${this._later('output')}
      </div>`;
  }

  private _output() {
    const chosen = this.session.site.settings.doorOutput !== 'none';
    return html`${heading(
        msg('What opens the door?'),
        msg(
          'Choose it and test it. Until then this is a demonstration: the kiosk recognises people, and opens nothing.',
        ),
      )}
      <kiosk-door-output-panel .session=${this.session}></kiosk-door-output-panel>
      ${
        chosen
          ? html`<wa-button size="l" variant="brand" @click=${() => this._go('left')}
              >${msg('Continue')}</wa-button
            >`
          : this._later('left')
      }`;
  }

  private _left() {
    return html`${heading(
        msg('What is left to do'),
        msg('The operator’s menu shows each of these until it is done or dismissed.'),
      )}
      <kiosk-left-to-do
        .session=${this.session}
        @read=${() => {
          this._settled = true;
        }}
        @task=${(event: CustomEvent<SetUpTask>) => this._do(event.detail)}
      ></kiosk-left-to-do>
      ${
        this._settled
          ? html`<wa-button size="l" variant="brand" @click=${() => this._say('done')}
              >${msg('Go to the door')}</wa-button
            >`
          : nothing
      }`;
  }

  private _panel(task: PanelTask) {
    const { title, why } = taskText(task);
    const { session } = this;
    return html`${heading(title, why)}
      ${
        task === 'backup' || task === 'backupTrial'
          ? html`<kiosk-export-panel .session=${session}></kiosk-export-panel>`
          : html`<kiosk-access-panel .session=${session}></kiosk-access-panel>`
      }
      <wa-button
        size="l"
        appearance="outlined"
        @click=${() => {
          this._task = null;
        }}
        >${msg('Back')}</wa-button
      >`;
  }

  private _later(next: FirstStep) {
    return html`<wa-button size="l" appearance="outlined" @click=${() => this._go(next)}
      >${msg('Later')}</wa-button
    >`;
  }

  private _do(task: SetUpTask): void {
    if (task === 'firstPerson') this._say('enrol');
    else if (task === 'output') void this._go('output');
    else this._task = task;
  }

  private async _go(step: FirstStep): Promise<void> {
    if (!(await mayLose(this))) return;
    this.dispatchEvent(new CustomEvent<FirstStep>('step', { detail: step }));
  }

  private _say(what: 'enrol' | 'done'): void {
    this.dispatchEvent(new CustomEvent(what));
  }
}

function heading(title: string, text: string): TemplateResult {
  return html`<header class="stack">
    <h1 tabindex="-1">${title}</h1>
    <p class="quiet">${text}</p>
  </header>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-first-steps': KioskFirstSteps;
  }
}
