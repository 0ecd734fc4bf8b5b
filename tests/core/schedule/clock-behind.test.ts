import { expect, it } from 'vitest';
import { isClockBehind } from '../../../src/core/schedule/clock-behind.ts';

it('lets a clock go back by five minutes, as networks set it', () => {
  expect(isClockBehind(1_000_000, -Infinity)).toBe(false);
  expect(isClockBehind(1_000_000, 900_000)).toBe(false);
  expect(isClockBehind(1_000_000, 1_300_000)).toBe(false);
  expect(isClockBehind(1_000_000, 1_300_001)).toBe(true);
});
