/** @file When a kiosk reminds of a backup. */
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/enrolment/retention.ts';
import { isTrialDue, overdueBackup } from '../../../src/core/site/backup-age.ts';

const NOW_MS = Date.UTC(2026, 10, 30);
const ago = (days: number): number => NOW_MS - days * DAY_MS;

describe('overdueBackup', () => {
  it.each([29.9, 30, 45])('counts %d days from the last backup', (days) => {
    const facts = { lastBackupMs: ago(days), lastTrialMs: ago(50), setUpMs: ago(400), people: 1 };
    const due = days < 30 ? null : { made: true, days, lastTrialMs: ago(50) };
    expect(overdueBackup(facts, 30, NOW_MS)).toEqual(due);
  });

  it('counts from the set-up where none was made', () => {
    const facts = { lastBackupMs: null, lastTrialMs: null, people: 1 };
    expect(overdueBackup({ ...facts, setUpMs: ago(6) }, 7, NOW_MS)).toBeNull();
    expect(overdueBackup({ ...facts, setUpMs: ago(7) }, 7, NOW_MS)).toMatchObject({ made: false, days: 7 });
  });

  it('reminds where the log no longer tells of the set-up, and says no number', () => {
    const facts = { lastBackupMs: null, lastTrialMs: null, setUpMs: null, people: 1 };
    expect(overdueBackup(facts, 30, NOW_MS)).toMatchObject({ made: false, days: null });
  });

  it('believes no backup that is still to come: the clock was wrong then', () => {
    const facts = { lastBackupMs: NOW_MS + DAY_MS, lastTrialMs: null, setUpMs: ago(31), people: 1 };
    expect(overdueBackup(facts, 30, NOW_MS)).toMatchObject({ made: false, days: 31 });
  });

  it('is silent where nobody is enrolled', () => {
    const facts = { lastBackupMs: null, lastTrialMs: null, setUpMs: ago(400), people: 0 };
    expect(overdueBackup(facts, 30, NOW_MS)).toBeNull();
  });
});

describe('isTrialDue', () => {
  it.each([
    ['where there is no backup', null, null, false],
    ['where nobody has tried one', ago(1), null, true],
    ['within a year', ago(1), ago(364), false],
    ['after a year', ago(1), ago(365), true],
    ['where the trial is still to come: the clock was wrong then', ago(1), NOW_MS + DAY_MS, true],
  ])('%s', (_, lastBackupMs, lastTrialMs, due) => {
    expect(isTrialDue({ lastBackupMs, lastTrialMs }, NOW_MS)).toBe(due);
  });
});
