/** @file Whether a subject may pass at a moment of the week. Pure; the moment comes from outside. */
import { ALWAYS, type Hours, type Schedules, type TimeWindow, type WallTime } from './types.ts';

/** The subject's own hours, or else the site's. A schedule that is not there any more lets nobody pass. */
export function hoursOf({ site, named, assigned }: Schedules, subjectId: string): Hours {
  const id = Object.hasOwn(assigned, subjectId) ? assigned[subjectId] : null;
  if (id === null) return site;
  if (id === ALWAYS) return null;
  return named.find((schedule) => schedule.id === id)?.windows ?? [];
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
