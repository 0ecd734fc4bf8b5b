/** @file What is left to do after the first run: which tasks there are, and which are open. Pure. */
import type { Permission } from './permissions.ts';

/** In the order in which they are shown. */
export const SET_UP_TASKS = [
  'firstPerson',
  'output',
  'backup',
  'backupTrial',
  'operator',
  'passkey',
] as const;

export type SetUpTask = (typeof SET_UP_TASKS)[number];

/** What each needs of the person at the screen. */
export const TASK_NEEDS: Readonly<Record<SetUpTask, Permission>> = {
  firstPerson: 'enrol',
  output: 'doorOutput',
  backup: 'backup',
  backupTrial: 'backup',
  operator: 'credentials',
  passkey: 'credentials',
};

/** How the kiosk stands. */
export interface SetUpFacts {
  /** How many people are enrolled. */
  readonly people: number;
  /** A grant opens something. */
  readonly hasOutput: boolean;
  /** A backup that holds somebody was saved once. */
  readonly hasBackup: boolean;
  /** It is so long since a backup that the kiosk reminds of one. */
  readonly backupOverdue: boolean;
  /** There is a backup that nobody has tried. */
  readonly backupUntried: boolean;
  /** An operator has a passphrase or a passkey of their own. */
  readonly hasOperator: boolean;
  /** The administrator has a second way in. Null where this device knows none. */
  readonly hasPasskey: boolean | null;
}

/**
 * @param putAway - Those that the administrator put away on purpose. An overdue backup stands in the list all the same.
 */
export function openTasks(facts: SetUpFacts, putAway: readonly SetUpTask[]): readonly SetUpTask[] {
  const open: Readonly<Record<SetUpTask, boolean>> = {
    firstPerson: facts.people === 0,
    output: !facts.hasOutput,
    backup: !facts.hasBackup,
    backupTrial: facts.backupUntried,
    operator: !facts.hasOperator,
    passkey: facts.hasPasskey === false,
  };
  return SET_UP_TASKS.filter(
    (task) => (open[task] && !putAway.includes(task)) || (task === 'backup' && facts.backupOverdue),
  );
}
