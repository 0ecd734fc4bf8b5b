/** @file Wrong secrets wait, doubling, never for longer than a quarter of an hour. */
import { describe, expect, it } from 'vitest';
import { NO_TRIES, secretWaitMs, withWrongTry } from '../../../src/core/site/secret-limit.ts';

const START_MS = 1_800_000_000_000;

describe('secretWaitMs', () => {
  it('begins with the fourth wrong try and doubles up to a quarter of an hour', () => {
    let tries = NO_TRIES;
    const waitsS: number[] = [];
    for (let wrong = 1; wrong <= 12; wrong += 1) {
      tries = withWrongTry(tries, START_MS);
      waitsS.push(secretWaitMs(tries, START_MS) / 1_000);
    }
    expect(waitsS).toEqual([0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it('ends after its time, and grows again from where it was', () => {
    const tries = { wrong: 5, lastMs: START_MS };
    expect(secretWaitMs(tries, START_MS + 29_999)).toBe(1);
    expect(secretWaitMs(tries, START_MS + 30_000)).toBe(0);
    expect(withWrongTry(tries, START_MS + 30_000).wrong).toBe(6);
  });

  it('is no longer than from now on where the clock was set back', () => {
    expect(secretWaitMs({ wrong: 4, lastMs: START_MS }, START_MS - 86_400_000)).toBe(15_000);
  });

  it('forgets after a day without another', () => {
    const tries = { wrong: 9, lastMs: START_MS };
    expect(withWrongTry(tries, START_MS + 86_400_001)).toEqual({ wrong: 1, lastMs: START_MS + 86_400_001 });
  });
});
