/** @file Shrinks an image by a whole number through plain averaging, as the kernel's `reduce` must. */
import type { Box } from '../../../../src/core/observation.ts';
import type { RgbaImage } from '../../../../src/core/align/rgba-image.ts';

/** A rectangle of an image. */
export interface ImagePart extends RgbaImage {
  /** Where the top-left pixel lies in the whole image; the default is (0, 0). */
  readonly x?: number;
  readonly y?: number;
}

/**
 * Averages cells of `factor` × `factor` pixels. The cells are counted from the whole image's corner, so a rectangle
 * of an image and the image itself give the same averages. A cell at the edge is the average of what there is of it.
 *
 * @param factor - Whole number, ≥ 1.
 * @param needed - The pixels of the whole image that matter; no others are read, apart from the rest of their cells.
 * @returns The cells that `needed` touches, their `x` and `y` counted in cells. Empty when it touches none.
 */
export function reduceImage(image: ImagePart, factor: number, needed: Box): ImagePart {
  const { data } = image;
  const imageX = image.x ?? 0;
  const imageY = image.y ?? 0;
  const fromCellX = Math.floor(Math.max(imageX, needed.x) / factor);
  const fromCellY = Math.floor(Math.max(imageY, needed.y) / factor);
  const toCellX = Math.ceil(Math.min(imageX + image.width, needed.x + needed.width) / factor);
  const toCellY = Math.ceil(Math.min(imageY + image.height, needed.y + needed.height) / factor);
  const width = Math.max(0, toCellX - fromCellX);
  const height = Math.max(0, toCellY - fromCellY);
  const output = new Uint8ClampedArray(width * height * 4);
  let target = 0;
  for (let cellY = 0; cellY < height; cellY += 1) {
    const top = Math.max(0, (fromCellY + cellY) * factor - imageY);
    const bottom = Math.min(image.height, (fromCellY + cellY + 1) * factor - imageY);
    for (let cellX = 0; cellX < width; cellX += 1) {
      const left = Math.max(0, (fromCellX + cellX) * factor - imageX);
      const right = Math.min(image.width, (fromCellX + cellX + 1) * factor - imageX);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let row = top; row < bottom; row += 1) {
        const end = (row * image.width + right) * 4;
        for (let at = (row * image.width + left) * 4; at < end; at += 4) {
          red += data[at];
          green += data[at + 1];
          blue += data[at + 2];
        }
      }
      const share = 1 / ((right - left) * (bottom - top));
      output[target] = red * share;
      output[target + 1] = green * share;
      output[target + 2] = blue * share;
      output[target + 3] = 255;
      target += 4;
    }
  }
  return { data: output, width, height, x: fromCellX, y: fromCellY };
}
