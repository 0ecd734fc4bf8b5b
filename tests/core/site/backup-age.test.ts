/** @file When a kiosk reminds of a backup. */
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/enrolment/retention.ts';
import { overdueBackup } from '../../../src/core/site/backup-age.ts';

const NOW_MS = Date.UTC(2026, 10, 30);
const ago = (days: number): number => NOW_MS - days * DAY_MS;

describe('overdueBackup', () => {
  it.each([29.9, 30, 45])('counts %d days from the last backup', (days) => {
    const facts = { lastBackupMs: ago(days), setUpMs: ago(400), people: 1 };
    const due = days < 30 ? null : { made: true, days };
    expect(overdueBackup(facts, 30, NOW_MS)).toEqual(due);
  });

  it('counts from the set-up where none was made', () => {
    const facts = { lastBackupMs: null, people: 1 };
    expect(overdueBackup({ ...facts, setUpMs: ago(6) }, 7, NOW_MS)).toBeNull();
    expect(overdueBackup({ ...facts, setUpMs: ago(7) }, 7, NOW_MS)).toEqual({ made: false, days: 7 });
  });

  it('reminds where the log no longer tells of the set-up, and says no number', () => {
    expect(overdueBackup({ lastBackupMs: null, setUpMs: null, people: 1 }, 30, NOW_MS)).toEqual({
      made: false,
      days: null,
    });
  });

  it('believes no backup that is still to come: the clock was wrong then', () => {
    const facts = { lastBackupMs: NOW_MS + DAY_MS, setUpMs: ago(31), people: 1 };
    expect(overdueBackup(facts, 30, NOW_MS)).toEqual({ made: false, days: 31 });
  });

  it('is silent where nobody is enrolled', () => {
    expect(overdueBackup({ lastBackupMs: null, setUpMs: ago(400), people: 0 }, 30, NOW_MS)).toBeNull();
  });
});
