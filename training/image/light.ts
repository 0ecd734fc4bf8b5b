/** @file Linear light: in it a camera adds up what falls on a pixel, and a screen or a print changes a picture. */
import type { Picture } from './picture.ts';
import type { Colours } from './colours.ts';

const LEVELS = 256;
/** IEC 61966-2-1. */
const TO_LIGHT = Float32Array.from({ length: LEVELS }, (_, level) => {
  const value = level / (LEVELS - 1);
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** @returns R, G, B per pixel in [0, 1], linear. */
export function toLight({ data, width, height }: Pick<Picture, 'data' | 'width' | 'height'>): Colours {
  const light = new Float32Array(width * height * 3);
  for (let from = 0, to = 0; to < light.length; from += 4, to += 3) {
    light[to] = TO_LIGHT[data[from]];
    light[to + 1] = TO_LIGHT[data[from + 1]];
    light[to + 2] = TO_LIGHT[data[from + 2]];
  }
  return { data: light, width, height };
}

/** Fine enough that neighbours differ by a fifth of a level where the curve is steepest. */
const STEPS = 1 << 14;
const TO_LEVEL = Float32Array.from({ length: STEPS + 1 }, (_, step) => {
  const value = step / STEPS;
  return 255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
});

/** @param light - Linear; clipped to [0, 1]. @returns [0, 255], not rounded. */
export function toLevel(light: number): number {
  return TO_LEVEL[Math.round(STEPS * Math.min(1, Math.max(0, light)))];
}

/** A colour that a shading function fills: linear R, G, B. */
export type Rgb = [number, number, number];

/** The share of green is highest, as in every standard of luminance; rounded, since only a mean is wanted. */
export function luminance(red: number, green: number, blue: number): number {
  return 0.21 * red + 0.72 * green + 0.07 * blue;
}

/** Bilinear; beyond its edges an image goes on with the colours of its border. */
export function sampleLight({ data, width, height }: Colours, x: number, y: number, out: Rgb): void {
  const column = Math.min(width - 1, Math.max(0, x - 0.5));
  const row = Math.min(height - 1, Math.max(0, y - 0.5));
  const left = column | 0;
  const top = row | 0;
  const fx = column - left;
  const fy = row - top;
  const p = (top * width + left) * 3;
  const right = left < width - 1 ? 3 : 0;
  const q = top < height - 1 ? p + width * 3 : p;
  for (let channel = 0; channel < 3; channel += 1) {
    const above = data[p + channel] + fx * (data[p + right + channel] - data[p + channel]);
    const below = data[q + channel] + fx * (data[q + right + channel] - data[q + channel]);
    out[channel] = above + fy * (below - above);
  }
}
