/** @file What stands behind the charts: components, deviates, histograms, thinning, against values known otherwise. */
import { describe, expect, it } from 'vitest';
import { createRng, randomGaussian } from '../../../src/core/rng/rng.ts';
import { BINS, histogramsOf } from '../../../training/report/histogram.ts';
import { principalComponents } from '../../../training/report/pca.ts';
import { probit } from '../../../training/report/probit.ts';
import { averaged, smoothed, thinned } from '../../../training/report/thin.ts';
import { verificationOf } from '../../../training/report/verification.ts';

describe('principal components', () => {
  it('finds the axes of a stretched and turned cloud, wherever it lies', () => {
    const rng = createRng(3);
    const axes = [
      [0.6, 0.8, 0],
      [-0.8, 0.6, 0],
      [0, 0, 1],
    ];
    const vectors = Array.from({ length: 4000 }, () => {
      const along = [5, 2, 0.5].map((size) => size * randomGaussian(rng));
      return axes[0].map(
        (_, column) => 100 + along.reduce((sum, value, axis) => sum + value * axes[axis][column], 0),
      );
    });
    const { components, explained, coordinates } = principalComponents(vectors, 2);
    expect(components[0][0]).toBeCloseTo(0.6, 1);
    expect(components[0][1]).toBeCloseTo(0.8, 1);
    // The sign: the entry of largest size is positive.
    expect(components[1][0]).toBeCloseTo(0.8, 1);
    expect(components[1][1]).toBeCloseTo(-0.6, 1);
    expect(explained[0]).toBeCloseTo(25 / 29.25, 1);
    expect(explained[1]).toBeCloseTo(4 / 29.25, 1);
    const variance = (axis: number): number =>
      coordinates.reduce((sum, point) => sum + point[axis] ** 2, 0) / coordinates.length;
    expect(variance(0)).toBeGreaterThan(22);
    const covariance = coordinates.reduce((sum, [x, y]) => sum + x * y, 0) / coordinates.length;
    expect(Math.abs(covariance)).toBeLessThan(0.01);
  });

  it('takes equal vectors, and fewer vectors than components', () => {
    const equal = principalComponents([Float32Array.of(1, 2), Float32Array.of(1, 2)], 2);
    expect(equal.coordinates).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(equal.explained).toEqual([0, 0]);
    const line = principalComponents(
      [
        [0, 0],
        [3, 4],
      ],
      2,
    );
    expect(Math.abs(line.coordinates[0][0])).toBeCloseTo(2.5, 10);
    expect(line.explained[0]).toBeCloseTo(1, 10);
    expect(line.explained[1]).toBeCloseTo(0, 10);
  });

  it('refuses what has no components', () => {
    expect(() => principalComponents([], 2)).toThrow(/at least one/);
    expect(() => principalComponents([[1, 2], [1]], 1)).toThrow(/do not go together/);
    expect(() => principalComponents([[1, NaN]], 1)).toThrow(/not finite/);
    expect(() => principalComponents([[1, 2]], 3)).toThrow(/1 to 2 components/);
  });
});

describe('probit', () => {
  it('gives the quantiles of the tables', () => {
    // Quantiles of the standard normal distribution to six decimals.
    const table = [
      [0.5, 0],
      [0.6, 0.253347],
      [0.9, 1.281552],
      [0.975, 1.959964],
      [0.999, 3.090232],
      [0.0001, -3.719016],
      [1e-10, -6.361341],
    ];
    for (const [probability, deviate] of table) expect(probit(probability)).toBeCloseTo(deviate, 5);
    expect([probit(0), probit(1)]).toEqual([-Infinity, Infinity]);
    expect(() => probit(1.1)).toThrow(/no probability/);
  });
});

describe('histograms', () => {
  it('share their bins, and have an area of 1', () => {
    const { edges, densities } = histogramsOf([[0, 0.05, 2], [1], []]);
    expect(edges).toHaveLength(BINS + 1);
    expect([edges[0], edges[BINS]]).toEqual([0, 2]);
    expect(densities[0][0]).toBeCloseTo(2 / 3 / 0.1, 10);
    expect(densities[0][BINS - 1]).toBeCloseTo(1 / 3 / 0.1, 10);
    expect(densities.map((list) => list.reduce((sum, density) => sum + density * 0.1, 0))).toEqual([
      expect.closeTo(1, 10) as number,
      expect.closeTo(1, 10) as number,
      0,
    ]);
  });

  it('take a single value, and refuse none', () => {
    expect(histogramsOf([[0.5, 0.5]]).densities[0][0]).toBeCloseTo(BINS, 10);
    expect(() => histogramsOf([[]])).toThrow(/at least one value/);
    expect(() => histogramsOf([[NaN, Infinity]])).toThrow(/finite/);
  });
});

describe('thinning', () => {
  it('keeps ends and steps, and leaves out what is too near to see', () => {
    const points = Array.from({ length: 1001 }, (_, index) => [index / 1000, index < 500 ? 0 : 1] as const);
    const kept = thinned(points, [0.1, 0.1]);
    expect(kept.length).toBeLessThan(16);
    expect(kept[0]).toEqual([0, 0]);
    expect(kept.at(-1)).toEqual([1, 1]);
    expect(kept).toContainEqual([0.5, 1]);
  });

  it('averages neighbours and leaves out what is not finite', () => {
    const points = [1, 3, NaN, 5, 7].map((y, x) => [x, y] as const);
    expect(averaged(points, 2)).toEqual([
      [0.5, 2],
      [3.5, 6],
    ]);
    expect(averaged([], 5)).toEqual([]);
  });

  it('smooths without shifting a straight line', () => {
    const straight = Array.from({ length: 9 }, (_, x) => [x, 2 * x] as const);
    expect(smoothed(straight, 3)).toEqual(straight);
    expect(
      smoothed(
        [
          [0, 0],
          [1, 3],
          [2, 0],
        ],
        1,
      )[1],
    ).toEqual([1, 1]);
  });
});

describe('verification', () => {
  it('sets each kind against the genuine pairs, and marks one threshold on all', () => {
    const strangers = Array.from({ length: 1000 }, (_, index) => index / 2000);
    const found = verificationOf({
      step: 1,
      similarities: { genuine: [0.9, 0.8, 0.3], 'other-person': strangers, 'fake-same-person': [0.7, 0.1] },
    })!;
    expect(found.curves.map(({ kind }) => kind)).toEqual(['other-person', 'fake-same-person']);
    expect(found.operatingPoints.map(({ fmr }) => fmr)).toEqual([0.01]);
    const [real, fake] = found.curves;
    expect(real.marked).toEqual([{ fmr: 0.01, fnmr: expect.closeTo(1 / 3, 10) as number }]);
    expect(fake.marked[0].fmr).toBe(0.5);
    // By hand: .9, .8 genuine > .7 fake > .3 genuine > .1 fake: 5 of 6 comparisons are won.
    expect(fake.area).toBeCloseTo(5 / 6, 10);
    expect(fake.points[0]).toEqual({ fmr: 0, fnmr: 1 });
    expect(fake.points.at(-1)).toEqual({ fmr: 1, fnmr: 0 });
  });

  it('has nothing to say without pairs of both sorts', () => {
    expect(verificationOf({ step: 1, similarities: { genuine: [1] } })).toBeNull();
    expect(verificationOf({ step: 1, similarities: { 'other-person': [1], genuine: [] } })).toBeNull();
  });
});
