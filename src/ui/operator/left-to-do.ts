/**
 * @file `<kiosk-left-to-do>`: the card of what is left to do after the first run. Each task stands there until it is
 * done, or until the administrator puts it away. It is worked out from how the kiosk stands, so a reload forgets
 * nothing.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { openTasks, type SetUpTask, TASK_NEEDS } from '../../core/site/set-up-tasks.ts';
import type { KioskSession } from '../../kiosk/session.ts';
import { overdueBackupAdvice, overdueBackupText, taskText } from '../../locales/set-up-tasks.ts';
import { doorSettingsProblem } from '../../locales/door-output.ts';
import { hasPasskeys } from '../../runtime/passkey.ts';
import type { CredentialList } from '../../storage/types.ts';
import { baseStyles } from '../elements/base-styles.ts';
import '../elements/kiosk-icon.ts';
import '../elements/note.ts';
import { SessionController } from '../elements/session-controller.ts';
import { WorkController } from '../elements/work-controller.ts';

/** Dispatches `task` (CustomEvent<SetUpTask>) for one that is to be done now. */
@localized()
@customElement('kiosk-left-to-do')
export class KioskLeftToDo extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      section {
        display: flex;
        flex-direction: column;
        gap: var(--kiosk-space-3);
      }
      :host([boxed]) section {
        padding: var(--kiosk-space-4);
        border: 1px solid var(--kiosk-line);
        border-radius: var(--kiosk-radius);
      }
      ul {
        display: grid;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        gap: var(--kiosk-space-2);
        padding-block: var(--kiosk-space-3);
        border-top: 1px solid var(--kiosk-line);
      }
    `,
  ];

  @property({ attribute: false }) session!: KioskSession;
  /** In a box of its own, which is not there when nothing is left. */
  @property({ type: Boolean, reflect: true }) boxed = false;
  /** Null while it is read. */
  @state() private _credentials: CredentialList | null = null;
  @state() private _deviceHasPasskeys = false;
  private readonly _work = new WorkController(this);

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this._read();
  }

  override render() {
    const credentials = this._credentials;
    if (credentials === null) return html`<div aria-busy="true"></div>`;
    const tasks = this._tasks(credentials);
    if (tasks.length === 0) {
      const done = msg('Nothing is left to do.');
      return this.boxed ? nothing : html`<kiosk-note tone="good">${done}</kiosk-note>`;
    }
    return html`<section aria-label=${msg('Left to do')}>
      ${this.boxed ? html`<h3>${msg('Left to do')}</h3>` : nothing}
      <ul>
        ${tasks.map((task) => this._row(task))}
      </ul>
      ${this._work.outcome()}
    </section>`;
  }

  private _row(task: SetUpTask) {
    const { access, backups } = this.session;
    const { title, why } = taskText(task);
    const overdue = task === 'backup' ? backups.overdue(Date.now()) : null;
    const may = access.may(TASK_NEEDS[task]);
    return html`<li data-task=${task}>
      <p><strong>${title}</strong></p>
      ${
        overdue === null
          ? html`<p class="quiet small">${why}</p>`
          : html`<kiosk-note tone="warn"
              >${overdueBackupText(overdue)} ${may ? why : overdueBackupAdvice(false)}</kiosk-note
            >`
      }
      <div class="row">
        ${
          may
            ? html`<wa-button appearance="outlined" @click=${() => this._ask(task)}>
                ${msg('Do it now')}<span class="hidden-visually">: ${title}</span>
              </wa-button>`
            : nothing
        }
        ${
          overdue === null && access.may('settings')
            ? html`<wa-button appearance="plain" @click=${() => this._putAway(task)}>
                ${msg('Put away')}<span class="hidden-visually">: ${title}</span>
              </wa-button>`
            : nothing
        }
      </div>
    </li>`;
  }

  /** An operator sees what an operator may do, and that a backup is overdue. */
  private _tasks(credentials: CredentialList): readonly SetUpTask[] {
    const { access, people, site, backups } = this.session;
    const { doorOutput, lastBackupMs, putAway } = site.settings;
    const isOverdue = backups.overdue(Date.now()) !== null;
    const has = (role: string): boolean => credentials.passkeys.some((passkey) => passkey.role === role);
    const facts = {
      people: people.subjects.size,
      hasOutput: doorOutput !== 'none' && doorSettingsProblem(site.settings) === null,
      hasBackup: lastBackupMs !== null,
      backupOverdue: isOverdue,
      hasOperator: credentials.operatorPassphrase || has('operator'),
      hasPasskey: has('administrator') || (this._deviceHasPasskeys ? false : null),
    };
    return openTasks(facts, putAway).filter(
      (task) => access.may(TASK_NEEDS[task]) || (task === 'backup' && isOverdue),
    );
  }

  private _ask(task: SetUpTask): void {
    this.dispatchEvent(new CustomEvent<SetUpTask>('task', { detail: task }));
  }

  private async _putAway(task: SetUpTask): Promise<void> {
    const { site } = this.session;
    await this._work.run(() =>
      site.changeSettings({ putAway: [...new Set([...site.settings.putAway, task])] }),
    );
  }

  private async _read(): Promise<void> {
    this._deviceHasPasskeys = await hasPasskeys();
    this._credentials = await this.session.storage.credentials();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-left-to-do': KioskLeftToDo;
  }
}
