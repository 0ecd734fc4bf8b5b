/** @file Rates at thresholds, thresholds at rates, intervals and operating points. */
import { describe, expect, it } from 'vitest';
import { fmrAt, fnmrAt, thresholdAtFmr } from '../../../src/core/metrics/error-rates.ts';
import { ruleOfThree, wilsonInterval } from '../../../src/core/metrics/intervals.ts';
import { impostorPairsNeeded, operatingPoints } from '../../../src/core/metrics/operating-points.ts';

describe('rates at a threshold', () => {
  it('accepts at the threshold itself', () => {
    expect(fmrAt([0.1, 0.5, 0.5, 0.9], 0.5)).toBe(0.75);
    expect(fnmrAt([0.1, 0.5, 0.5, 0.9], 0.5)).toBe(0.25);
    expect(fmrAt([0.1, 0.5], 0.51)).toBe(0);
    expect(fnmrAt([0.1, 0.5], 0.51)).toBe(1);
    expect(() => fmrAt([], 0.5)).toThrow(/no impostor pair/);
    expect(() => fnmrAt([], 0.5)).toThrow(/no genuine pair/);
  });
});

describe('thresholdAtFmr', () => {
  const impostor = [0.1, 0.9, 0.3, 0.5, 0.7];

  it('is the lowest threshold that keeps the target', () => {
    for (const target of [0.1, 0.2, 0.39, 0.4, 0.6, 0.99]) {
      const threshold = thresholdAtFmr(impostor, target);
      expect(fmrAt(impostor, threshold)).toBeLessThanOrEqual(target);
      const below = impostor.filter((value) => value < threshold).sort((a, b) => b - a)[0];
      expect(fmrAt(impostor, below)).toBeGreaterThan(target);
    }
  });

  it('leaves ties out together rather than exceed the target', () => {
    expect(fmrAt([0.5, 0.5, 0.5, 0.1], thresholdAtFmr([0.5, 0.5, 0.5, 0.1], 0.5))).toBe(0);
  });

  it('steps up from zero and from negative similarities', () => {
    expect(thresholdAtFmr([0], 0.5)).toBe(Number.MIN_VALUE);
    const threshold = thresholdAtFmr([-0.25], 0.5);
    expect(threshold).toBeGreaterThan(-0.25);
    expect(threshold).toBeCloseTo(-0.25, 12);
  });

  it('refuses targets that are no rate', () => {
    expect(() => thresholdAtFmr(impostor, 0)).toThrow(/between 0 and 1/);
    expect(() => thresholdAtFmr(impostor, 1)).toThrow(/between 0 and 1/);
    expect(() => thresholdAtFmr(impostor, NaN)).toThrow(/between 0 and 1/);
  });
});

describe('intervals', () => {
  it('gives Wilson’s interval as computed by hand', () => {
    // z² = 3.84146; p = .1, n = 100: (.1192073 ± .0620439) / 1.0384146.
    const [lower, upper] = wilsonInterval(10, 100);
    expect(lower).toBeCloseTo(0.0552291, 6);
    expect(upper).toBeCloseTo(0.1743657, 6);
  });

  it('stays within 0 and 1 and mirrors', () => {
    const [low0, high0] = wilsonInterval(0, 20);
    const [low1, high1] = wilsonInterval(20, 20);
    expect(low0).toBe(0);
    expect(high0).toBeCloseTo(3.841459 / 23.841459, 6);
    expect(high1).toBe(1);
    expect(low1).toBeCloseTo(1 - high0, 12);
  });

  it('applies the rule of three', () => {
    expect(ruleOfThree(30_000)).toBeCloseTo(1e-4, 12);
    expect(ruleOfThree(1)).toBe(1);
    expect(() => ruleOfThree(0)).toThrow(/at least one trial/);
    expect(() => wilsonInterval(3, 2)).toThrow(/no proportion/);
  });
});

describe('operatingPoints', () => {
  const impostor = Array.from({ length: 10_000 }, (_, i) => i / 20_000);
  const genuine = Array.from({ length: 100 }, (_, i) => 0.45 + i / 200);

  it('gives the supported targets by falling FMR, with their evidence', () => {
    const points = operatingPoints(genuine, impostor, [1e-4, 1e-2, 1e-3]);
    expect(points.map((point) => point.fmr)).toEqual([1e-2, 1e-3]);
    const [loose, strict] = points;
    // The 101st of the impostors from above is at 9899/20000.
    expect(loose.threshold).toBeCloseTo(0.49495, 9);
    expect(fmrAt(impostor, loose.threshold)).toBe(0.01);
    // Genuine: .45, .455 … .49 miss: 9 of 100.
    expect(loose.fnmr).toBeCloseTo(0.09, 12);
    expect(loose.fnmrInterval).toEqual(wilsonInterval(9, 100));
    expect(loose.fmrInterval).toEqual(wilsonInterval(100, 10_000));
    expect(loose).toMatchObject({ genuinePairs: 100, impostorPairs: 10_000 });
    expect(strict.threshold).toBeGreaterThan(loose.threshold);
  });

  it('states how many pairs a target needs', () => {
    expect(impostorPairsNeeded(1e-3)).toBe(10_000);
    expect(operatingPoints(genuine, impostor.slice(0, 9_999)).map((point) => point.fmr)).toEqual([1e-2]);
    expect(() => operatingPoints(genuine, impostor.slice(0, 999))).toThrow(
      /999 impostor pairs.*needs 1000.*longer/,
    );
    expect(() => operatingPoints(genuine, impostor, [])).toThrow(/at least one/);
    expect(() => operatingPoints([], impostor)).toThrow(/no genuine pair/);
  });
});
