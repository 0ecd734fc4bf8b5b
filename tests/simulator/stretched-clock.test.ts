/** @file The clock of a page that watches a drawn person runs with the frames that the page takes. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/core/rng/rng.ts';
import { StretchedClock } from '../../simulator/responder/stretched-clock.ts';

const START_MS = 1_000;

/** @returns How far the clock gets from one frame to the next where they come every `everyMs`. */
function gaps(everyMs: number, frames = 200): number[] {
  const clock = new StretchedClock(START_MS, createRng(7));
  const times = Array.from({ length: frames }, (_, index) => {
    clock.takeFrame(START_MS + index * everyMs);
    return clock.nowMs(START_MS + index * everyMs);
  });
  return times.slice(1).map((time, index) => time - times[index]);
}

describe('StretchedClock', () => {
  it('is the real clock while frames come often enough', () => {
    for (const gap of gaps(60)) expect(gap).toBeCloseTo(60, 9);
  });

  it('lets no more than a usual gap pass between two frames of a slow machine, and no two alike', () => {
    const found = gaps(1_500);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(85);
    expect(Math.max(...found)).toBeLessThanOrEqual(115);
    expect(new Set(found).size).toBe(found.length);
  });

  it('waits for a frame, runs on where none is taken for long, and never goes back', () => {
    const clock = new StretchedClock(START_MS, () => 0);
    const at = (sinceMs: number): number => clock.nowMs(START_MS + sinceMs) - START_MS;
    expect([at(50), at(85), at(90), at(3_000)]).toEqual([50, 85, 85, 85]);
    expect([at(3_010), at(4_000)]).toEqual([95, 1_085]);
    clock.takeFrame(START_MS + 4_000);
    expect([at(4_000), at(4_010)]).toEqual([1_085, 1_095]);
  });
});
