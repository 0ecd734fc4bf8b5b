/** @file An aligned crop in plain JavaScript: what the kernel (src/core/align/cut-crops.ts) is compared with. */
import { similarityScale, type Similarity } from '../../../../src/core/geometry/similarity.ts';
import { cropFootprint } from '../../../../src/core/align/align.ts';
import { reduceImage, type ImagePart } from './reduce.ts';

/** Up to this scale bilinear samples alone antialias, at most nine per crop pixel. Beyond it they are too many. */
const SUPERSAMPLED_SCALE = 3;

/**
 * Warps the image into a square crop. Pixels outside `image` count as transparent black, so a crop pixel's colour
 * fades to black at the edge and its alpha says how much of it was covered (255: fully).
 *
 * Antialiasing: so many bilinear samples are averaged per crop pixel that they lie at most one image pixel apart. A
 * larger image is first shrunk by a whole number, so that 1.3 to 2 image pixels are left per crop pixel. The crop is
 * then about equally sharp however near the face is: a blur of 0.32 to 0.45 crop pixels.
 *
 * @param image - The image, or a rectangle of it that holds what the crop needs.
 * @param cropToImage - From crop pixels to pixels of the whole image, as `alignTransform` gives it.
 * @param size - Side of the square crop in pixels.
 * @param output - Buffer of size × size × 4 to fill instead of a new one.
 * @returns RGBA, size × size; `output` where it was given.
 * @throws RangeError when a buffer's length does not fit its size.
 */
export function warpRgba(
  image: ImagePart,
  cropToImage: Similarity,
  size: number,
  output: Uint8ClampedArray = new Uint8ClampedArray(size * size * 4),
): Uint8ClampedArray {
  const { width, height } = image;
  if (image.data.length !== width * height * 4) {
    throw new RangeError(
      `An image of ${width}×${height} needs ${width * height * 4} bytes, got ${image.data.length}.`,
    );
  }
  if (output.length !== size * size * 4) {
    throw new RangeError(`A crop of ${size}×${size} needs ${size * size * 4} bytes, got ${output.length}.`);
  }
  // Rounding must not make 1.0000001 out of a scale of one, and so blur a plain copy.
  const scale = similarityScale(cropToImage) - 1e-6;
  const factor = scale < SUPERSAMPLED_SCALE ? 1 : Math.ceil(scale / 2);
  const count = Math.max(1, Math.ceil(scale / factor));
  if (factor === 1) {
    sampleBilinear(image, cropToImage, size, count, output);
    return output;
  }
  const reduced = reduceImage(image, factor, cropFootprint(cropToImage, size));
  const cropToReduced: Similarity = {
    a: cropToImage.a / factor,
    b: cropToImage.b / factor,
    tx: cropToImage.tx / factor,
    ty: cropToImage.ty / factor,
  };
  sampleBilinear(reduced, cropToReduced, size, count, output);
  return output;
}

/** Adds the bilinear sample at array position (x, y) to `sum`: red, green, blue, and the share that lies inside. */
function addEdgeSample(image: ImagePart, x: number, y: number, sum: Float64Array): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  for (let corner = 0; corner < 4; corner += 1) {
    const column = left + (corner & 1);
    const row = top + (corner >> 1);
    if (!(column >= 0 && row >= 0 && column < image.width && row < image.height)) continue;
    const share = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
    const at = (row * image.width + column) * 4;
    sum[0] += share * image.data[at];
    sum[1] += share * image.data[at + 1];
    sum[2] += share * image.data[at + 2];
    sum[3] += share;
  }
}

/** Fills `output` with the mean of `count` × `count` bilinear samples per crop pixel. */
function sampleBilinear(
  image: ImagePart,
  cropToImage: Similarity,
  size: number,
  count: number,
  output: Uint8ClampedArray,
): void {
  const { data, width, height } = image;
  const { a, b } = cropToImage;
  // Pixel centres lie at +0.5; array indices count from centres, hence the − 0.5.
  const originX = cropToImage.tx - (image.x ?? 0) - 0.5;
  const originY = cropToImage.ty - (image.y ?? 0) - 0.5;
  const stride = width * 4;
  const weight = 1 / (count * count);
  const step = 1 / count;
  const isInside = (u: number, v: number): boolean => {
    const x = a * u - b * v + originX;
    const y = b * u + a * v + originY;
    return x >= 0 && y >= 0 && x < width - 1 && y < height - 1;
  };
  // Of the samples at the image's edge: red, green, blue, and the share that lies inside.
  const edge = new Float64Array(4);

  let target = 0;
  for (let row = 0; row < size; row += 1) {
    // The image is convex. When a row's four corners lie inside, the whole row does, and no sample needs checking.
    const safe = isInside(0, row) && isInside(size, row) && isInside(0, row + 1) && isInside(size, row + 1);
    for (let column = 0; column < size; column += 1) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let whole = 0;
      for (let subRow = 0; subRow < count; subRow += 1) {
        const v = row + (subRow + 0.5) * step;
        const u = column + 0.5 * step;
        let x = a * u - b * v + originX;
        let y = b * u + a * v + originY;
        for (let subColumn = 0; subColumn < count; subColumn += 1) {
          if (safe || (x >= 0 && y >= 0 && x < width - 1 && y < height - 1)) {
            const left = x | 0;
            const top = y | 0;
            const fx = x - left;
            const fy = y - top;
            const w11 = fx * fy;
            const w10 = fx - w11;
            const w01 = fy - w11;
            const w00 = 1 - fx - w01;
            const at = top * stride + left * 4;
            const below = at + stride;
            red += w00 * data[at] + w10 * data[at + 4] + w01 * data[below] + w11 * data[below + 4];
            green += w00 * data[at + 1] + w10 * data[at + 5] + w01 * data[below + 1] + w11 * data[below + 5];
            blue += w00 * data[at + 2] + w10 * data[at + 6] + w01 * data[below + 2] + w11 * data[below + 6];
            whole += 1;
          } else if (x > -1 && y > -1 && x < width && y < height) {
            addEdgeSample(image, x, y, edge);
          }
          x += a * step;
          y += b * step;
        }
      }
      let cover = 255;
      if (whole < count * count) {
        red += edge[0];
        green += edge[1];
        blue += edge[2];
        cover = (whole + edge[3]) * weight * 255;
        edge[0] = edge[1] = edge[2] = edge[3] = 0;
      }
      output[target] = red * weight;
      output[target + 1] = green * weight;
      output[target + 2] = blue * weight;
      output[target + 3] = cover;
      target += 4;
    }
  }
}
