/** @file `<kiosk-backup-trial>`: whether a sealed file opens, and what it would bring back. Stores nothing of it. */
import '@awesome.me/webawesome/dist/components/button/button.js';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { BackupTrial } from '../../kiosk/backup-trial.ts';
import type { KioskSession } from '../../kiosk/session.ts';
import { isTrialGood, trialTexts } from '../../locales/backup-trial.ts';
import { lastTrialText } from '../../locales/set-up-tasks.ts';
import { baseStyles } from '../elements/base-styles.ts';
import '../elements/note.ts';
import { panelStyles } from '../elements/panel-styles.ts';
import { SessionController } from '../elements/session-controller.ts';
import { WorkController } from '../elements/work-controller.ts';
import './backup-picker.ts';
import type { PickedBackup } from './backup-picker.ts';

@localized()
@customElement('kiosk-backup-trial')
export class KioskBackupTrial extends LitElement {
  static override styles = [baseStyles, panelStyles];

  @property({ attribute: false }) session!: KioskSession;
  @state() private _backup: PickedBackup | null = null;
  @state() private _trial: BackupTrial | null = null;
  private readonly _work = new WorkController(this);

  constructor() {
    super();
    new SessionController(this, () => this.session);
  }

  override render() {
    return html`<section class="stack" aria-labelledby="try">
      <h2 id="try">${msg('Try a backup')}</h2>
      <p class="quiet">
        ${msg('The kiosk opens a saved file to its end and says who is in it. It keeps nothing of it, and nobody here changes.')}
        ${lastTrialText(this.session.site.settings.lastBackupTrialMs)}
      </p>
      <kiosk-backup-picker
        @pick=${(event: CustomEvent<PickedBackup | null>) => {
          this._backup = event.detail;
          this._trial = null;
          this._work.clear();
        }}
      ></kiosk-backup-picker>
      ${this._work.outcome()} ${this._trial === null ? nothing : found(this._trial)}
      <wa-button
        size="l"
        appearance="outlined"
        ?disabled=${this._backup === null}
        ?loading=${this._work.busy}
        @click=${this._try}
      >
        ${msg('Try the file')}
      </wa-button>
    </section>`;
  }

  private async _try(): Promise<void> {
    const { session, _backup: backup } = this;
    if (backup === null) return;
    this._trial = null;
    await this._work.run(async () => {
      this._trial = await session.tryBackup(backup.file, backup.passphrase);
    });
  }
}

function found(trial: BackupTrial) {
  return html`<kiosk-note tone=${isTrialGood(trial) ? 'good' : 'warn'} role="status"
    >${trialTexts(trial).join(' ')}</kiosk-note
  >`;
}

declare global {
  interface HTMLElementTagNameMap {
    'kiosk-backup-trial': KioskBackupTrial;
  }
}
