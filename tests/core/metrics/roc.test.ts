/** @file ROC, AUC and equal error rate against hand-computed values and naive loops. */
import { describe, expect, it } from 'vitest';
import { equalErrorRates } from '../../../src/core/metrics/equal-error-rate.ts';
import { areaUnderCurve, rocCurve } from '../../../src/core/metrics/roc.ts';

// Worked out by hand: y = 1110000.
const GENUINE = [0.9, 0.8, 0.3];
const IMPOSTOR = [0.7, 0.5, 0.4, 0.2];

describe('rocCurve', () => {
  it('keeps every distinct threshold', () => {
    expect(rocCurve(GENUINE, IMPOSTOR).points).toEqual([
      { threshold: Infinity, trueMatches: 0, falseMatches: 0 },
      { threshold: 0.9, trueMatches: 1, falseMatches: 0 },
      { threshold: 0.8, trueMatches: 2, falseMatches: 0 },
      { threshold: 0.7, trueMatches: 2, falseMatches: 1 },
      { threshold: 0.5, trueMatches: 2, falseMatches: 2 },
      { threshold: 0.4, trueMatches: 2, falseMatches: 3 },
      { threshold: 0.3, trueMatches: 3, falseMatches: 3 },
      { threshold: 0.2, trueMatches: 3, falseMatches: 4 },
    ]);
  });

  it('drops collinear points with the parity flag', () => {
    const thresholds = rocCurve(GENUINE, IMPOSTOR, { parity: true }).points.map((point) => point.threshold);
    expect(thresholds).toEqual([Infinity, 0.9, 0.8, 0.4, 0.3, 0.2]);
  });

  it('counts ties within and between the classes as one point', () => {
    expect(rocCurve([0.5, 0.5, 0.9], [0.5, 0.1]).points).toEqual([
      { threshold: Infinity, trueMatches: 0, falseMatches: 0 },
      { threshold: 0.9, trueMatches: 1, falseMatches: 0 },
      { threshold: 0.5, trueMatches: 3, falseMatches: 1 },
      { threshold: 0.1, trueMatches: 3, falseMatches: 2 },
    ]);
  });

  it('refuses one class only, and broken numbers', () => {
    expect(() => rocCurve([], IMPOSTOR)).toThrow(/no genuine pair.*both kinds/);
    expect(() => rocCurve(GENUINE, [])).toThrow(/no impostor pair.*both kinds/);
    expect(() => rocCurve([NaN], IMPOSTOR)).toThrow(/genuine similarities is not a finite/);
  });
});

describe('areaUnderCurve', () => {
  it('agrees with counting pairs, ties half', () => {
    const genuine = [0.9, 0.5, 0.5, 0.3, 0.1];
    const impostor = [0.5, 0.3, 0.2, 0.2];
    let wins = 0;
    for (const g of genuine) for (const i of impostor) wins += g > i ? 1 : g === i ? 0.5 : 0;
    expect(areaUnderCurve(rocCurve(genuine, impostor))).toBeCloseTo(wins / 20, 12);
    expect(areaUnderCurve(rocCurve(genuine, impostor, { parity: true }))).toBeCloseTo(wins / 20, 12);
  });

  it('is 1 for perfect separation, 0 for the reverse and 1/2 for all equal', () => {
    expect(areaUnderCurve(rocCurve([2, 3], [0, 1]))).toBe(1);
    expect(areaUnderCurve(rocCurve([0, 1], [2, 3]))).toBe(0);
    expect(areaUnderCurve(rocCurve([1, 1], [1]))).toBe(0.5);
  });
});

describe('equalErrorRates', () => {
  it('gives the rates worked out by hand without dropping', () => {
    const { eerA, eerB } = equalErrorRates(GENUINE, IMPOSTOR);
    expect(eerA.rate).toBeCloseTo(1 / 3, 12);
    expect(eerB.rate).toBeCloseTo((1 / 3 + 1 / 4) / 2, 12);
    expect(eerB).toMatchObject({ threshold: 0.7, genuinePairs: 3, impostorPairs: 4 });
  });

  it('gives the rates worked out by hand with dropping', () => {
    const { eerA, eerB } = equalErrorRates(GENUINE, IMPOSTOR, { parity: true });
    expect(eerA.rate).toBeCloseTo(1 / 3, 12);
    expect(eerB.rate).toBeCloseTo(1 / 6, 12);
    expect(eerB.threshold).toBe(0.8);
  });

  it('is 0 for perfect separation', () => {
    const { eerA, eerB } = equalErrorRates([0.8, 0.9], [0.1, 0.2]);
    expect(eerA).toMatchObject({ rate: 0, threshold: 0.8 });
    expect(eerB.rate).toBe(0);
  });

  it('takes the first of tied points, which rounded rates would get wrong', () => {
    // (FNMR, FMR): ∞ (1, 0), .9 (2/3, 0), .8 (2/3, 1/3), .7 (1/3, 1/3)…
    expect(equalErrorRates([0.9, 0.7, 0.1], [0.8, 0.2, 0]).eerB).toMatchObject({ threshold: 0.7 });
    // All equal: |FNMR − FMR| is 1 at both ends, so the first, which accepts nobody, wins.
    const { eerA, eerB } = equalErrorRates([0.5], [0.5]);
    expect(eerA).toMatchObject({ rate: 1, threshold: 0.501 });
    expect(eerB).toMatchObject({ rate: 0.5, threshold: Infinity });
  });
});
