/**
 * @file Whether the clock on the wall can be relied on for a schedule: whoever sets it back buys themselves hours. That it
 * was set forward cannot be told from a device that slept.
 */
import { CLOCK_TOLERANCE_MS } from './clock-behind.ts';

/** The two clocks of a device, read together. */
export interface ClockReading {
  /** Milliseconds since the epoch. */
  readonly wallMs: number;
  /** Never set; may stand still while the device sleeps. */
  readonly monotonicMs: number;
}

/** Whether less time has passed on the wall than has passed. */
export function wasSetBack(before: ClockReading, now: ClockReading): boolean {
  const passedMs = now.monotonicMs - before.monotonicMs;
  return now.wallMs - before.wallMs < passedMs - CLOCK_TOLERANCE_MS;
}
