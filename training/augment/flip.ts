/** @file Mirrors a picture from left to right: pixels, points and landmarks, the last two under their new names. */
import type { AlignmentPoints, Point } from '../../src/core/observation.ts';
import { wholePixels, type Canvas } from '../image/canvas.ts';
import { LANDMARK_COUNT, MIRRORED_LANDMARK } from './landmark-mirror.ts';

/** Mirrors the pixels, in place. */
export function flipPixels(canvas: Canvas): void {
  const pixels = wholePixels(canvas);
  for (let row = 0; row < canvas.height; row += 1) {
    pixels.subarray(row * canvas.width, (row + 1) * canvas.width).reverse();
  }
}

/** @returns The mirrored points in template order: what was the right eye is now the left one. */
export function flipPoints(points: AlignmentPoints, width: number): AlignmentPoints {
  const mirror = ({ x, y }: Point): Point => ({ x: width - x, y });
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = points;
  return [mirror(rightEye), mirror(leftEye), mirror(nose), mirror(rightMouth), mirror(leftMouth)];
}

/**
 * @param landmarks - x, y pairs of 478 landmarks, in pixels.
 * @returns A new list of the mirrored ones, each at the index that now belongs to it.
 * @throws RangeError for another number of landmarks.
 */
export function flipLandmarks(landmarks: Float32Array, width: number): Float32Array {
  if (landmarks.length !== LANDMARK_COUNT * 2) {
    throw new RangeError(
      `Mirroring needs ${LANDMARK_COUNT} landmarks, got ${landmarks.length / 2}. Prepare the data set again.`,
    );
  }
  const flipped = new Float32Array(landmarks.length);
  for (let index = 0; index < LANDMARK_COUNT; index += 1) {
    const source = MIRRORED_LANDMARK[index];
    flipped[2 * index] = width - landmarks[2 * source];
    flipped[2 * index + 1] = landmarks[2 * source + 1];
  }
  return flipped;
}
