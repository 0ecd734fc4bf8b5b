/** @file Fusion of fake probabilities, threshold scaling and voting against hand-computed values. */
import { describe, expect, it } from 'vitest';
import { fuseFakeProbabilities } from '../../../src/core/fusion/fake-probability.ts';
import {
  fmrForFpir,
  similarityThreshold,
  thresholdForFmr,
} from '../../../src/core/fusion/similarity-threshold.ts';
import { winnerOf } from '../../../src/core/fusion/voting.ts';
import type { OperatingPoint } from '../../../src/core/manifest/types.ts';

function point(fmr: number, threshold: number): OperatingPoint {
  return {
    fmr,
    threshold,
    fnmr: 0,
    fnmrInterval: [0, 1],
    fmrInterval: [0, 1],
    genuinePairs: 1,
    impostorPairs: 1,
  };
}

describe('fuseFakeProbabilities', () => {
  const repeat = (value: number, times: number) => Array<number>(times).fill(value);

  it('lets enough confident fakes outvote the rest in system 3’s window', () => {
    expect(fuseFakeProbabilities([...repeat(0.9, 13), ...repeat(0.1, 19)])).toBeCloseTo(0.9, 12);
    // 12 is not above ⌊32 / 2.5⌋ = 12: the mean.
    expect(fuseFakeProbabilities([...repeat(0.9, 12), ...repeat(0.1, 20)])).toBeCloseTo((10.8 + 2) / 32, 12);
  });

  it('scales to a short window', () => {
    // n = 5: more than ⌊2⌋ and more than 1.72 confident fakes.
    expect(fuseFakeProbabilities([0.9, 1, 0.95, 0, 0])).toBeCloseTo(0.95, 12);
    expect(fuseFakeProbabilities([0.9, 1, 0.5, 0, 0])).toBeCloseTo(0.48, 12);
    expect(fuseFakeProbabilities([0.9])).toBeCloseTo(0.9, 12);
  });

  it('lets nearly unanimous confident reals stand alone', () => {
    expect(fuseFakeProbabilities([...repeat(0.1, 19), 0.7])).toBeCloseTo(0.1, 12);
    // 9 of 10 is not above 0.9 · 10.
    expect(fuseFakeProbabilities([...repeat(0.1, 9), 0.7])).toBeCloseTo(0.16, 12);
  });

  it('says nothing of no frames and refuses broken values', () => {
    expect(fuseFakeProbabilities([])).toBeNull();
    expect(() => fuseFakeProbabilities([NaN])).toThrow(/outside \[0, 1\]/);
    expect(() => fuseFakeProbabilities([1.1])).toThrow(/outside \[0, 1\]/);
  });
});

describe('fmrForFpir', () => {
  it('inverts FPIR = 1 − (1 − FMR)^N', () => {
    expect(fmrForFpir(0.01, 1)).toBeCloseTo(0.01, 15);
    for (const n of [2, 1000, 100_000]) {
      expect(1 - (1 - fmrForFpir(0.01, n)) ** n).toBeCloseTo(0.01, 9);
    }
    // Anchors: FMR 1e-4 at N = 1,000 gives 9.5 %.
    expect(fmrForFpir(1 - (1 - 1e-4) ** 1000, 1000)).toBeCloseTo(1e-4, 12);
    expect(() => fmrForFpir(0, 1)).toThrow(/between 0 and 1/);
    expect(() => fmrForFpir(0.1, -1)).toThrow(/whole number/);
  });
});

describe('similarityThreshold', () => {
  const points = [point(1e-2, 0.2), point(1e-3, 0.3), point(1e-4, 0.45)];

  it('takes a measured point as it is, N = 1', () => {
    const { threshold, fmr, extrapolated } = similarityThreshold(points, 1e-3, 1);
    expect(threshold).toBeCloseTo(0.3, 9);
    expect(fmr).toBeCloseTo(1e-3, 12);
    expect(extrapolated).toBe(false);
    expect(similarityThreshold(points, 1e-4, 1)).toEqual({ threshold: 0.45, fmr: 1e-4, extrapolated: false });
  });

  it('interpolates in log FMR', () => {
    const { threshold, extrapolated } = similarityThreshold(points, 10 ** -2.5, 1);
    expect(threshold).toBeCloseTo(0.25, 9);
    expect(extrapolated).toBe(false);
  });

  it('extrapolates along the last slope for N = 1000, and says so', () => {
    const { threshold, fmr, extrapolated } = similarityThreshold(points, 1 - (1 - 1e-6) ** 1000, 1000);
    expect(fmr).toBeCloseTo(1e-6, 12);
    expect(threshold).toBeCloseTo(0.75, 6);
    expect(extrapolated).toBe(true);
  });

  it('grows stricter with every subject', () => {
    const thresholds = [1, 2, 5, 10, 100, 1000].map((n) => similarityThreshold(points, 1e-2, n).threshold);
    expect(thresholds).toEqual([...thresholds].sort((a, b) => a - b));
    expect(new Set(thresholds).size).toBe(6);
  });

  it('gets no looser than the loosest measured point', () => {
    expect(similarityThreshold(points, 0.5, 1)).toEqual({ threshold: 0.2, fmr: 1e-2, extrapolated: false });
    expect(similarityThreshold(points, 1e-2, 0)).toMatchObject({ threshold: 0.2 });
  });

  it('uses a single point, and marks it when the target is stricter', () => {
    const single = [point(1e-3, 0.3)];
    expect(similarityThreshold(single, 1e-3, 1000)).toEqual({
      threshold: 0.3,
      fmr: 1e-3,
      extrapolated: true,
    });
    expect(similarityThreshold(single, 0.5, 1)).toEqual({ threshold: 0.3, fmr: 1e-3, extrapolated: false });
  });

  it('refuses no points and points out of order', () => {
    expect(() => similarityThreshold([], 1e-3, 1)).toThrow(/no operating point.*Calibrate/);
    expect(() => similarityThreshold([points[1], points[0]], 1e-3, 1)).toThrow(/falling false match rate/);
    expect(() => similarityThreshold([point(1e-2, 0.3), point(1e-3, 0.2)], 1e-3, 1)).toThrow(/never falling/);
    expect(() => similarityThreshold([point(1e-2, NaN)], 1e-3, 1)).toThrow(/operating points/);
  });
});

describe('thresholdForFmr', () => {
  it('continues at the loose end, marked', () => {
    const found = thresholdForFmr([point(1e-2, 0.2), point(1e-3, 0.3)], 0.1);
    expect(found.threshold).toBeCloseTo(0.1, 9);
    expect(found.extrapolated).toBe(true);
  });
});

describe('winnerOf', () => {
  it('needs K voices for one subject', () => {
    expect(winnerOf(['a', null, 'a', 'b', 'a'], 3)).toBe('a');
    expect(winnerOf(['a', 'b', 'a', 'b'], 3)).toBeNull();
    expect(winnerOf([null, null, null], 1)).toBeNull();
    expect(winnerOf([], 1)).toBeNull();
  });

  it('names nobody when two have enough', () => {
    expect(winnerOf(['a', 'b', 'a', 'b'], 2)).toBeNull();
    expect(() => winnerOf(['a'], 0)).toThrow(/at least one/);
  });
});
