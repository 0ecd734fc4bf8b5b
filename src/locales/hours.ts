/** @file Hours of the week in words: “Mon–Fri 08:00–18:00”. */
import { msg, str } from '@lit/localize';
import { formatTag } from './written.ts';
import type { Hours, TimeWindow, Weekday } from '../core/schedule/types.ts';

/** A Monday, at midnight UTC. */
const MONDAY_MS = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
/** Two days in a row are both named; three or more become a range. */
const SHORTEST_RUN = 3;

/** @param language - As `<html lang>` has it. */
export function hoursText(hours: Hours, language: string): string {
  if (hours === null) return msg('at any time');
  if (hours.length === 0) return msg('never');
  return hours.map((window) => windowText(window, language)).join('; ');
}

/** @param site - IANA name; so is `device`, which is another zone. */
export function otherTimeZoneText(site: string, device: string): string {
  return msg(
    str`This device is set to the time zone ${device}. Hours and shown times still use the site’s, ${site}. If that is wrong, change it in Settings, “Access hours”.`,
  );
}

export function weekdayText(day: Weekday, language: string, weekday: 'short' | 'long' = 'short'): string {
  const format = new Intl.DateTimeFormat(formatTag(language), { weekday, timeZone: 'UTC' });
  return format.format(MONDAY_MS + (day - 1) * DAY_MS);
}

function windowText({ days, fromMinute, untilMinute }: TimeWindow, language: string): string {
  const names = daysText(days, language);
  if (fromMinute === 0 && untilMinute === 0) return names;
  return `${names} ${timeText(fromMinute, language)}–${timeText(untilMinute, language)}`;
}

function daysText(days: readonly Weekday[], language: string): string {
  const runs: Weekday[][] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last?.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) => {
      const names = run.map((day) => weekdayText(day, language));
      return run.length < SHORTEST_RUN ? names.join(', ') : `${names[0]}–${names[names.length - 1]}`;
    })
    .join(', ');
}

function timeText(minute: number, language: string): string {
  return new Intl.DateTimeFormat(formatTag(language), { timeStyle: 'short', timeZone: 'UTC' }).format(
    minute * 60_000,
  );
}
