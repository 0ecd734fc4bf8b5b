import { describe, expect, it } from 'vitest';
import { frameDurations, thinOut } from '../../../scripts/lib/record/write-animation.ts';

const at = (...times: number[]) => times.map((atMs) => ({ atMs }));

describe('thinOut', () => {
  it('drops what comes sooner than the interval after the last one kept', () => {
    expect(thinOut(at(0, 40, 99, 100, 150, 210, 1_000), 100)).toEqual(at(0, 100, 210, 1_000));
  });

  it('keeps nothing of nothing', () => {
    expect(thinOut([], 100)).toEqual([]);
  });
});

describe('frameDurations', () => {
  it('shows each frame until the next, and the last as long as asked', () => {
    expect(frameDurations(at(0, 100.4, 350), 1_500)).toEqual([100, 250, 1_500]);
    expect(frameDurations(at(5), 700)).toEqual([700]);
    expect(frameDurations([], 700)).toEqual([]);
  });
});
