/**
 * @file What clock and calendar on the wall show at a moment in a time zone. When summer time begins, one hour of that
 * night does not occur. When it ends, one hour occurs twice. Schedules follow the clock on the wall in both cases.
 */
import type { WallTime, Weekday } from './types.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
/** No place's midnight is farther from that of UTC. */
const FARTHEST_ZONE_MS = 16 * 3_600_000;

/** Whether this device knows the time zone. @param name - IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

/** Whether both names are of one zone: some zones have several. Both must be known. */
export function isSameTimeZone(one: string, other: string): boolean {
  const canonical = (timeZone: string): string =>
    Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  return canonical(one) === canonical(other);
}

/**
 * @param atMs - Milliseconds since the epoch.
 * @param timeZone - IANA name.
 * @throws RangeError when `atMs` is no moment or the zone is unknown.
 */
export function wallTimeAt(atMs: number, timeZone: string): WallTime {
  const part = partsAt(atMs, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  return {
    weekday: (WEEKDAYS.indexOf(part('weekday')) + 1) as Weekday,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** The day in the zone, as `2026-03-01`. @throws as `wallTimeAt`. */
export function dayAt(atMs: number, timeZone: string): string {
  const part = partsAt(atMs, { year: 'numeric', month: '2-digit', day: '2-digit', timeZone });
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/** The day `later` days after `day`, both as `2026-03-01`. */
export function dayAfter(day: string, later: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + later * 86_400_000).toISOString().slice(0, 10);
}

/**
 * The first moment of the day in the zone, in milliseconds since the epoch. It is not always midnight: where summer
 * time begins at midnight, the day begins an hour later.
 * @param day - As `2026-03-01`.
 * @throws as `wallTimeAt`.
 */
export function startOfDayMs(day: string, timeZone: string): number {
  const utcMs = Date.parse(`${day}T00:00:00Z`);
  let before = utcMs - FARTHEST_ZONE_MS;
  let within = utcMs + FARTHEST_ZONE_MS;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayAt(middle, timeZone) < day) before = middle;
    else within = middle;
  }
  return within;
}

function partsAt(
  atMs: number,
  options: Intl.DateTimeFormatOptions,
): (type: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Intl.DateTimeFormat('en-GB', options).formatToParts(atMs);
  return (type) => parts.find((one) => one.type === type)?.value ?? '';
}
