/** @file Why somebody who was recognised may not pass all the same. Pure: the time comes from outside. */
import type { ClockTrust } from '../schedule/clock.ts';
import { hoursOf, isWithin } from '../schedule/schedule.ts';
import type { Schedules } from '../schedule/types.ts';
import { isTimeZone, wallTimeAt } from '../schedule/wall-time.ts';
import type { Person } from '../template/types.ts';
import type { Refusal } from './types.ts';

/**
 * Why the subject may not pass now, by face or by badge and PIN; null for one who may. While the clock cannot be relied
 * on, or the site's time zone is none that the device knows, only people pass who may do so at any time. While the
 * stored hours cannot be relied on, nobody passes.
 *
 * @param subject - Undefined for somebody who is not enrolled (any more).
 * @param schedules - Null while the stored ones were altered or removed.
 */
export function refusalOf(
  subject: Pick<Person, 'id' | 'suspendedAtMs' | 'consent' | 'schedule'> | undefined,
  schedules: Schedules | null,
  clock: ClockTrust,
): Refusal | null {
  if (subject?.suspendedAtMs !== null || subject.consent.retainUntilMs <= clock.expiryMs)
    return 'notPermitted';
  if (schedules === null) return 'scheduleNotTrusted';
  const hours = hoursOf(schedules, subject);
  if (hours === null) return null;
  const { timeZone } = schedules;
  if (!clock.trusted || timeZone === undefined || !isTimeZone(timeZone)) return 'scheduleNotTrusted';
  return isWithin(hours, wallTimeAt(clock.wallMs, timeZone)) ? null : 'outsideSchedule';
}
