import { describe, expect, it } from 'vitest';
import { solveLeastSquares } from '../../../src/core/geometry/least-squares.ts';

describe('solveLeastSquares', () => {
  it('finds the line through three points, and the nearest to three that are on none', () => {
    const rows = [
      [0, 1],
      [1, 1],
      [2, 1],
    ];
    const [exact, nearest] = solveLeastSquares(rows, [
      [3, 5, 7],
      [0, 1, 0],
    ]) ?? [[], []];
    expect(exact[0]).toBeCloseTo(2, 12);
    expect(exact[1]).toBeCloseTo(3, 12);
    // Level, at the mean.
    expect(nearest[0]).toBeCloseTo(0, 12);
    expect(nearest[1]).toBeCloseTo(1 / 3, 12);
  });

  it('is null where the rows do not determine a solution', () => {
    expect(
      solveLeastSquares(
        [
          [1, 2],
          [2, 4],
        ],
        [[1, 2]],
      ),
    ).toBeNull();
  });
});
