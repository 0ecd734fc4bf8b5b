import { describe, expect, it } from 'vitest';
import { applyHomography, invertHomography, type Homography } from '../../../src/core/geometry/homography.ts';

const MAP: Homography = [1.1, 0.2, 30, -0.1, 0.9, 12, 0.0006, -0.0004, 1];

describe('a homography', () => {
  it('divides by the third coordinate', () => {
    // (110 + 10 + 30) / (0.06 − 0.02 + 1), (−10 + 45 + 12) / 1.04.
    const { x, y } = applyHomography(MAP, { x: 100, y: 50 });
    expect(x).toBeCloseTo(150 / 1.04, 9);
    expect(y).toBeCloseTo(47 / 1.04, 9);
  });

  it('leads back when inverted', () => {
    const { x, y } = applyHomography(invertHomography(MAP), applyHomography(MAP, { x: 320, y: 240 }));
    expect(x).toBeCloseTo(320, 9);
    expect(y).toBeCloseTo(240, 9);
  });

  it('cannot be inverted when the plane is seen edge on', () => {
    expect(() => invertHomography([1, 0, 0, 0, 0, 0, 0, 0, 1])).toThrow(RangeError);
  });
});
