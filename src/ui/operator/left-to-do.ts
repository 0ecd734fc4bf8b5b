/**
 * @file `<kiosk-left-to-do>`: the card of what is left to do after the first run. Each task stands there until it is
 * done, or until the administrator puts it away. It is worked out from how the kiosk stands, so a reload forgets
 * nothing.
 */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { OverdueBackup } from '../../core/site/backup-age.ts';
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

/**
 * Dispatches `task` (CustomEvent<SetUpTask>) for one that is to be done now, and `read` once it has its size: what is
 * shown before that moves away under a finger.
 */
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
      .box {
        padding: 0 var(--kiosk-space-4) var(--kiosk-space-3);
        border: 1px solid var(--kiosk-line);
        border-radius: var(--kiosk-radius);
      }
      .fold {
        display: flex;
        align-items: center;
        justify-content: space-between;
        width: 100%;
        min-height: var(--kiosk-target);
        padding: 0;
        border: 0;
        background: none;
        color: inherit;
        font: inherit;
        font-weight: 650;
        cursor: pointer;
      }
      /* A phone shows the whole menu below. */
      @media (max-width: 480px) {
        .box {
          padding-block-end: 0;
        }
        .titles {
          display: none;
        }
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
  /** Short until it is unfolded, and nothing where nothing is left: the menu below it stays in view. */
  @property({ type: Boolean }) folded = false;
  @state() private _unfolded = false;
  /** Null until they are read, and where they cannot be. */
  @state() private _credentials: CredentialList | null = null;
  @state() private _reading = true;
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
    if (this._reading) return html`<div aria-busy="true"></div>`;
    if (credentials === null) return nothing;
    const overdue = this.session.backups.overdue(Date.now());
    const tasks = this._tasks(credentials, overdue !== null);
    return html`<section aria-label=${msg('Left to do')}>
      ${overdue === null ? nothing : this._overdueNote(overdue)} ${this._list(tasks, overdue !== null)}
      ${this._work.outcome()}
    </section>`;
  }

  private _overdueNote(overdue: OverdueBackup) {
    const advice = overdueBackupAdvice(this.session.access.may('backup'));
    return html`<kiosk-note tone="warn">${overdueBackupText(overdue)} ${advice}</kiosk-note>`;
  }

  private _list(tasks: readonly SetUpTask[], isOverdue: boolean) {
    const rows = html`<ul>
      ${tasks.map((task) => this._row(task))}
    </ul>`;
    if (tasks.length > 0 && this.folded) {
      return html`<div class="box">
        <button
          type="button"
          class="fold"
          aria-expanded=${this._unfolded}
          @click=${() => {
            this._unfolded = !this._unfolded;
          }}
        >
          ${msg(str`Left to do: ${tasks.length}`)}
          <kiosk-icon name=${this._unfolded ? 'arrow-up' : 'arrow-down'}></kiosk-icon>
        </button>
        ${
          this._unfolded
            ? rows
            : html`<p class="quiet small titles">${tasks.map((task) => taskText(task).title).join(' · ')}</p>`
        }
      </div>`;
    }
    if (tasks.length > 0) return rows;
    return this.folded || isOverdue
      ? nothing
      : html`<kiosk-note tone="good">${msg('Nothing is left to do.')}</kiosk-note>`;
  }

  private _row(task: SetUpTask) {
    const { title, why } = taskText(task);
    return html`<li data-task=${task}>
      <p><strong>${title}</strong></p>
      <p class="quiet small">${why}</p>
      <div class="row">
        <wa-button appearance="outlined" @click=${() => this._ask(task)}>
          ${msg('Do it now')}<span class="hidden-visually">: ${title}</span>
        </wa-button>
        ${
          this.session.access.may('settings')
            ? html`<wa-button appearance="plain" @click=${() => this._putAway(task)}>
                ${msg('Dismiss')}<span class="hidden-visually">: ${title}</span>
              </wa-button>`
            : nothing
        }
      </div>
    </li>`;
  }

  /** Those that the person at the screen may do. */
  private _tasks(credentials: CredentialList, backupOverdue: boolean): readonly SetUpTask[] {
    const { access, people, site } = this.session;
    const { doorOutput, lastBackupMs, putAway } = site.settings;
    const has = (role: string): boolean => credentials.passkeys.some((passkey) => passkey.role === role);
    const facts = {
      people: people.subjects.size,
      hasOutput: doorOutput !== 'none' && doorSettingsProblem(site.settings) === null,
      hasBackup: lastBackupMs !== null,
      backupOverdue,
      backupUntried: this.session.backups.trialDue(Date.now()),
      hasOperator: credentials.operatorPassphrase || has('operator'),
      hasPasskey: has('administrator') || (this._deviceHasPasskeys ? false : null),
    };
    return openTasks(facts, putAway).filter((task) => access.may(TASK_NEEDS[task]));
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
    const { session } = this;
    this._deviceHasPasskeys = await hasPasskeys();
    // The menu is needed also where this list cannot be read.
    this._credentials = await session.storage.credentials().catch((error: unknown) => {
      session.noteError(error);
      return null;
    });
    this._reading = false;
    await this.updateComplete;
    this.dispatchEvent(new CustomEvent('read'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-left-to-do': KioskLeftToDo;
  }
}
