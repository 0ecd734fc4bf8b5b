/** @file What is done once a day. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DAY_MS } from '../../src/core/enrolment/retention.ts';
import { DailyUpkeep } from '../../src/kiosk/daily-upkeep.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('works at once and each day, whether or not it worked before, until it is stopped', async () => {
  const work = vi.fn(() => Promise.resolve());
  const failed = vi.fn();
  const upkeep = new DailyUpkeep(work, failed);
  upkeep.start();
  expect(work).toHaveBeenCalledTimes(1);
  work.mockRejectedValueOnce(new Error('no room'));
  await vi.advanceTimersByTimeAsync(DAY_MS);
  expect(failed).toHaveBeenCalledExactlyOnceWith(new Error('no room'));
  await vi.advanceTimersByTimeAsync(DAY_MS);
  expect(work).toHaveBeenCalledTimes(3);
  upkeep.start();
  await vi.advanceTimersByTimeAsync(DAY_MS);
  expect(work).toHaveBeenCalledTimes(5);
  upkeep.stop();
  await vi.advanceTimersByTimeAsync(9 * DAY_MS);
  expect(work).toHaveBeenCalledTimes(5);
});
