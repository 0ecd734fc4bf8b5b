/** @file Drift of margins against a trend worked out by hand, chance, ties and single bad days. */
import { describe, expect, it } from 'vitest';
import { lcg } from '../../../simulator/builders.ts';
import { marginDrift } from '../../../src/core/metrics/margin-drift.ts';

const line = (count: number, from: number, step: number): number[] =>
  Array.from({ length: count }, (_, at) => from + at * step);

describe('marginDrift', () => {
  it('says nothing of fewer than ten grants', () => {
    expect(marginDrift([])).toBeNull();
    expect(marginDrift(line(9, 0.5, -0.05))).toBeNull();
  });

  it('agrees with Mann–Kendall by hand: ten that fall by 0.01 each', () => {
    const drift = marginDrift(line(10, 0.3, -0.01))!;
    // All 45 pairs fall; the variance is 10 · 9 · 25 / 18 = 125; one step is taken off for continuity.
    expect(drift.z).toBeCloseTo(-44 / Math.sqrt(125), 10);
    expect(drift.fall).toBeCloseTo(0.09, 10);
    expect(drift).toMatchObject({ grants: 10, falling: true });
  });

  it('takes ties off the variance', () => {
    const margins = [0.3, 0.3, 0.29, 0.28, 0.27, 0.26, 0.25, 0.24, 0.23, 0.2];
    // One pair of equals: 44 pairs fall, and the variance is (2250 − 2 · 1 · 9) / 18.
    expect(marginDrift(margins)!.z).toBeCloseTo(-43 / Math.sqrt(2232 / 18), 10);
  });

  it('finds no drift where nothing moves, where margins rise, or where the fall is tiny', () => {
    expect(marginDrift(line(12, 0.2, 0))).toEqual({ grants: 12, fall: 0, z: 0, falling: false });
    expect(marginDrift(line(12, 0.2, 0.02))).toMatchObject({ falling: false });
    expect(marginDrift(line(12, 0.2, 0.02))!.fall).toBeCloseTo(-0.22, 10);
    expect(marginDrift(line(12, 0.2, -0.001))!.falling).toBe(false);
  });

  it('is not taken in by one bad day', () => {
    const random = lcg(5);
    const margins = Array.from({ length: 20 }, () => 0.25 + 0.04 * (random() - 0.5));
    margins[19] = 0.01;
    expect(marginDrift(margins)!.falling).toBe(false);
  });

  it('looks at the last thirty only', () => {
    const margins = [...line(30, 0.9, -0.02), ...line(30, 0.2, 0)];
    expect(marginDrift(margins)).toMatchObject({ grants: 30, fall: 0, falling: false });
  });

  it('names hardly anybody whose margins only scatter', () => {
    const random = lcg(11);
    let named = 0;
    for (let person = 0; person < 2_000; person += 1) {
      const margins = Array.from({ length: 20 }, () => 0.2 + 0.2 * (random() - 0.5));
      if (marginDrift(margins)!.falling) named += 1;
    }
    expect(named).toBeLessThanOrEqual(8);
  });

  it('finds most falls of 0.1 over twenty visits within the usual scatter', () => {
    const random = lcg(12);
    let named = 0;
    for (let person = 0; person < 200; person += 1) {
      const margins = line(20, 0.3, -0.1 / 19).map((margin) => margin + 0.08 * (random() - 0.5));
      if (marginDrift(margins)!.falling) named += 1;
    }
    // A power of nine in ten.
    expect(named).toBeGreaterThan(170);
  });

  it('refuses what is no number', () => {
    expect(() => marginDrift([...line(10, 0.2, 0), NaN])).toThrow(RangeError);
  });
});
