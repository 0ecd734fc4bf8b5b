/** @file When the kiosk has people erased: at the moment, however far off it is, and whatever the clock does. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DAY_MS } from '../../src/core/enrolment/retention.ts';
import { ExpiryWatch } from '../../src/kiosk/expiry-watch.ts';

const failed = vi.fn();
let nextMs: number;
/** What a set clock, or a device that slept, is ahead of the timers. */
let aheadMs: number;
const erase = vi.fn(() => {
  nextMs = Infinity;
  return Promise.resolve();
});
let watch: ExpiryWatch;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  aheadMs = 0;
  erase.mockClear();
  failed.mockClear();
  watch = new ExpiryWatch({ nextMs: () => nextMs, nowMs: () => Date.now() + aheadMs, erase, failed });
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

it('erases at the very moment, though it is further off than a timer can wait', async () => {
  nextMs = 40 * DAY_MS;
  watch.start();
  await vi.advanceTimersByTimeAsync(nextMs - 1);
  expect(erase).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(erase).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(DAY_MS);
  expect(erase).toHaveBeenCalledOnce();
});

it('is at most a minute late after a sleep, and not late at all where a face is compared', async () => {
  nextMs = DAY_MS;
  watch.start();
  aheadMs = 2 * DAY_MS;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(erase).toHaveBeenCalledOnce();
  nextMs = 3 * DAY_MS;
  watch.start();
  aheadMs = 4 * DAY_MS;
  watch.check();
  watch.check();
  expect(erase).toHaveBeenCalledTimes(2);
});

it('tries again a minute after a failure, and not with every frame', async () => {
  nextMs = 5;
  erase.mockRejectedValueOnce(new Error('no room'));
  watch.start();
  await vi.advanceTimersByTimeAsync(5);
  expect(failed).toHaveBeenCalledExactlyOnceWith(new Error('no room'));
  watch.check();
  expect(erase).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(erase).toHaveBeenCalledTimes(2);
});

it('does nothing once it is stopped', async () => {
  nextMs = 5;
  watch.start();
  watch.stop();
  await vi.advanceTimersByTimeAsync(DAY_MS);
  watch.check();
  expect(erase).not.toHaveBeenCalled();
});
