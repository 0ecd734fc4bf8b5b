/** @file How long a door has not heard its hub, however its clock is set meanwhile. Reads no clock. */
import type { ClockReading } from '../schedule/clock.ts';

/** A console may let doors work without the hub for so many days, from 1 on. */
export const MOST_HUBLESS_DAYS = 365;

const DAY_MS = 86_400_000;

export interface HubAbsence {
  /** How long the hub was not heard by then, in milliseconds. */
  readonly awayMs: number;
  /** When that was counted. */
  readonly at: ClockReading;
}

/**
 * The count at another moment. A clock that is set back takes nothing from it. One that shows more than the steady
 * clock does counts: the device may have slept, or was off.
 */
export function countOn({ awayMs, at }: HubAbsence, now: ClockReading): HubAbsence {
  const passedMs = Math.max(0, now.steadyMs - at.steadyMs, now.wallMs - at.wallMs);
  return {
    awayMs: awayMs + passedMs,
    // Not the clock's own: set back now and right again later, it would count that time twice.
    at: { wallMs: at.wallMs + passedMs, steadyMs: now.steadyMs },
  };
}

/** @param days - Null where a door may work without the hub for ever. */
export function isOverdue(awayMs: number, days: number | null): boolean {
  return days !== null && awayMs > days * DAY_MS;
}
