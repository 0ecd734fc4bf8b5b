/**
 * @file Whether the device's clock can be relied on. Somebody who sets it back could pass outside their hours, or after
 * their consent. A clock that was set forward looks like a device that slept, so nobody notices that. Reads no clock.
 */

/** Clocks that the network sets jump by less. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** The two clocks of a device, read together. Milliseconds since the epoch. */
export interface ClockReading {
  /** Anybody who may set the device's clock moves it. */
  readonly wallMs: number;
  /** The wall clock of some moment, counted on steadily since. It may stand still while the device sleeps. */
  readonly steadyMs: number;
}

/** What the device's clock is good for at a moment. */
export interface ClockTrust {
  readonly wallMs: number;
  /** What consents are measured by: a clock that is set back gives nobody more time. */
  readonly expiryMs: number;
  /** Hours of the week can be told by `wallMs`. */
  readonly trusted: boolean;
}

/**
 * @param start - When somebody who knows the time looked at the clock last, or the page was opened. Consents run out
 * by the time that has passed since then, however the clock is set meanwhile.
 * @param latestMs - The latest moment in the log; −Infinity without any.
 */
export function clockTrust(start: ClockReading, now: ClockReading, latestMs: number): ClockTrust {
  return {
    wallMs: now.wallMs,
    expiryMs: Math.max(now.wallMs, start.wallMs + now.steadyMs - start.steadyMs, latestMs),
    trusted: !wasSetBack(start, now) && !isClockBehind(now.wallMs, latestMs),
  };
}

/** Whether the wall clock shows less time passed than the steady clock does. */
export function wasSetBack(before: ClockReading, now: ClockReading): boolean {
  const passedMs = now.steadyMs - before.steadyMs;
  return now.wallMs - before.wallMs < passedMs - CLOCK_TOLERANCE_MS;
}

/**
 * Whether the clock is so far behind what was logged already that somebody has to look at it.
 * @param nowMs - By the device's clock, milliseconds since the epoch.
 * @param latestMs - The latest moment in the log; −Infinity without any.
 */
export function isClockBehind(nowMs: number, latestMs: number): boolean {
  return latestMs - nowMs > CLOCK_TOLERANCE_MS;
}
