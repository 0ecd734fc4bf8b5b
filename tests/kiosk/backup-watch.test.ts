// @vitest-environment happy-dom
/** @file Since when the kiosk has had no backup: from its log and its settings, over a restart. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY_MS } from '../../src/core/enrolment/retention.ts';
import { BackupWatch } from '../../src/kiosk/backup-watch.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { PASSPHRASE } from '../storage/support.ts';
import { openSession, OPERATOR, person } from '../ui/support/session.ts';

let session: KioskSession;
let setUpMs: number;

beforeEach(async () => {
  setUpMs = Date.now();
  session = await openSession([person(1, 'Ada')]);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const afterDays = (days: number) => session.backups.overdue(setUpMs + days * DAY_MS + 60_000);

it('counts from the first run, which the log begins with', () => {
  expect(afterDays(29)).toBeNull();
  expect(afterDays(30)).toEqual({ made: false, days: 30, lastTrialMs: null });
});

it('counts from the backup that was saved, also after a restart, and logs it', async () => {
  await session.backups.made(1, setUpMs + 20 * DAY_MS);
  const entries = await session.access.store!.auditEntries();
  expect(entries.at(-1)?.event).toEqual({ kind: 'exported', subjects: 1 });
  await session.lock();
  await session.unlock(PASSPHRASE);
  expect(afterDays(49)).toBeNull();
  expect(afterDays(51)).toEqual({ made: true, days: 31, lastTrialMs: null });
});

it('goes by the days that the administrator sets', async () => {
  await session.site.changeSettings({ backupReminderDays: 3 });
  expect(afterDays(3)).toEqual({ made: false, days: 3, lastTrialMs: null });
});

it('counts no backup that holds nobody', async () => {
  await session.backups.made(0, setUpMs);
  expect(session.site.settings.lastBackupMs).toBeNull();
});

it('takes a backup from nobody who may not save one', async () => {
  await session.access.authorise(OPERATOR);
  await expect(session.backups.made(1, setUpMs)).rejects.toThrow();
});

it('reminds at once where the log no longer reaches back to the first run', async () => {
  const watch = new BackupWatch(session);
  const auditEntriesAt = vi.fn();
  await watch.read({ auditExtent: () => Promise.resolve({ first: 7, last: 9 }), auditEntriesAt });
  expect(watch.overdue(setUpMs)).toEqual({ made: false, days: null, lastTrialMs: null });
  expect(auditEntriesAt).not.toHaveBeenCalled();
});

describe('a trial', () => {
  const trial = { people: 2, shared: 1 };

  it('is logged, ends the task, and is remembered over a restart and in the reminder', async () => {
    expect(session.backups.trialDue(setUpMs)).toBe(false);
    await session.backups.made(1, setUpMs + 1_000);
    expect(session.backups.trialDue(setUpMs + 2_000)).toBe(true);
    await session.backups.tried(trial, setUpMs + DAY_MS);
    const entries = await session.access.store!.auditEntries();
    expect(entries.at(-1)?.event).toEqual({ kind: 'backupTried', subjects: 2 });
    await session.lock();
    await session.unlock(PASSPHRASE);
    expect(session.backups.trialDue(setUpMs + 2 * DAY_MS)).toBe(false);
    expect(afterDays(31)).toEqual({ made: true, days: 31, lastTrialMs: setUpMs + DAY_MS });
    expect(session.backups.trialDue(setUpMs + 367 * DAY_MS)).toBe(true);
  });

  it('of a file that holds nobody of here says nothing of this kiosk', async () => {
    await session.backups.made(1, setUpMs);
    await session.backups.tried({ people: 2, shared: 0 }, setUpMs);
    expect(session.site.settings.lastBackupTrialMs).toBeNull();
    const entries = await session.access.store!.auditEntries();
    expect(entries.at(-1)?.event).toEqual({ kind: 'backupTried', subjects: 2 });
  });

  it('is taken from nobody who may not save a backup', async () => {
    await session.access.authorise(OPERATOR);
    await expect(session.backups.tried(trial, setUpMs)).rejects.toThrow();
  });
});
