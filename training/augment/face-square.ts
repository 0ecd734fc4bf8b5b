/** @file Where the face lies in a picture, as one square that sizes and places what is drawn over it. */
import { alignTransform } from '../../src/core/align/align.ts';
import { TEMPLATE_SIZE } from '../../src/core/align/template.ts';
import { applySimilarity, similarityScale } from '../../src/core/geometry/similarity.ts';
import type { AlignmentPoints, Point } from '../../src/core/observation.ts';

export interface FaceSquare {
  readonly centre: Point;
  /** Side of the square in picture pixels. */
  readonly side: number;
  readonly left: number;
  readonly top: number;
}

/**
 * The square that an embedder sees without margin, with its sides parallel to the picture's. Its size follows from
 * all five points, so it does not shrink with the eye distance when a face turns aside.
 *
 * @throws RangeError when the points are not finite or all in one place.
 */
export function faceSquare(points: AlignmentPoints): FaceSquare {
  const toPicture = alignTransform(points, TEMPLATE_SIZE);
  const centre = applySimilarity(toPicture, { x: TEMPLATE_SIZE / 2, y: TEMPLATE_SIZE / 2 });
  const side = similarityScale(toPicture) * TEMPLATE_SIZE;
  return { centre, side, left: centre.x - side / 2, top: centre.y - side / 2 };
}
