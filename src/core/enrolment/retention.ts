/** @file How long an enrolment is kept. No clock of its own. */

export const DAY_MS = 86_400_000;

export const DEFAULT_RETENTION_DAYS = 365;
/** Three years: the longest that the Illinois BIPA lets a biometric identifier be kept. */
export const MAX_RETENTION_DAYS = 3 * 365;

/**
 * The moment at which a template that is enrolled now is erased.
 * @param nowMs - Milliseconds since the epoch.
 * @param retentionDays - Whole days, at least 1.
 * @throws RangeError when the days are not a positive whole number: consent without an end is not consent.
 */
export function retainUntil(nowMs: number, retentionDays: number): number {
  if (!Number.isSafeInteger(retentionDays) || retentionDays < 1) {
    throw new RangeError(`The retention must be a whole number of days, at least 1; it is ${retentionDays}.`);
  }
  return nowMs + retentionDays * DAY_MS;
}
