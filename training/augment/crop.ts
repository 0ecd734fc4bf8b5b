/**
 * @file AdaFace's crop: a rectangle of the face stays in its place, all around it turns black (docs/sources.md #48).
 */
import type { AlignmentPoints } from '../../src/core/observation.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import { blackenBox, type Canvas } from '../image/canvas.ts';
import { drawFrom } from './draw.ts';
import { faceSquare } from './face-square.ts';
import type { CropKnobs } from './types.ts';

/** Draws of area and aspect before the square stays whole. */
const ATTEMPTS = 10;

/** Blacks out all but a rectangle of the aligned square, in place. */
export function cropInPlace(canvas: Canvas, points: AlignmentPoints, knobs: CropKnobs, rng: Rng): void {
  const { side, left, top } = faceSquare(points);
  const [lowAspect, highAspect] = knobs.aspect;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const area = side * side * drawFrom(rng, knobs.area);
    const aspect = Math.exp(drawFrom(rng, [Math.log(lowAspect), Math.log(highAspect)]));
    const width = Math.sqrt(area * aspect);
    const height = Math.sqrt(area / aspect);
    if (width > side || height > side) continue;
    const x = left + rng() * (side - width);
    const y = top + rng() * (side - height);
    blackenBox(canvas, { x: 0, y: 0, width: canvas.width, height: y });
    blackenBox(canvas, { x: 0, y: y + height, width: canvas.width, height: canvas.height - y - height });
    blackenBox(canvas, { x: 0, y, width: x, height });
    blackenBox(canvas, { x: x + width, y, width: canvas.width - x - width, height });
    return;
  }
}
