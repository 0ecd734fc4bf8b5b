/**
 * @file Where an aligned face crop lies in the camera image. Geometry only: `cut-crops.ts` reads the pixels.
 */
import { boxAround } from '../geometry/box.ts';
import {
  applySimilarity,
  fitSimilarity,
  invertSimilarity,
  similarityScale,
  type Similarity,
} from '../geometry/similarity.ts';
import type { AlignmentPoints, Box } from '../observation.ts';
import { ARCFACE, scaledTemplate } from './template.ts';
import type { Alignment } from './template.ts';

/**
 * The transform from the crop's pixels to the image's, which `cutCrops` takes: the inverse of the least-squares fit
 * of the five points to the template (docs/sources.md #3).
 *
 * @param points - Five points in image pixels.
 * @param size - Side of the square crop in pixels.
 * @throws RangeError when the points are not finite or all in one place, or a parameter is out of range.
 */
export function alignTransform(
  points: AlignmentPoints,
  size: number,
  alignment: Alignment = ARCFACE,
): Similarity {
  return invertSimilarity(fitSimilarity(points, scaledTemplate(size, alignment)));
}

/**
 * The box of image pixels that a crop reads, with what interpolation and antialiasing read around it. It may reach
 * beyond the image.
 *
 * @param cropToImage - From `alignTransform`.
 * @param size - Side of the square crop in pixels.
 */
export function cropFootprint(cropToImage: Similarity, size: number): Box {
  const corners = [
    { x: 0, y: 0 },
    { x: size, y: 0 },
    { x: 0, y: size },
    { x: size, y: size },
  ].map((corner) => applySimilarity(cropToImage, corner));
  const around = boxAround(corners);
  // Interpolation reads one pixel, or one averaged cell, beyond the crop.
  const reach = Math.ceil(similarityScale(cropToImage)) + 1;
  const x = Math.floor(around.x) - reach;
  const y = Math.floor(around.y) - reach;
  return {
    x,
    y,
    width: Math.ceil(around.x + around.width) + reach - x,
    height: Math.ceil(around.y + around.height) + reach - y,
  };
}
