/** @file The one alignment template that embedders are trained on, and its scaling to a crop's size and margin. */
import type { AlignmentPoints, Point } from '../observation.ts';

export const TEMPLATE_SIZE = 112;

/**
 * The five points of the ArcFace template in its 112×112 crop (spec §2): image-left eye, image-right eye, nose tip,
 * image-left and image-right mouth corner. Both the template and image points count from the image's top-left
 * corner, so that the centre of the first pixel is (0.5, 0.5).
 */
export const ARCFACE_112: AlignmentPoints = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];

/**
 * Where the five points lie in a square crop. The margin widens the view around the template's square by that share
 * of its side on every side, which brings more hair, ears and chin into the crop.
 *
 * @param size - Side of the crop in pixels, > 0.
 * @param margin - Share of the template's side added on each side, [0, 1].
 * @throws RangeError when a parameter is out of range.
 */
export function scaledTemplate(size: number, margin: number): AlignmentPoints {
  if (!(size > 0) || !Number.isFinite(size)) throw new RangeError(`A crop cannot have the size ${size}.`);
  if (!(margin >= 0 && margin <= 1))
    throw new RangeError(`The crop margin must be between 0 and 1, got ${margin}.`);
  const scale = size / (TEMPLATE_SIZE * (1 + 2 * margin));
  const shift = margin * TEMPLATE_SIZE;
  const place = (point: Point): Point => ({ x: (point.x + shift) * scale, y: (point.y + shift) * scale });
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = ARCFACE_112;
  return [place(leftEye), place(rightEye), place(nose), place(leftMouth), place(rightMouth)];
}
