/** @file Lays one image over another through soft masks. */
import { blur, gaussianKernel } from '../image/separable.ts';
import type { Colours } from '../image/colours.ts';
import { areaAround } from './part.ts';

/**
 * out = m·source + (1−m)·target (docs/sources.md #54).
 *
 * @param mask - [0, 1], [height × width].
 * @param strength - Multiplies the mask, [0, 1].
 * @returns R, G, B and an alpha of 255 per pixel.
 */
export function blend(target: Colours, source: Colours, mask: Float32Array, strength = 1): Uint8ClampedArray {
  const result = new Uint8ClampedArray(mask.length * 4);
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    const m = mask[pixel] * strength;
    const from = pixel * 3;
    const to = pixel * 4;
    result[to] = target.data[from] + m * (source.data[from] - target.data[from]);
    result[to + 1] = target.data[from + 1] + m * (source.data[from + 1] - target.data[from + 1]);
    result[to + 2] = target.data[from + 2] + m * (source.data[from + 2] - target.data[from + 2]);
    result[to + 3] = 255;
  }
  return result;
}

/**
 * Multi-band blending with two bands (Burt & Adelson 1983; Brown & Lowe 2007): a narrow seam for what is fine and a
 * wide one for what is coarse, so that neither detail doubles nor light jumps. With the difference d = source − target,
 * out = target + narrow·(d − low(d)) + wide·low(d).
 *
 * @param narrow - Mask for what is finer than `cutPx`, [0, 1], [height × width].
 * @param wide - Mask for the rest.
 * @param cover - Where the source counts: 0 or 1. Beyond, it is taken to equal the target; the masks are 0 there.
 * @param cutPx - Reach of the blur that parts the bands, a whole number ≥ 1.
 * @returns R, G, B and an alpha of 255 per pixel.
 */
export function blendTwoBands(
  target: Colours,
  source: Colours,
  narrow: Float32Array,
  wide: Float32Array,
  cover: Uint8Array,
  cutPx: number,
): Uint8ClampedArray {
  const { width, height } = target;
  const difference = new Float32Array(target.data.length);
  for (let pixel = 0; pixel < cover.length; pixel += 1) {
    if (cover[pixel] === 0) continue;
    for (let at = pixel * 3; at < pixel * 3 + 3; at += 1) difference[at] = source.data[at] - target.data[at];
  }
  const kernel = gaussianKernel(cutPx, cutPx / 2);
  const area = areaAround(cover, width, height, 0, 0);
  const low = blur(difference, width, height, 3, kernel, kernel, area);
  const result = new Uint8ClampedArray(cover.length * 4);
  for (let pixel = 0; pixel < cover.length; pixel += 1) {
    const fine = narrow[pixel];
    const coarse = wide[pixel] - fine;
    const from = pixel * 3;
    const to = pixel * 4;
    for (let channel = 0; channel < 3; channel += 1) {
      const at = from + channel;
      result[to + channel] = target.data[at] + fine * difference[at] + coarse * low[at];
    }
    result[to + 3] = 255;
  }
  return result;
}
