/**
 * @file Which part of the face is blacked out, if any: the decisions of system 3's "hardcore" augmentation
 * (docs/sources.md #50).
 */
import type { Picture } from '../image/picture.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Canvas } from '../image/canvas.ts';
import { happens } from './draw.ts';
import { blackenFaceHalf, blackenSquareParts } from './halves.ts';
import { blackenHullSide } from './hull.ts';
import { blackenLandmarkLine } from './landmark-line.ts';
import type { BlackoutKnobs } from './types.ts';

/** At most one kind acts, in place: the first whose turn comes up. */
export function blackOut(
  canvas: Canvas,
  { points, landmarks }: Pick<Picture, 'points' | 'landmarks'>,
  knobs: BlackoutKnobs,
  rng: Rng,
): void {
  if (happens(rng, knobs.landmarks)) blackenDrawnLine(canvas, points, rng);
  else if (landmarks !== null && happens(rng, knobs.hull)) blackenHullSide(canvas, landmarks, rng);
  else if (happens(rng, knobs.halfFace)) blackenFaceHalf(canvas, points, rng);
  else if (happens(rng, knobs.bitMask)) blackenSquareParts(canvas, points, rng);
}

/** Eyes ½, mouth ¼, nose ⅛; the last eighth leaves the picture as it is. */
function blackenDrawnLine(canvas: Canvas, points: Picture['points'], rng: Rng): void {
  const draw = rng();
  if (draw < 1 / 2) blackenLandmarkLine(canvas, points, 'eyes');
  else if (draw < 3 / 4) blackenLandmarkLine(canvas, points, 'mouth');
  else if (draw < 7 / 8) blackenLandmarkLine(canvas, points, 'nose');
}
