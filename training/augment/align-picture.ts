/** @file The one warp of a training picture: from a packed crop to what a network reads. */
import { alignTransform } from '../../src/core/align/align.ts';
import { ARCFACE } from '../../src/core/align/template.ts';
import type { Alignment } from '../../src/core/align/template.ts';
import { cutCrops, warpRgba } from '../../src/core/align/cut-crops.ts';
import type { OnnxInput } from '../../src/core/manifest/types.ts';
import type { Picture } from '../image/picture.ts';

export interface AlignPictureOptions {
  /** The ArcFace template without margin when absent. A packed crop holds as much as its own. */
  readonly alignment?: Alignment;
  /** Buffer of size × size × 4 to fill instead of a new one. */
  readonly output?: Uint8ClampedArray;
}

/**
 * Aligns a picture by its five points, as the kiosk aligns a camera image. What `augment` did to the points (rotation,
 * scale, shift, misalignment) takes effect here.
 *
 * @param size - Side of the square in pixels: 112 or 64 for an embedder, more with a margin for a fake detector.
 * @returns RGBA, size × size; black where it reaches beyond the picture, its alpha there below 255.
 * @throws RangeError when the points are not finite or all in one place, or a parameter is out of range.
 */
export function alignPicture(
  picture: Picture,
  size: number,
  { alignment = ARCFACE, output }: AlignPictureOptions = {},
): Uint8ClampedArray {
  return warpRgba(picture, alignTransform(picture.points, size, alignment), size, output);
}

/**
 * The same as a network reads it, in one pass.
 *
 * @param values - Filled with the aligned picture as `input` describes it.
 * @throws RangeError when the points are not finite or all in one place, or a buffer's length does not fit.
 */
export function alignTensor(
  picture: Picture,
  alignment: Alignment,
  input: OnnxInput,
  values: Float32Array,
): void {
  const { size } = input;
  const cropToImage = alignTransform(picture.points, size, alignment);
  cutCrops(picture, [{ cropToImage, size, tensor: { input, values } }]);
}
