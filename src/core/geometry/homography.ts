/** @file Homographies, which map one plane onto another: applied and inverted. Knows no faces. */
import type { Point } from '../observation.ts';

/** Row-major 3×3; a point (x, y, 1) maps to its product with the matrix, divided by the third coordinate. */
export type Homography = readonly [
  ...[number, number, number],
  ...[number, number, number],
  ...[number, number, number],
];

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
