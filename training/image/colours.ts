/** @file Images as floats, between the steps of making a fake: nothing is rounded or clipped until the end. */
import type { Canvas } from './canvas.ts';

/** R, G, B per pixel in [0, 255], row by row; values may reach a little beyond. */
export interface Colours {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

export function toColours({ data, width, height }: Canvas): Colours {
  const colours = new Float32Array(width * height * 3);
  for (let from = 0, to = 0; to < colours.length; from += 4, to += 3) {
    colours[to] = data[from];
    colours[to + 1] = data[from + 1];
    colours[to + 2] = data[from + 2];
  }
  return { data: colours, width, height };
}

/** @returns The image rounded and clipped to [0, 255], opaque. */
export function toPixels({ data: colours, width, height }: Colours): Canvas {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let from = 0, to = 0; from < colours.length; from += 3, to += 4) {
    data[to] = colours[from];
    data[to + 1] = colours[from + 1];
    data[to + 2] = colours[from + 2];
    data[to + 3] = 255;
  }
  return { data, width, height };
}

/**
 * Bilinear samples along a straight line in one image fill neighbouring pixels of a row in another. Beyond its edges an
 * image goes on with the colours of its border.
 *
 * @param x - Where the first sample lies: pixels, the first pixel's centre at (0.5, 0.5).
 * @param dx - From one sample to the next.
 * @param at - The first pixel to fill: its number, row by row.
 */
export function sampleRun(
  from: Colours,
  x: number,
  y: number,
  dx: number,
  dy: number,
  to: Float32Array,
  at: number,
  count: number,
): void {
  const { data, width, height } = from;
  const lastX = width - 1;
  const lastY = height - 1;
  const end = (at + count) * 3;
  let u = x - 0.5;
  let v = y - 0.5;
  for (let target = at * 3; target < end; target += 3) {
    const column = u < 0 ? 0 : u > lastX ? lastX : u;
    const row = v < 0 ? 0 : v > lastY ? lastY : v;
    const left = column | 0;
    const top = row | 0;
    const fx = column - left;
    const fy = row - top;
    const p = (top * width + left) * 3;
    const right = left < lastX ? 3 : 0;
    const q = top < lastY ? p + width * 3 : p;
    const w11 = fx * fy;
    const w10 = fx - w11;
    const w01 = fy - w11;
    const w00 = 1 - fx - w01;
    to[target] = w00 * data[p] + w10 * data[p + right] + w01 * data[q] + w11 * data[q + right];
    to[target + 1] =
      w00 * data[p + 1] + w10 * data[p + right + 1] + w01 * data[q + 1] + w11 * data[q + right + 1];
    to[target + 2] =
      w00 * data[p + 2] + w10 * data[p + right + 2] + w01 * data[q + 2] + w11 * data[q + right + 2];
    u += dx;
    v += dy;
  }
}
