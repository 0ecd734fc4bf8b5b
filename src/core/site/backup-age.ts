/** @file For how long a kiosk has had no backup, when it reminds of one, and of trying one. Pure. */
import { DAY_MS } from '../enrolment/retention.ts';

export const DEFAULT_BACKUP_REMINDER_DAYS = 30;
export const MAX_BACKUP_REMINDER_DAYS = 3_650;
/** A trial says nothing of files and passphrases that are older than this. */
const TRIAL_DAYS = 365;

interface BackupFacts {
  /** Milliseconds since 1970; null where none was made. */
  readonly lastBackupMs: number | null;
  /** When somebody last tried whether a backup opens, milliseconds since 1970; null for never. */
  readonly lastTrialMs: number | null;
  /** When the kiosk was set up; null where it is so long ago that its log no longer tells. */
  readonly setUpMs: number | null;
  /** Nobody is lost with a kiosk that holds nobody. */
  readonly people: number;
}

export interface OverdueBackup {
  /** Whether there ever was one. */
  readonly made: boolean;
  /** Whole days since then, or since the set-up; null where that is not known. */
  readonly days: number | null;
  /** When one was tried last; null for never. */
  readonly lastTrialMs: number | null;
}

/** @returns Null while no reminder is due. */
export function overdueBackup(
  { lastBackupMs, lastTrialMs, setUpMs, people }: BackupFacts,
  reminderDays: number,
  nowMs: number,
): OverdueBackup | null {
  if (people === 0) return null;
  // A time that is still to come is of a clock that was wrong: it says nothing of the backup.
  const made = lastBackupMs !== null && lastBackupMs <= nowMs;
  const sinceMs = made ? lastBackupMs : setUpMs;
  if (sinceMs === null) return { made, days: null, lastTrialMs };
  const days = Math.floor((nowMs - sinceMs) / DAY_MS);
  return days >= reminderDays ? { made, days, lastTrialMs } : null;
}

/** @returns Whether there is a backup, and nobody has tried one for a year. */
export function isTrialDue(
  { lastBackupMs, lastTrialMs }: Pick<BackupFacts, 'lastBackupMs' | 'lastTrialMs'>,
  nowMs: number,
): boolean {
  if (lastBackupMs === null) return false;
  return lastTrialMs === null || lastTrialMs > nowMs || nowMs - lastTrialMs >= TRIAL_DAYS * DAY_MS;
}
