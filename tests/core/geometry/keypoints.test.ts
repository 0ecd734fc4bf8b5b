import { describe, expect, it } from 'vitest';
import { pointsFromKeypoints } from '../../../src/core/geometry/keypoints.ts';

describe('pointsFromKeypoints', () => {
  it('puts the mouth corners beside the mouth along the line of the eyes, as wide as in the template', () => {
    const nose = { x: 50, y: 70 };
    const ear = { x: 0, y: 50 };
    const points = pointsFromKeypoints([{ x: 0, y: 0 }, { x: 60, y: 80 }, nose, { x: 10, y: 100 }, ear, ear]);
    expect(points.slice(0, 3)).toEqual([{ x: 0, y: 0 }, { x: 60, y: 80 }, nose]);
    // 29.1806 / 35.2372 / 2 = 0.41406
    expect(points[3].x).toBeCloseTo(10 - 24.843, 2);
    expect(points[3].y).toBeCloseTo(100 - 33.125, 2);
    expect(points[4].x).toBeCloseTo(10 + 24.843, 2);
    expect(points[4].y).toBeCloseTo(100 + 33.125, 2);
  });
});
