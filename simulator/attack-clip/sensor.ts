/** @file A camera's own contribution to a picture: noise that is new in every frame. */
import type { Rng } from '../../src/core/rng/rng.ts';
import type { Rgb } from './picture.ts';

/** Grey levels, most; triangular. */
const NOISE_LEVELS = 5;

/** @returns A copy with noise. */
export function withNoise({ rgb, width, height }: Rgb, rng: Rng): Rgb {
  const noisy = new Uint8ClampedArray(rgb.length);
  for (let at = 0; at < rgb.length; at += 1) noisy[at] = rgb[at] + (rng() + rng() - 1) * NOISE_LEVELS;
  return { rgb: noisy, width, height };
}
