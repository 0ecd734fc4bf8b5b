/** @file One site's schedules take the place of another's, as a backup comes in. Pure. */
import type { Schedules } from './types.ts';

export interface PeopleOfSchedules {
  /** Ids of the people who come with the file. */
  readonly incoming: ReadonlySet<string>;
  /** Ids of the people who are not in it. */
  readonly staying: ReadonlySet<string>;
  /** Schedules that records of people here have. */
  readonly inRecords: ReadonlySet<string>;
}

/**
 * The schedules of `file` hold from now on. Its people get the schedules that it gave them. People who are not in it
 * keep theirs. The door stays where it is, and so does its time zone.
 */
export function takeOverSchedules(
  here: Schedules,
  file: Schedules,
  { incoming, staying, inRecords }: PeopleOfSchedules,
): Schedules {
  const kept = Object.entries(here.assigned).filter(([id]) => staying.has(id));
  const brought = Object.entries(file.assigned).filter(([id]) => incoming.has(id));
  const inUse = new Set([...kept.map(([, schedule]) => schedule), ...inRecords]);
  const known = new Set(file.named.map(({ id }) => id));
  const named = here.named.filter(({ id }) => inUse.has(id) && !known.has(id));
  return {
    ...file,
    named: [...file.named, ...named],
    assigned: Object.fromEntries([...kept, ...brought]),
    ...(here.timeZone === undefined ? {} : { timeZone: here.timeZone }),
  };
}

/** Without the assignments of anybody else, so that erased people leave no trace here. */
export function onlyFor(schedules: Schedules, ids: ReadonlySet<string>): Schedules {
  const assigned = Object.entries(schedules.assigned).filter(([id]) => ids.has(id));
  return { ...schedules, assigned: Object.fromEntries(assigned) };
}
