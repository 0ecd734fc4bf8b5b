/** @file The part of a face that a fake replaces, as a mask with hard edges. */
import { randomInteger, shuffled, type Rng } from '../../src/core/rng/rng.ts';
import type { Picture } from '../image/picture.ts';
import {
  FACE_OVAL,
  INNER_FACE,
  JAW,
  LEFT_BROW,
  LEFT_EYE,
  NOSE,
  OUTER_LIPS,
  RIGHT_BROW,
  RIGHT_EYE,
} from './landmarks.ts';
import { convexHull, fillConvex } from '../image/polygon.ts';

/**
 * - `oval`: up to the hairline.
 * - `below-brows`: from the brows to the chin, as the hull of the usual 68 landmarks.
 * - `inner`: brows to mouth, without cheeks and chin.
 * - `components`: some of eyes, nose and mouth, each on its own.
 */
export type FaceRegion = 'oval' | 'below-brows' | 'inner' | 'components';

const OUTLINES: Readonly<Record<Exclude<FaceRegion, 'components'>, readonly number[]>> = {
  oval: [...FACE_OVAL, ...INNER_FACE],
  'below-brows': [...JAW, ...INNER_FACE],
  inner: INNER_FACE,
};

const COMPONENTS: readonly (readonly (readonly number[])[])[] = [
  [
    [...LEFT_BROW, ...LEFT_EYE],
    [...RIGHT_BROW, ...RIGHT_EYE],
  ],
  [NOSE],
  [OUTER_LIPS],
];

/**
 * Ellipses in place of outlines where only the five points are known. `top` and `bottom` are where they end on the line
 * from between the eyes (0) to between the mouth corners (1); `aspect` is width over height. Medians of the tracker's
 * landmarks on real faces.
 */
const ELLIPSES: Readonly<Record<FaceRegion, { top: number; bottom: number; aspect: number }>> = {
  oval: { top: -0.7, bottom: 1.6, aspect: 0.9 },
  'below-brows': { top: -0.4, bottom: 1.6, aspect: 1.03 },
  inner: { top: -0.4, bottom: 1.2, aspect: 1.05 },
  components: { top: -0.4, bottom: 1.2, aspect: 1.05 },
};
const ELLIPSE_CORNERS = 32;

/**
 * @param rng - Picks the parts of `components`; not drawn from otherwise.
 * @returns 1 inside, 0 outside, [height × width]. Without landmarks an ellipse fitted to the five points, and for
 *   `components` that of `inner`.
 */
export function drawRegion(
  picture: Pick<Picture, 'width' | 'height' | 'points' | 'landmarks'>,
  region: FaceRegion,
  rng: Rng,
): Uint8Array {
  const { width, height, landmarks } = picture;
  const mask = new Uint8Array(width * height);
  if (landmarks === null) {
    fillConvex(mask, width, height, ellipse(picture.points, region));
    return mask;
  }
  const outlines = region === 'components' ? someComponents(rng) : [OUTLINES[region]];
  for (const outline of outlines) {
    fillConvex(mask, width, height, convexHull(pickPoints(landmarks, outline)));
  }
  return mask;
}

/** @returns x, y pairs of the landmarks with these numbers. */
export function pickPoints(landmarks: ArrayLike<number>, numbers: readonly number[]): Float64Array {
  const points = new Float64Array(numbers.length * 2);
  numbers.forEach((number, index) => {
    points[2 * index] = landmarks[2 * number];
    points[2 * index + 1] = landmarks[2 * number + 1];
  });
  return points;
}

function someComponents(rng: Rng): readonly (readonly number[])[] {
  return shuffled(rng, COMPONENTS)
    .slice(0, randomInteger(rng, 1, COMPONENTS.length))
    .flat();
}

function ellipse(points: Picture['points'], region: FaceRegion): Float64Array {
  const [leftEye, rightEye, , leftMouth, rightMouth] = points;
  const eyeX = (leftEye.x + rightEye.x) / 2;
  const eyeY = (leftEye.y + rightEye.y) / 2;
  const downX = (leftMouth.x + rightMouth.x) / 2 - eyeX;
  const downY = (leftMouth.y + rightMouth.y) / 2 - eyeY;
  const { top, bottom, aspect } = ELLIPSES[region];
  const middle = (top + bottom) / 2;
  const half = (bottom - top) / 2;
  const polygon = new Float64Array(ELLIPSE_CORNERS * 2);
  for (let corner = 0; corner < ELLIPSE_CORNERS; corner += 1) {
    const angle = (corner / ELLIPSE_CORNERS) * 2 * Math.PI;
    const along = middle + half * Math.sin(angle);
    const across = half * aspect * Math.cos(angle);
    polygon[2 * corner] = eyeX + along * downX - across * downY;
    polygon[2 * corner + 1] = eyeY + along * downY + across * downX;
  }
  return polygon;
}
