/** @file Whether a subject may pass at a moment of the week. Pure; the moment comes from outside. */
import type { Person } from '../template/types.ts';
import { ALWAYS, AS_EVERYBODY, type Hours, type Schedules, type TimeWindow, type WallTime } from './types.ts';

/** The subject's own hours, or else the site's. A schedule that is not here, or not any more, lets nobody pass. */
export function hoursOf(schedules: Schedules, subject: Pick<Person, 'id' | 'schedule'>): Hours {
  const { site, named } = schedules;
  const id = scheduleOf(schedules, subject);
  if (id === AS_EVERYBODY) return site;
  if (id === ALWAYS) return null;
  return named.find((schedule) => schedule.id === id)?.windows ?? [];
}

/** @returns `AS_EVERYBODY`, `ALWAYS` or the id of a schedule, which may not be here. */
export function scheduleOf(
  { assigned }: Pick<Schedules, 'assigned'>,
  { id, schedule }: Pick<Person, 'id' | 'schedule'>,
): string {
  return schedule ?? (Object.hasOwn(assigned, id) ? assigned[id] : AS_EVERYBODY);
}

/** Whether there are hours for what `scheduleOf` gives. */
export function isKnownSchedule({ named }: Pick<Schedules, 'named'>, id: string): boolean {
  return id === AS_EVERYBODY || id === ALWAYS || named.some((schedule) => schedule.id === id);
}

export function isWithin(hours: Hours, now: WallTime): boolean {
  return hours === null || hours.some((window) => isInWindow(window, now));
}

function isInWindow({ days, fromMinute, untilMinute }: TimeWindow, { weekday, minute }: WallTime): boolean {
  const today = days.includes(weekday);
  if (fromMinute < untilMinute) return today && minute >= fromMinute && minute < untilMinute;
  const sinceYesterday = days.some((day) => (day % 7) + 1 === weekday);
  return (today && minute >= fromMinute) || (sinceYesterday && minute < untilMinute);
}
