/** @file Turns a drawn raster into a camera's picture: smaller, with grain. */
import { createRng } from '../../src/core/rng/rng.ts';
import type { Raster } from './raster.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** R, G, B per pixel, row by row. */
  readonly rgb: Uint8ClampedArray;
}

/** What is nearer than the wall. */
export interface CutOut {
  readonly width: number;
  readonly height: number;
  /** R, G, B, opacity per pixel, row by row; not premultiplied. */
  readonly rgba: Uint8ClampedArray;
}

/** Triangular noise in grey levels, longer than any row, to be read from random places. */
const GRAIN = ((): Float32Array => {
  const rng = createRng(1);
  return Float32Array.from({ length: 65536 }, () => (rng() + rng() - 1) * 5);
})();

/** Averages factor × factor pixels into one and adds the sensor's grain. */
export function develop(raster: Raster, factor: number, grainSeed: number): Picture {
  const width = raster.width / factor;
  const height = raster.height / factor;
  const rgb = new Uint8ClampedArray(width * height * 3);
  const { colour } = raster;
  const rng = createRng(grainSeed);
  const share = 1 / (factor * factor);
  const stride = raster.width * 3;
  for (let row = 0; row < height; row += 1) {
    const grainStart = Math.floor(rng() * (GRAIN.length - width));
    for (let column = 0; column < width; column += 1) {
      const grain = GRAIN[grainStart + column];
      const to = (row * width + column) * 3;
      const from = row * factor * stride + column * factor * 3;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let dy = 0; dy < factor; dy += 1) {
        for (let dx = 0; dx < factor; dx += 1) {
          const at = from + dy * stride + dx * 3;
          red += colour[at];
          green += colour[at + 1];
          blue += colour[at + 2];
        }
      }
      rgb[to] = red * share + grain;
      rgb[to + 1] = green * share + grain;
      rgb[to + 2] = blue * share + grain;
    }
  }
  return { width, height, rgb };
}

/** Averages factor × factor pixels into one, of those only that show somebody. */
export function cutOut(raster: Raster, factor: number): CutOut {
  const width = raster.width / factor;
  const height = raster.height / factor;
  const rgba = new Uint8ClampedArray(width * height * 4);
  const { colour, depth } = raster;
  const sum = [0, 0, 0];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      sum.fill(0);
      let covered = 0;
      for (let dy = 0; dy < factor; dy += 1) {
        for (let dx = 0; dx < factor; dx += 1) {
          const at = (row * factor + dy) * raster.width + column * factor + dx;
          if (depth[at] === Infinity) continue;
          covered += 1;
          for (let channel = 0; channel < 3; channel += 1) sum[channel] += colour[at * 3 + channel];
        }
      }
      if (covered === 0) continue;
      const to = (row * width + column) * 4;
      for (let channel = 0; channel < 3; channel += 1) rgba[to + channel] = sum[channel] / covered;
      rgba[to + 3] = (255 * covered) / (factor * factor);
    }
  }
  return { width, height, rgba };
}
