/** @file Which tasks are left after the first run. */
import { describe, expect, it } from 'vitest';
import { openTasks, SET_UP_TASKS, type SetUpFacts } from '../../../src/core/site/set-up-tasks.ts';

const NEW: SetUpFacts = {
  people: 0,
  hasOutput: false,
  hasBackup: false,
  backupOverdue: false,
  backupUntried: true,
  hasOperator: false,
  hasPasskey: false,
};

describe('openTasks', () => {
  it('are all of them at first', () => {
    expect(openTasks(NEW, [])).toEqual(SET_UP_TASKS);
  });

  it.each([
    ['firstPerson', { people: 1 }],
    ['output', { hasOutput: true }],
    ['backup', { hasBackup: true }],
    ['backupTrial', { backupUntried: false }],
    ['operator', { hasOperator: true }],
    ['passkey', { hasPasskey: true }],
    ['passkey', { hasPasskey: null }],
  ] as const)('lack %s once it is done or put away', (task, change) => {
    const rest = SET_UP_TASKS.filter((one) => one !== task);
    expect(openTasks({ ...NEW, ...change }, [])).toEqual(rest);
    expect(openTasks(NEW, [task])).toEqual(rest);
  });

  it('have an overdue backup, although one was made once or the task was put away', () => {
    const overdue = { ...NEW, hasBackup: true, backupOverdue: true };
    expect(openTasks(overdue, SET_UP_TASKS)).toEqual(['backup']);
  });
});
