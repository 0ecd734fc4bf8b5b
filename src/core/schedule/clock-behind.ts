/** @file When a device's clock counts as set back. Reads no clock. */

/** Clocks that the network sets jump by less. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * Whether the clock is so far behind what was logged already that somebody has to look at it.
 * @param nowMs - By the device's clock, milliseconds since the epoch.
 * @param latestMs - The latest moment in the log; −Infinity without any.
 */
export function isClockBehind(nowMs: number, latestMs: number): boolean {
  return latestMs - nowMs > CLOCK_TOLERANCE_MS;
}
