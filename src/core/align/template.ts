/** @file The alignment templates that models are trained on, and their scaling to a crop's size and margin. */
import type { AlignmentPoints, Box, Point } from '../observation.ts';

export const TEMPLATE_SIZE = 112;

/**
 * The five points of the ArcFace template in its 112×112 crop (docs/sources.md #1): image-left eye, image-right eye,
 * nose tip, image-left and image-right mouth corner. Both the template and image points count from the image's top-left
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
 * Every template is a square of the ArcFace template's plane, in its pixels, so that one set of points serves all.
 * `dlib-chip` shows the face nearer and lower, as face-api cuts dlib's face chips: eyes to mouth take 45 % of the side,
 * and their centre lies at 50 % and 43 % of it.
 */
const SQUARES = {
  'arcface-112': { x: 0, y: 0, side: TEMPLATE_SIZE },
  'dlib-chip': { x: 6.7247, y: 22.7938, side: 98.528 },
} as const;

export type TemplateName = keyof typeof SQUARES;
export const TEMPLATE_NAMES = Object.keys(SQUARES) as readonly TemplateName[];

/** How a model wants its crops cut. */
export interface Alignment {
  readonly template: TemplateName;
  /** Share of the template's side that the crop shows beyond it on every side, [0, 1]. */
  readonly margin: number;
}

export const ARCFACE: Alignment = { template: 'arcface-112', margin: 0 };

/** @returns The square that a crop shows, in pixels of the ArcFace template's plane. */
function cropSquare({ template, margin }: Alignment): Box {
  if (!(margin >= 0 && margin <= 1))
    throw new RangeError(`The crop margin must be between 0 and 1, got ${margin}.`);
  const { x, y, side } = SQUARES[template];
  const whole = side * (1 + 2 * margin);
  return { x: x - margin * side, y: y - margin * side, width: whole, height: whole };
}

/** @returns Whether a crop by `outer` shows all that one by `inner` does. */
export function showsAllOf(outer: Alignment, inner: Alignment): boolean {
  const [o, i] = [cropSquare(outer), cropSquare(inner)];
  return (
    o.x <= i.x + ROUNDING &&
    o.y <= i.y + ROUNDING &&
    o.x + o.width >= i.x + i.width - ROUNDING &&
    o.y + o.height >= i.y + i.height - ROUNDING
  );
}

/** In template pixels: a warp cannot show so small a difference. */
const ROUNDING = 1e-3;

/**
 * Where the five points lie in a square crop. The margin widens the view around the template's square by that share
 * of its side on every side, which brings more hair, ears and chin into the crop.
 *
 * @param size - Side of the crop in pixels, > 0.
 * @throws RangeError when a parameter is out of range.
 */
export function scaledTemplate(size: number, alignment: Alignment): AlignmentPoints {
  if (!(size > 0) || !Number.isFinite(size)) throw new RangeError(`A crop cannot have the size ${size}.`);
  const { x, y, width } = cropSquare(alignment);
  const scale = size / width;
  const place = (point: Point): Point => ({ x: (point.x - x) * scale, y: (point.y - y) * scale });
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = ARCFACE_112;
  return [place(leftEye), place(rightEye), place(nose), place(leftMouth), place(rightMouth)];
}
