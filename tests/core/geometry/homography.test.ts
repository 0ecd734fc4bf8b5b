import { describe, expect, it } from 'vitest';
import { applyHomography, fitHomography, type Homography } from '../../../src/core/geometry/homography.ts';
import type { Point } from '../../../src/core/observation.ts';
import { createRng, randomGaussian } from '../../../src/core/rng/rng.ts';

const MAP: Homography = [1.1, 0.2, 30, -0.1, 0.9, 12, 0.0006, -0.0004, 1];
/** Maps no point anywhere. */
const NOTHING: Homography = [0, 0, 0, 0, 0, 0, 0, 0, 0];
const rng = createRng(3);
const POINTS: readonly Point[] = Array.from({ length: 12 }, () => ({ x: 640 * rng(), y: 480 * rng() }));

describe('fitHomography', () => {
  it('finds a map that it was given, from four points and from more', () => {
    for (const points of [POINTS.slice(0, 4), POINTS]) {
      const fitted = fitHomography(
        points,
        points.map((point) => applyHomography(MAP, point)),
      );
      for (const point of POINTS) {
        const expected = applyHomography(MAP, point);
        const actual = applyHomography(fitted ?? NOTHING, point);
        expect(actual.x).toBeCloseTo(expected.x, 4);
        expect(actual.y).toBeCloseTo(expected.y, 4);
      }
    }
  });

  it('spreads noise over the points: residuals as small as the noise', () => {
    const noisy = POINTS.map((point) => {
      const { x, y } = applyHomography(MAP, point);
      return { x: x + randomGaussian(rng), y: y + randomGaussian(rng) };
    });
    const fitted = fitHomography(POINTS, noisy) ?? NOTHING;
    const square = POINTS.reduce((sum, point, at) => {
      const { x, y } = applyHomography(fitted, point);
      return sum + (x - noisy[at].x) ** 2 + (y - noisy[at].y) ** 2;
    }, 0);
    // 24 coordinates less 8 parameters.
    expect(Math.sqrt(square / 16)).toBeGreaterThan(0.5);
    expect(Math.sqrt(square / 16)).toBeLessThan(1.5);
  });

  it('is null for points in a line or in one place', () => {
    const line = POINTS.map((_, at) => ({ x: at, y: 2 * at }));
    expect(fitHomography(line, POINTS)).toBeNull();
    expect(
      fitHomography(
        POINTS.map(() => ({ x: 1, y: 1 })),
        POINTS,
      ),
    ).toBeNull();
  });

  it('refuses too few points and lists of unequal length', () => {
    expect(() => fitHomography(POINTS.slice(0, 3), POINTS.slice(0, 3))).toThrow(RangeError);
    expect(() => fitHomography(POINTS, POINTS.slice(1))).toThrow(RangeError);
  });
});
