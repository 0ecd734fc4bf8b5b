/**
 * @file Blackouts of half the face: at the nose along the face's axes, and system 3's bit masks (docs/sources.md #50).
 */
import type { AlignmentPoints, Box } from '../../src/core/observation.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import { alignTransform } from '../../src/core/align/align.ts';
import { TEMPLATE_SIZE } from '../../src/core/align/template.ts';
import { similarityScale } from '../../src/core/geometry/similarity.ts';
import { blackenBox, blackenPolygon, type Canvas } from '../image/canvas.ts';
import { pick } from './draw.ts';
import { faceSquare } from './face-square.ts';

/** Directions along and across the upright face: right, down, left, up. */
const DIRECTIONS = [
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
  { x: 0, y: -1 },
] as const;

/** Blacks out everything on one side of the nose tip, in place: left, right, above or below it as the face stands. */
export function blackenFaceHalf(canvas: Canvas, points: AlignmentPoints, rng: Rng): void {
  const toPicture = alignTransform(points, TEMPLATE_SIZE);
  const scale = similarityScale(toPicture);
  const direction = pick(rng, DIRECTIONS);
  // Long enough to leave the picture whichever way the face is turned.
  const reach = 2 * (canvas.width + canvas.height);
  const x = ((toPicture.a * direction.x - toPicture.b * direction.y) / scale) * reach;
  const y = ((toPicture.b * direction.x + toPicture.a * direction.y) / scale) * reach;
  const nose = points[2];
  blackenPolygon(canvas, [
    { x: nose.x - y, y: nose.y + x },
    { x: nose.x + y, y: nose.y - x },
    { x: nose.x + y + x, y: nose.y - x + y },
    { x: nose.x - y + x, y: nose.y + x + y },
  ]);
}

/** In quarters of the aligned square, counted row by row: the upper, lower, left and right half, both diagonals. */
const BIT_MASKS: readonly (readonly number[])[] = [
  [0, 1],
  [2, 3],
  [0, 2],
  [1, 3],
  [0, 3],
  [1, 2],
];

/** Blacks out two quarters of the aligned square, in place. */
export function blackenSquareParts(canvas: Canvas, points: AlignmentPoints, rng: Rng): void {
  const { centre } = faceSquare(points);
  for (const quarter of pick(rng, BIT_MASKS)) blackenBox(canvas, quarterOf(canvas, centre, quarter));
}

/** The margin around the aligned square belongs to the quarter it lies beside. */
function quarterOf(canvas: Canvas, centre: { x: number; y: number }, quarter: number): Box {
  const isRight = quarter % 2 === 1;
  const isLower = quarter >= 2;
  return {
    x: isRight ? centre.x : 0,
    y: isLower ? centre.y : 0,
    width: isRight ? canvas.width - centre.x : centre.x,
    height: isLower ? canvas.height - centre.y : centre.y,
  };
}
