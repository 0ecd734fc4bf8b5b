/** @file Homographies, which map one plane onto another: applied, inverted and fitted to points. Knows no faces. */
import type { Point } from '../observation.ts';

/** Row-major 3×3; a point (x, y, 1) maps to its product with the matrix, divided by the third coordinate. */
export type Homography = readonly [
  ...[number, number, number],
  ...[number, number, number],
  ...[number, number, number],
];

const UNKNOWNS = 8;

/**
 * Least squares by the normalised direct linear transform (Hartley 1997; Hartley and Zisserman, algorithm 4.2). The
 * last entry is fixed at 1 in normalised coordinates. There it is near 0 only when the points' middle is seen edge on.
 * A second solution weights each row by the denominator that the first one gave it, so that it minimises distances in
 * `to`.
 *
 * @param from - At least four points, no three of four in a line.
 * @param to - As many points as `from`.
 * @returns Null when the points do not determine one.
 * @throws RangeError when the counts differ or are too small.
 */
export function fitHomography(from: readonly Point[], to: readonly Point[]): Homography | null {
  if (from.length !== to.length || from.length < UNKNOWNS / 2) {
    throw new RangeError(
      `A homography needs two equally long lists of four or more points, got ${from.length} and ${to.length}.`,
    );
  }
  const source = normalise(from);
  const target = normalise(to);
  if (!source || !target) return null;
  let solution: readonly number[] | null = null;
  for (let round = 0; round < 2; round += 1) {
    solution = solveWeighted(source.points, target.points, solution);
    if (!solution) return null;
  }
  if (!solution) return null;
  // Undoes both normalisations: x ↦ T⁻¹ · H · S · x.
  const [a, b, c, d, e, f, g, h] = solution;
  return multiply(target.inverse, multiply([a, b, c, d, e, f, g, h, 1], source.matrix));
}

/** @returns Coordinates that are not finite for a point on the map's horizon. */
export function applyHomography(map: Homography, { x, y }: Point): Point {
  const [a, b, c, d, e, f, g, h, i] = map;
  const scale = g * x + h * y + i;
  return { x: (a * x + b * y + c) / scale, y: (d * x + e * y + f) / scale };
}

/** @throws RangeError for a map that has no inverse: a plane seen edge-on. */
export function invertHomography([a, b, c, d, e, f, g, h, i]: Homography): Homography {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  // As a share of the determinant of a plane that faces the camera.
  if (!(Math.abs(determinant) > 1e-9 * Math.abs(i) ** 3))
    throw new RangeError('A plane seen edge-on cannot be projected back.');
  const s = 1 / determinant;
  return [
    ...([(e * i - f * h) * s, (c * h - b * i) * s, (b * f - c * e) * s] as const),
    ...([(f * g - d * i) * s, (a * i - c * g) * s, (c * d - a * f) * s] as const),
    ...([(d * h - e * g) * s, (b * g - a * h) * s, (a * e - b * d) * s] as const),
  ];
}

interface Normalised {
  readonly points: readonly Point[];
  readonly matrix: Homography;
  readonly inverse: Homography;
}

/** Moves the mean to the origin and the mean distance from it to √2. @returns Null when all points are in one place. */
function normalise(points: readonly Point[]): Normalised | null {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const distance =
    points.reduce((sum, { x, y }) => sum + Math.hypot(x - meanX, y - meanY), 0) / points.length;
  if (!(distance > 0) || !Number.isFinite(distance)) return null;
  const scale = Math.SQRT2 / distance;
  return {
    points: points.map(({ x, y }) => ({ x: (x - meanX) * scale, y: (y - meanY) * scale })),
    matrix: [scale, 0, -scale * meanX, 0, scale, -scale * meanY, 0, 0, 1],
    inverse: [1 / scale, 0, meanX, 0, 1 / scale, meanY, 0, 0, 1],
  };
}

/** @param before - A solution whose denominators weight the rows; null: all alike. */
function solveWeighted(
  from: readonly Point[],
  to: readonly Point[],
  before: readonly number[] | null,
): number[] | null {
  const normal = Array.from({ length: UNKNOWNS }, () => new Array<number>(UNKNOWNS + 1).fill(0));
  const add = (row: readonly number[], value: number, weight: number): void => {
    for (let i = 0; i < UNKNOWNS; i += 1) {
      for (let j = 0; j < UNKNOWNS; j += 1) normal[i][j] += weight * row[i] * row[j];
      normal[i][UNKNOWNS] += weight * row[i] * value;
    }
  };
  from.forEach(({ x, y }, index) => {
    const { x: u, y: v } = to[index];
    const denominator = before ? before[6] * x + before[7] * y + 1 : 1;
    const weight = 1 / (denominator * denominator);
    add([x, y, 1, 0, 0, 0, -u * x, -u * y], u, weight);
    add([0, 0, 0, x, y, 1, -v * x, -v * y], v, weight);
  });
  return eliminate(normal);
}

/** Gaussian elimination with pivoting. @param rows - n rows of n + 1; overwritten. @returns Null when singular. */
function eliminate(rows: number[][]): number[] | null {
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    }
    if (!(Math.abs(rows[pivot][column]) > 1e-9)) return null;
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      for (let at = column; at <= size; at += 1) rows[row][at] -= factor * rows[column][at];
    }
  }
  return rows.map((row, index) => row[size] / row[index]);
}

function multiply(left: Homography, right: Homography): Homography {
  const at = (row: number, column: number): number =>
    left[row] * right[column] + left[row + 1] * right[column + 3] + left[row + 2] * right[column + 6];
  return [
    ...([at(0, 0), at(0, 1), at(0, 2)] as const),
    ...([at(3, 0), at(3, 1), at(3, 2)] as const),
    ...([at(6, 0), at(6, 1), at(6, 2)] as const),
  ];
}
