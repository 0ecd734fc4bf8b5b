/** @file A flat thing held before a camera: where a place of it comes to lie, and back. */
import { drawAround, drawFrom } from '../augment/draw.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Point } from '../../src/core/observation.ts';

/** A projective map of the plane, row by row: (x, y, 1) to (X, Y, W), of which X/W and Y/W count. */
export type Projection = readonly [
  ...[number, number, number],
  ...[number, number, number],
  ...[number, number, number],
];

export function project([a, b, c, d, e, f, g, h, i]: Projection, { x, y }: Point): Point {
  const w = g * x + h * y + i;
  return { x: (a * x + b * y + c) / w, y: (d * x + e * y + f) / w };
}

/** @throws RangeError for a map that has no inverse: a plane seen edge-on. */
export function invertProjection([a, b, c, d, e, f, g, h, i]: Projection): Projection {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  // Of the determinant of a plane that faces the camera.
  if (!(Math.abs(determinant) > 1e-9 * Math.abs(i) ** 3))
    throw new RangeError('A plane seen edge-on cannot be projected back.');
  const s = 1 / determinant;
  return [
    ...([(e * i - f * h) * s, (c * h - b * i) * s, (b * f - c * e) * s] as const),
    ...([(f * g - d * i) * s, (a * i - c * g) * s, (c * d - a * f) * s] as const),
    ...([(d * h - e * g) * s, (b * g - a * h) * s, (a * e - b * d) * s] as const),
  ];
}

export interface Tilt {
  /** About the vertical and the horizontal axis, and in the image's plane. */
  readonly yawRad: number;
  readonly pitchRad: number;
  readonly rollRad: number;
  /** Of the camera, in pixels of the plane; the nearer, the stronger the perspective. */
  readonly distancePx: number;
}

/**
 * The pinhole projection of a tilted plane, whose centre stays where it is and keeps its size there.
 *
 * @param centre - In pixels of the plane.
 * @returns From the plane's pixels to the image's.
 */
export function tiltedPlane({ yawRad, pitchRad, rollRad, distancePx: d }: Tilt, centre: Point): Projection {
  const [sy, cy] = [Math.sin(yawRad), Math.cos(yawRad)];
  const [sp, cp] = [Math.sin(pitchRad), Math.cos(pitchRad)];
  const [sr, cr] = [Math.sin(rollRad), Math.cos(rollRad)];
  // Where the plane's unit vectors point in space, roll first, then pitch, then yaw.
  const axis = (x: number, y: number): [number, number, number] => {
    const [rx, ry] = [cr * x - sr * y, sr * x + cr * y];
    const [py, pz] = [cp * ry, sp * ry];
    return [cy * rx + sy * pz, py, cy * pz - sy * rx];
  };
  const [ax, ay, az] = axis(1, 0);
  const [bx, by, bz] = axis(0, 1);
  const { x: u, y: v } = centre;
  // About the centre: (d·(aU + bV)) / (azU + bzV + d); then moved there and back.
  const [g, h] = [az, bz];
  const i = d - az * u - bz * v;
  const row = (a: number, b: number, to: number): [number, number, number] => [
    d * a + to * g,
    d * b + to * h,
    -d * (a * u + b * v) + to * i,
  ];
  return [...row(ax, bx, u), ...row(ay, by, v), g, h, i];
}

const DEGREE = Math.PI / 180;

/** A print or a phone in a hand: mostly held towards the camera. */
export function drawTilt(rng: Rng, strength: number): Tilt {
  const most = 6 + 20 * strength;
  return {
    yawRad: drawAround(rng, most) * DEGREE,
    pitchRad: drawAround(rng, most) * DEGREE,
    rollRad: drawAround(rng, 6) * DEGREE,
    distancePx: drawFrom(rng, [300, 1000]),
  };
}
