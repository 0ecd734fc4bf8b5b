/**
 * @file What a clock on the wall shows at a moment. When summer time begins, one hour of that night does not occur.
 * When it ends, one hour occurs twice. Schedules follow the clock on the wall in both cases.
 */
import type { WallTime, Weekday } from './types.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * @param atMs - Milliseconds since the epoch.
 * @param timeZone - IANA name; left out, the device's.
 * @throws RangeError when `atMs` is no moment or the zone is unknown.
 */
export function wallTimeAt(atMs: number, timeZone?: string): WallTime {
  const parts = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).formatToParts(atMs);
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((one) => one.type === type)?.value ?? '';
  return {
    weekday: (WEEKDAYS.indexOf(part('weekday')) + 1) as Weekday,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}
