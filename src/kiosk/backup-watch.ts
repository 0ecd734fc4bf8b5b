/** @file Knows since when the kiosk has had no backup, and notes each that is saved or tried. */
import { isTrialDue, overdueBackup, type OverdueBackup } from '../core/site/backup-age.ts';
import type { OpenStore } from '../storage/open-store.ts';
import type { Access } from './access.ts';
import type { BackupTrial } from './backup-trial.ts';
import type { Site } from './site.ts';

/** What is taken of the session. */
interface BackupSession {
  readonly access: Pick<Access, 'storeFor'>;
  readonly site: Pick<Site, 'settings' | 'fellBack' | 'note' | 'log'>;
  readonly people: { readonly subjects: { readonly size: number } };
}

export class BackupWatch {
  /** Null where the log no longer reaches back to the set-up. */
  private _setUpMs: number | null = null;

  constructor(private readonly _session: BackupSession) {}

  /** Call it when the store is opened. The log's first entry is of the first run, until old entries are removed. */
  async read(store: Pick<OpenStore, 'auditExtent' | 'auditEntriesAt'>): Promise<void> {
    this._setUpMs = null;
    const extent = await store.auditExtent();
    if (extent?.first !== 0) return;
    const entries = await store.auditEntriesAt([0]);
    this._setUpMs = entries.at(0)?.atMs ?? null;
  }

  /** Null while no reminder is due. @param nowMs - Of the wall clock. */
  overdue(nowMs: number): OverdueBackup | null {
    const { site, people } = this._session;
    const { lastBackupMs, lastBackupTrialMs: lastTrialMs, backupReminderDays } = site.settings;
    const facts = { lastBackupMs, lastTrialMs, setUpMs: this._setUpMs, people: people.subjects.size };
    return overdueBackup(facts, backupReminderDays, nowMs);
  }

  /** Whether a backup should be tried. @param nowMs - Of the wall clock. */
  trialDue(nowMs: number): boolean {
    const { lastBackupMs, lastBackupTrialMs: lastTrialMs } = this._session.site.settings;
    return isTrialDue({ lastBackupMs, lastTrialMs }, nowMs);
  }

  /**
   * A backup was saved. One of nobody is logged, and no reminder waits for it.
   * @throws StorageError `locked`, `notPermitted`.
   */
  async made(subjects: number, nowMs: number): Promise<void> {
    this._session.access.storeFor('backup');
    const { site } = this._session;
    const event = { kind: 'exported', subjects } as const;
    if (subjects === 0 || site.fellBack.length > 0) await site.log(event);
    else await site.note({ lastBackupMs: nowMs }, event);
  }

  /**
   * A backup opened to its end. One that holds nobody of here is logged, and says nothing of this kiosk's own.
   * @throws StorageError `locked`, `notPermitted`.
   */
  async tried({ people, shared }: Pick<BackupTrial, 'people' | 'shared'>, nowMs: number): Promise<void> {
    this._session.access.storeFor('backup');
    const { site } = this._session;
    const event = { kind: 'backupTried', subjects: people } as const;
    if (shared === 0 || site.fellBack.length > 0) await site.log(event);
    else await site.note({ lastBackupTrialMs: nowMs }, event);
  }
}
