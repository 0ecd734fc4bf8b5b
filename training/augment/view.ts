/**
 * @file Rotation, scale, shift and misalignment. They only move the five points that the alignment goes by: the warp
 * that aligns the picture then carries them out, and no pixel is interpolated twice.
 */
import { applySimilarity, invertSimilarity, type Similarity } from '../../src/core/geometry/similarity.ts';
import type { AlignmentPoints, Point } from '../../src/core/observation.ts';
import { TEMPLATE_SIZE } from '../../src/core/align/template.ts';
import { randomGaussian, type Rng } from '../../src/core/rng/rng.ts';
import { drawAround, drawFrom } from './draw.ts';
import { faceSquare } from './face-square.ts';
import type { MisalignKnobs, ViewKnobs } from './types.ts';

function mapPoints(points: AlignmentPoints, map: (point: Point) => Point): AlignmentPoints {
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = points;
  return [map(leftEye), map(rightEye), map(nose), map(leftMouth), map(rightMouth)];
}

/**
 * Let F be the similarity that fits the points p to the template. Then F ∘ move fits move⁻¹(p), with the same
 * residuals.
 *
 * @param move - How the aligned face is to move, expressed in the picture.
 * @returns Points by which the unmoved picture is aligned as if its face had moved.
 */
export function pointsForMove(points: AlignmentPoints, move: Similarity): AlignmentPoints {
  const back = invertSimilarity(move);
  return mapPoints(points, (point) => applySimilarity(back, point));
}

/** @returns Points that make the aligned face appear rotated, scaled and shifted about the middle of its square. */
export function moveView(points: AlignmentPoints, knobs: ViewKnobs, rng: Rng): AlignmentPoints {
  const { centre, side } = faceSquare(points);
  const angle = (drawAround(rng, knobs.rotateDeg) * Math.PI) / 180;
  const scale = 1 + drawAround(rng, knobs.scale);
  const a = scale * Math.cos(angle);
  const b = scale * Math.sin(angle);
  const tx = centre.x - (a * centre.x - b * centre.y) + drawAround(rng, knobs.shift) * side;
  const ty = centre.y - (b * centre.x + a * centre.y) + drawAround(rng, knobs.shift) * side;
  return pointsForMove(points, { a, b, tx, ty });
}

/** @returns Points that miss by a Gaussian error each, in proportion to the face. */
export function misalign(points: AlignmentPoints, knobs: MisalignKnobs, rng: Rng): AlignmentPoints {
  const sigma = (drawFrom(rng, knobs.sigmaPx) * faceSquare(points).side) / TEMPLATE_SIZE;
  return mapPoints(points, ({ x, y }) => ({
    x: x + sigma * randomGaussian(rng),
    y: y + sigma * randomGaussian(rng),
  }));
}
