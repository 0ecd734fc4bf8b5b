/** @file The device's speed: the log tells when it changed, once. */
import { expect, it } from 'vitest';
import { observationOf } from '../../simulator/builders.ts';
import { POLICIES } from '../../src/core/decision/policies.ts';
import type { Pace } from '../../src/core/pace/pace.ts';
import { PaceWatch } from '../../src/kiosk/pace-watch.ts';
import type { AuditEvent } from '../../src/storage/types.ts';

const FAST: Pace = { gapMs: 60, cameraGapMs: 33, stride: 1, settled: true };
const SLOW: Pace = { gapMs: 125, cameraGapMs: 33, stride: 2, settled: true };
const TOO_SLOW: Pace = { gapMs: 500, cameraGapMs: 33, stride: 3, settled: true };

function setUp(failure?: Error) {
  const logged: AuditEvent[] = [];
  const errors: unknown[] = [];
  const log = (event: AuditEvent): Promise<void> => {
    logged.push(event);
    return failure ? Promise.reject(failure) : Promise.resolve();
  };
  const watch = new PaceWatch({ site: { policy: POLICIES.standard, log } }, (error) => errors.push(error));
  let sequence = 0;
  const show = (pace: Pace, atMs: number, frames = 50): void => {
    for (let at = 0; at < frames; at += 1) {
      sequence += 1;
      watch.observe(observationOf(sequence, atMs + at, { pace }));
    }
  };
  return { watch, logged, errors, show };
}

it('logs nothing of a fast device', () => {
  const { watch, logged, show } = setUp();
  show(FAST, 0);
  expect(logged).toEqual([]);
  expect(watch.pace).toEqual(FAST);
});

it('logs once that the device became slow, and once that it is fast again', () => {
  const { logged, show } = setUp();
  show(FAST, 0);
  show(SLOW, 1_000);
  show(SLOW, 700_000);
  show(FAST, 1_400_000);
  expect(logged).toEqual([
    { kind: 'paceChanged', framesPerSecond: 8, recognisedEvery: 2, tooSlow: false },
    { kind: 'paceChanged', framesPerSecond: 16.7, recognisedEvery: 1, tooSlow: false },
  ]);
});

it('logs that the device is too slow for the policy', () => {
  const { logged, show } = setUp();
  show(TOO_SLOW, 0);
  expect(logged).toEqual([{ kind: 'paceChanged', framesPerSecond: 2, recognisedEvery: 3, tooSlow: true }]);
});

it('logs a device that goes back and forth once in ten minutes', () => {
  const { logged, show } = setUp();
  for (let at = 0; at < 20; at += 1) show(at % 2 === 0 ? SLOW : TOO_SLOW, at * 10_000);
  expect(logged).toHaveLength(1);
});

it('does not judge a video file, and tells when the log cannot be written', async () => {
  const { watch, logged, errors, show } = setUp(new Error('The store is full.'));
  watch.observe(observationOf(1, 0, { source: 'file', pace: SLOW }));
  expect(logged).toEqual([]);
  show(SLOW, 1);
  await Promise.resolve();
  await Promise.resolve();
  expect(errors).toHaveLength(1);
});
