import { describe, expect, it } from 'vitest';
import type { OperatingPoint } from '../../../src/core/manifest/types.ts';
import { operatingMeaning } from '../../../src/core/metrics/operating-meaning.ts';

const point = (fmr: number, threshold: number, fnmr: number): OperatingPoint => ({
  fmr,
  threshold,
  fnmr,
  fnmrInterval: [fnmr / 2, fnmr * 2],
  fmrInterval: [fmr * 0.5, fmr * 1.8],
  genuinePairs: 1_000,
  impostorPairs: Math.round(10 / fmr),
});
const PAIRS = { operatingPoints: [point(1e-2, 0.3, 0.01), point(1e-4, 0.5, 0.05)] };

describe('operatingMeaning', () => {
  it('gives a measured point as it was measured, for one comparison', () => {
    const meaning = operatingMeaning(PAIRS, 1e-4, 1);
    expect(meaning.fpir).toBeCloseTo(1e-4, 12);
    expect(meaning.fpirInterval?.[0]).toBeCloseTo(0.5e-4, 12);
    expect(meaning.fpirInterval?.[1]).toBeCloseTo(1.8e-4, 12);
    expect(meaning).toMatchObject({ fnmr: 0.05, fnmrInterval: [0.025, 0.1] });
    expect(meaning.evidence).toEqual({ kind: 'pairs', strangers: 100_000, enrolled: 1_000 });
    expect(meaning.reachesTarget).toBe(true);
  });

  it('reckons between two points, with the doubt of the stricter one', () => {
    // Half way in log₁₀ FMR: 1e-3.
    const meaning = operatingMeaning(PAIRS, 1e-3, 1);
    expect(meaning.fnmr).toBeCloseTo(0.03, 12);
    expect(meaning.fpirInterval?.[0]).toBeCloseTo(0.5e-3, 12);
    expect(meaning.fpirInterval?.[1]).toBeCloseTo(1.8e-3, 12);
    expect(meaning.evidence.strangers).toBe(100_000);
  });

  it('keeps the wanted rate over a gallery, and its doubt grows and shrinks with each comparison', () => {
    const comparisons = 50;
    const meaning = operatingMeaning(PAIRS, 1e-2, comparisons);
    expect(meaning.fpir).toBeCloseTo(1e-2, 10);
    const fmr = 1 - (1 - 1e-2) ** (1 / comparisons);
    expect(meaning.fpirInterval?.[1]).toBeCloseTo(1 - (1 - 1.8 * fmr) ** comparisons, 10);
  });

  it('says that nothing was measured at a stricter point, and no less than the strictest for refusals', () => {
    const meaning = operatingMeaning(PAIRS, 1e-3, 1_000);
    expect(meaning).toMatchObject({
      fpirInterval: null,
      fnmr: 0.05,
      fnmrInterval: null,
      reachesTarget: true,
    });
    expect(meaning.fpir).toBeCloseTo(1e-3, 10);
  });

  it('says when a single point misses the wanted rate', () => {
    const meaning = operatingMeaning({ operatingPoints: [point(1e-2, 0.3, 0.01)] }, 1e-3, 1);
    expect(meaning).toMatchObject({ fpirInterval: null, reachesTarget: false });
    expect(meaning.fpir).toBeCloseTo(1e-2, 12);
  });

  it('takes an empty gallery for one comparison', () => {
    expect(operatingMeaning(PAIRS, 1e-3, 0)).toEqual(operatingMeaning(PAIRS, 1e-3, 1));
  });

  it('never reckons past certainty', () => {
    const wild = { ...point(0.9, 0, 0), fmrInterval: [0.5, 1] as const };
    expect(operatingMeaning({ operatingPoints: [wild] }, 0.9999, 3).fpirInterval?.[1]).toBe(1);
  });
});
