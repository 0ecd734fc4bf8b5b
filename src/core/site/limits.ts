/** @file How long an order to open holds, and how long its record is worth telling. Pure. */

/** A grant opens the door within this time or not at all: later, somebody else may stand there. */
export const OPEN_WITHIN_MS = 5_000;

/** Records that could not be told for so long are dropped. */
export const RECORD_MAX_AGE_MS = 24 * 3_600_000;

/** More are not kept: the oldest go first. */
export const MAX_RECORDS = 500;

/** Until its order is over for certain, in another tab too, a record is not sent. A clock that was set back counts as over. */
export function isSettled(atMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - atMs) > OPEN_WITHIN_MS + 1_000;
}

export function isTooOld(atMs: number, nowMs: number): boolean {
  return nowMs - atMs > RECORD_MAX_AGE_MS;
}
