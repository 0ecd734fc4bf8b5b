/** @file The time of day for waits and ends, which nobody moves by setting the device's clock while the page is open. */

/** Milliseconds since the epoch, as the clock was when the page was opened and counted on steadily from there. */
export function steadyWallMs(): number {
  return performance.timeOrigin + performance.now();
}
