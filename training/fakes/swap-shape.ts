/** @file Where the landmarks of a swapped face come to lie. */
import { applySimilarity, fitSimilarity } from '../../src/core/geometry/similarity.ts';
import type { AlignmentPoints, Point } from '../../src/core/observation.ts';
import type { Picture } from '../image/picture.ts';
import { ALIGNMENT_LANDMARKS, FACE_OVAL, LANDMARK_COUNT } from './landmarks.ts';

/** A picture whose face has landmarks. */
export type MappedPicture = Picture & { readonly landmarks: Float32Array };

/**
 * A shape between the head's and the face's. At the outline it is the head's own, so that the swapped face meets the
 * head's hair and neck; towards the middle it takes on the face's proportions, which carry much of who someone is.
 *
 * @param share - Of the face's proportions in the middle, 0 to 1.
 * @returns x, y pairs in the head's pixels, like its landmarks.
 */
export function swapShape(head: MappedPicture, face: MappedPicture, share: number): Float32Array {
  const toHead = fitSimilarity(face.points, head.points);
  const { centre, halfWidth, halfHeight } = ovalExtent(head.landmarks);
  const onOutline = new Set(FACE_OVAL);
  const shape = head.landmarks.slice();
  for (let number = 0; number < LANDMARK_COUNT; number += 1) {
    const x = shape[2 * number];
    const y = shape[2 * number + 1];
    const distance = Math.hypot((x - centre.x) / halfWidth, (y - centre.y) / halfHeight);
    if (onOutline.has(number) || distance >= 1) continue;
    const own = applySimilarity(toHead, {
      x: face.landmarks[2 * number],
      y: face.landmarks[2 * number + 1],
    });
    const weight = share * (1 - distance * distance);
    shape[2 * number] = x + weight * (own.x - x);
    shape[2 * number + 1] = y + weight * (own.y - y);
  }
  return shape;
}

/** The head's five points, moved as the landmarks nearest to them. */
export function movedPoints(head: MappedPicture, shape: Float32Array): AlignmentPoints {
  const moved = (index: 0 | 1 | 2 | 3 | 4): Point => {
    const number = ALIGNMENT_LANDMARKS[index];
    return {
      x: head.points[index].x + shape[2 * number] - head.landmarks[2 * number],
      y: head.points[index].y + shape[2 * number + 1] - head.landmarks[2 * number + 1],
    };
  };
  return [moved(0), moved(1), moved(2), moved(3), moved(4)];
}

function ovalExtent(landmarks: Float32Array): {
  readonly centre: Point;
  readonly halfWidth: number;
  readonly halfHeight: number;
} {
  const xs = FACE_OVAL.map((number) => landmarks[2 * number]);
  const ys = FACE_OVAL.map((number) => landmarks[2 * number + 1]);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  return {
    centre: { x: (left + right) / 2, y: (top + bottom) / 2 },
    halfWidth: (right - left) / 2,
    halfHeight: (bottom - top) / 2,
  };
}
