/**
 * @file From a packed crop and a face's five points to the crop that a model wants, by the kiosk's own alignment.
 * Photos are decoded by the browser alone (prepare/face-finder.ts); crops by data/decode.ts.
 */
import { alignTransform } from '../../src/core/align/align.ts';
import { warpRgba } from '../../src/core/align/cut-crops.ts';
import type { RgbaImage } from '../../src/core/align/rgba-image.ts';
import type { Alignment } from '../../src/core/align/template.ts';
import type { AlignmentPoints } from '../../src/core/observation.ts';

/** How a crop is cut; a model is one. */
export interface CropShape {
  /** Side in pixels. */
  readonly size: number;
  readonly spec: { readonly alignment: Alignment };
}

/** @param points - In the image's pixels. @returns RGBA, size × size × 4. */
export function cropFor(
  { size, spec }: CropShape,
  image: RgbaImage,
  points: AlignmentPoints,
): Uint8ClampedArray {
  return warpRgba(image, alignTransform(points, size, spec.alignment), size);
}

/** A new crop, left and right exchanged. */
export function mirrored(crop: Uint8ClampedArray, size: number): Uint8ClampedArray {
  const from = new Uint32Array(crop.buffer, crop.byteOffset, size * size);
  const to = new Uint32Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      to[row * size + column] = from[(row + 1) * size - 1 - column];
    }
  }
  return new Uint8ClampedArray(to.buffer);
}
