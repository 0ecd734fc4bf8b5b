/**
 * @file What makes the two copies of a self-blended image differ in colour and sharpness (docs/sources.md #54). Their
 * shifts of hue, saturation and value by ±0.3 grey levels are left out: rounding undoes them.
 */
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Colours } from '../image/colours.ts';
import { resize } from '../image/resample.ts';

const RGB_SHIFT_PROBABILITY = 0.3;
const RGB_SHIFT = 20;
const BRIGHTNESS = 0.1;
const CONTRAST = 0.1;
/**
 * Theirs are 2 and 4 for crops of 380 px. A crop of 160 px has 2.4 times fewer pixels, of which a shrink by 4 would
 * leave 40: no deepfake is as coarse as that.
 */
const MIN_SHRINK = 1.3;
const MAX_SHRINK = 2.5;
/** Theirs is .2 to .5; on pixels 2.4 times as large that would be harsher than any camera or generator. */
const MIN_SHARPENING = 0.05;
const MAX_SHARPENING = 0.25;

export function uniform(rng: Rng, minimum: number, maximum: number): number {
  return minimum + rng() * (maximum - minimum);
}

/** @returns A new image of the same size; values stay in [0, 255]. */
export function transformSource(image: Colours, rng: Rng): Colours {
  const recoloured = recolour(image, rng);
  const result = rng() < 0.5 ? coarsen(recoloured, rng) : sharpen(recoloured, rng);
  const { data } = result;
  for (let at = 0; at < data.length; at += 1) data[at] = Math.min(255, Math.max(0, data[at]));
  return result;
}

/** Shrinks the image carelessly and brings it back to its size. */
function coarsen(image: Colours, rng: Rng): Colours {
  const shrink = uniform(rng, MIN_SHRINK, MAX_SHRINK);
  const small = resize(image, Math.round(image.width / shrink), Math.round(image.height / shrink), 'nearest');
  return resize(small, image.width, image.height, 'triangle');
}

/** Shift per channel, contrast and brightness in one pass. */
function recolour({ data, width, height }: Colours, rng: Rng): Colours {
  const shifted = rng() < RGB_SHIFT_PROBABILITY;
  const gain = uniform(rng, 1 - CONTRAST, 1 + CONTRAST);
  const brightness = 255 * uniform(rng, -BRIGHTNESS, BRIGHTNESS);
  const [red, green, blue] = [0, 0, 0].map(
    () => brightness + (shifted ? gain * uniform(rng, -RGB_SHIFT, RGB_SHIFT) : 0),
  );
  const result = new Float32Array(data.length);
  for (let at = 0; at < data.length; at += 3) {
    result[at] = gain * data[at] + red;
    result[at + 1] = gain * data[at + 1] + green;
    result[at + 2] = gain * data[at + 2] + blue;
  }
  return { data: result, width, height };
}

/** (1−α)·image + α·(image · [−1 −1 −1; −1 8+l −1; −1 −1 −1]), l in [.5, 1]. */
function sharpen({ data, width, height }: Colours, rng: Rng): Colours {
  const alpha = uniform(rng, MIN_SHARPENING, MAX_SHARPENING);
  const lightness = uniform(rng, 0.5, 1);
  const centre = 1 - alpha + alpha * (9 + lightness);
  const result = new Float32Array(data.length);
  const stride = width * 3;
  for (let row = 0; row < height; row += 1) {
    const above = row > 0 ? -stride : 0;
    const below = row < height - 1 ? stride : 0;
    for (let column = 0; column < width; column += 1) {
      const left = column > 0 ? -3 : 0;
      const right = column < width - 1 ? 3 : 0;
      const start = row * stride + column * 3;
      for (let at = start; at < start + 3; at += 1) {
        const around =
          data[at + above + left] +
          data[at + above] +
          data[at + above + right] +
          data[at + left] +
          data[at] +
          data[at + right] +
          data[at + below + left] +
          data[at + below] +
          data[at + below + right];
        result[at] = centre * data[at] - alpha * around;
      }
    }
  }
  return { data: result, width, height };
}
