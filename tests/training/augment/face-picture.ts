/** @file A made-up face picture as a packed data set holds it: 160², aligned with a margin of 24 px. */
import { ARCFACE_112 } from '../../../src/core/align/template.ts';
import type { AlignmentPoints, Point } from '../../../src/core/observation.ts';
import { createRng } from '../../../src/core/rng/rng.ts';
import { HULL_LANDMARKS } from '../../../training/augment/hull.ts';
import type { Picture } from '../../../training/image/picture.ts';

export const SIDE = 160;
export const MARGIN_PX = 24;

const place = ({ x, y }: Point): Point => ({ x: x + MARGIN_PX, y: y + MARGIN_PX });
const [leftEye, rightEye, nose, leftMouth, rightMouth] = ARCFACE_112;
export const POINTS: AlignmentPoints = [
  place(leftEye),
  place(rightEye),
  place(nose),
  place(leftMouth),
  place(rightMouth),
];

/** A picture whose pixels are what `paint` gives for them: [R, G, B]. */
export function pictureOf(
  paint: (x: number, y: number) => readonly [number, number, number],
  side = SIDE,
  points: AlignmentPoints = POINTS,
): Picture {
  const data = new Uint8ClampedArray(side * side * 4);
  for (let at = 0; at < side * side; at += 1) {
    const [red, green, blue] = paint(at % side, Math.floor(at / side));
    data[at * 4] = red;
    data[at * 4 + 1] = green;
    data[at * 4 + 2] = blue;
    data[at * 4 + 3] = 255;
  }
  return { data, width: side, height: side, points, landmarks: madeUpLandmarks() };
}

/** Smooth waves of three colours, nowhere black. */
export function wavyPicture(): Picture {
  return pictureOf((x, y) => [
    130 + 90 * Math.sin(x / 9),
    120 + 80 * Math.cos(y / 13 + x / 40),
    110 + 70 * Math.sin((x + y) / 17),
  ]);
}

/** White all over, which shows every black pixel. */
export function whitePicture(points = POINTS): Picture {
  const picture = pictureOf(() => [0, 0, 0], SIDE, points);
  picture.data.fill(255);
  return picture;
}

/** The hull's landmarks on an ellipse around (80, 84), the others somewhere within the face. */
function madeUpLandmarks(): Float32Array {
  const rng = createRng(3);
  const landmarks = Float32Array.from({ length: 956 }, () => 50 + rng() * 60);
  HULL_LANDMARKS.forEach((landmark, order) => {
    // From the image's left over the chin to the right, and back over the brows.
    const angle = Math.PI - (order / HULL_LANDMARKS.length) * 2 * Math.PI;
    landmarks[2 * landmark] = 80 + 40 * Math.cos(angle);
    landmarks[2 * landmark + 1] = 84 + 50 * Math.sin(angle);
  });
  return landmarks;
}

/** 1 where a pixel is black, row by row. */
export function blackMask({ data }: Pick<Picture, 'data'>): Uint8Array {
  const mask = new Uint8Array(data.length / 4);
  for (let at = 0; at < mask.length; at += 1) {
    mask[at] = data[4 * at] + data[4 * at + 1] + data[4 * at + 2] === 0 ? 1 : 0;
  }
  return mask;
}

export function isBlack({ data, width }: Picture, { x, y }: Point): boolean {
  const at = (Math.floor(y) * width + Math.floor(x)) * 4;
  return data[at] + data[at + 1] + data[at + 2] === 0;
}

export function countOf(mask: Uint8Array): number {
  let count = 0;
  for (const value of mask) count += value;
  return count;
}

/** The same bytes; much faster than the test library's comparison. */
export function sameBytes(first: Uint8ClampedArray, second: Uint8ClampedArray): boolean {
  return Buffer.from(first.buffer).equals(Buffer.from(second.buffer));
}

/** The same pixels, points and landmarks. */
export function samePicture(first: Picture, second: Picture): boolean {
  const rest = ({ points, landmarks, width, height }: Picture) =>
    JSON.stringify([points, landmarks && [...landmarks], width, height]);
  return sameBytes(first.data, second.data) && rest(first) === rest(second);
}

/** Mean absolute difference of red, green and blue. */
export function meanDifference(first: Uint8ClampedArray, second: Uint8ClampedArray): number {
  let sum = 0;
  for (let at = 0; at < first.length; at += 1) if (at % 4 !== 3) sum += Math.abs(first[at] - second[at]);
  return sum / ((first.length / 4) * 3);
}
