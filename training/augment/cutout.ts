/** @file System 0's cutout: a black box over the eyes, the nose or the mouth (docs/sources.md #45). */
import { boxAround } from '../../src/core/geometry/box.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import type { AlignmentPoints, Box, Point } from '../../src/core/observation.ts';
import { blackenBox, type Canvas } from '../image/canvas.ts';
import { pick } from './draw.ts';
import { faceSquare } from './face-square.ts';
import { CUTOUT_PARTS, type CutoutKnobs, type CutoutPart } from './types.ts';

/** The source's boxes count pixels of a picture of this side. */
const SOURCE_SIDE = 224;

/**
 * The source adds fixed numbers of pixels around the points of a 224² picture. Here that picture is taken to be the
 * aligned square at 224², and the numbers grow and shrink with it: in a packed crop they are half as large.
 *
 * @returns In picture pixels; it may reach beyond the picture, where system 0's indices wrapped (docs/sources.md #46).
 */
export function cutoutBox(points: AlignmentPoints, part: CutoutPart): Box {
  const unit = faceSquare(points).side / SOURCE_SIDE;
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = points;
  switch (part) {
    case 'eyes':
      return boxBeside([leftEye, rightEye], 50 * unit, 20 * unit);
    case 'mouth':
      return boxBeside([leftMouth, rightMouth], 50 * unit, 20 * unit);
    case 'nose':
      return boxBeside([nose], 10 * unit, 60 * unit);
  }
}

/** The box around the points with so much added on each side. */
function boxBeside(points: readonly Point[], across: number, down: number): Box {
  const { x, y, width, height } = boxAround(points);
  return { x: x - across, y: y - down, width: width + 2 * across, height: height + 2 * down };
}

/** Blacks out one part, in place. */
export function cutOut(canvas: Canvas, points: AlignmentPoints, knobs: CutoutKnobs, rng: Rng): void {
  const part = knobs.part === 'any' ? pick(rng, CUTOUT_PARTS) : knobs.part;
  blackenBox(canvas, cutoutBox(points, part));
}
