/** @file A flat thing held before a camera: where a place of it comes to lie. */
import type { Homography } from '../../src/core/geometry/homography.ts';
import type { Point } from '../../src/core/observation.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import { drawAround, drawFrom } from '../augment/draw.ts';

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
export function tiltedPlane({ yawRad, pitchRad, rollRad, distancePx: d }: Tilt, centre: Point): Homography {
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
