/** @file When a clock counts as set back, and what it is good for then. */
import { describe, expect, it } from 'vitest';
import {
  CLOCK_TOLERANCE_MS,
  clockTrust,
  isClockBehind,
  wasSetBack,
} from '../../../src/core/schedule/clock.ts';

it('lets a clock go back by five minutes, as networks set it', () => {
  expect(isClockBehind(1_000_000, -Infinity)).toBe(false);
  expect(isClockBehind(1_000_000, 900_000)).toBe(false);
  expect(isClockBehind(1_000_000, 1_300_000)).toBe(false);
  expect(isClockBehind(1_000_000, 1_300_001)).toBe(true);
});

describe('wasSetBack', () => {
  const start = { wallMs: 1e12, steadyMs: 500 };
  const later = (wallBy: number, steadyBy: number) => ({
    wallMs: start.wallMs + wallBy,
    steadyMs: start.steadyMs + steadyBy,
  });

  it('sees a clock that fell behind the time that has passed', () => {
    expect(wasSetBack(start, later(3_600_000, 3_600_000))).toBe(false);
    expect(wasSetBack(start, later(-CLOCK_TOLERANCE_MS, 0))).toBe(false);
    expect(wasSetBack(start, later(-CLOCK_TOLERANCE_MS - 1, 0))).toBe(true);
    // An hour back, two hours after the start.
    expect(wasSetBack(start, later(3_600_000, 7_200_000))).toBe(true);
  });

  it('takes no sleep of the device for a set clock', () => {
    expect(wasSetBack(start, later(8 * 3_600_000, 60_000))).toBe(false);
  });
});

describe('clockTrust', () => {
  const start = { wallMs: 1e12, steadyMs: 1e12 };

  it('tells hours by a clock that is neither set back nor behind the log', () => {
    expect(clockTrust(start, start, -Infinity)).toEqual({ wallMs: 1e12, expiryMs: 1e12, trusted: true });
    expect(clockTrust(start, { wallMs: 1e12, steadyMs: 1e12 + 3_600_000 }, -Infinity).trusted).toBe(false);
    expect(clockTrust(start, start, 1e12 + 3_600_000).trusted).toBe(false);
  });

  it('measures consents by the latest of both clocks and the log', () => {
    const first = { wallMs: 0, steadyMs: 0 };
    expect(clockTrust(first, { wallMs: 5, steadyMs: 7 }, 6).expiryMs).toBe(7);
    expect(clockTrust(first, { wallMs: 8, steadyMs: 7 }, 6).expiryMs).toBe(8);
    expect(clockTrust(first, { wallMs: 5, steadyMs: 7 }, 9).expiryMs).toBe(9);
  });

  it('measures them no more by a clock that was wrong until somebody set it right', () => {
    const right = { wallMs: 1e12, steadyMs: 2e12 };
    expect(clockTrust(right, { wallMs: 1e12 + 5, steadyMs: 2e12 + 7 }, -Infinity).expiryMs).toBe(1e12 + 7);
  });
});
