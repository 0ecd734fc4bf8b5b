/** @file Weighted sums of pixels along rows and then along columns: what blurring and resampling have in common. */
import type { Canvas } from './canvas.ts';

/** For each output position, in order: which input positions count, and how much. */
export interface Taps {
  readonly outputs: number;
  /** Per output position. */
  readonly count: number;
  /** [outputs × count] */
  readonly positions: Int32Array;
  /** [outputs × count]; the weights of one output position add up to 1. */
  readonly weights: Float32Array;
}

/**
 * Fills the table: each output position weighs the `count` input positions from `first(output)` on. Positions beyond
 * the ends count as the outermost pixel, and the weights are divided by their sum.
 *
 * @param weigh - Weight of an input position for an output position, before division; any finite number.
 */
export function makeTaps(
  inputs: number,
  outputs: number,
  count: number,
  first: (output: number) => number,
  weigh: (output: number, position: number) => number,
): Taps {
  const positions = new Int32Array(outputs * count);
  const weights = new Float32Array(outputs * count);
  for (let output = 0; output < outputs; output += 1) {
    const start = first(output);
    let total = 0;
    for (let tap = 0; tap < count; tap += 1) {
      const weight = weigh(output, start + tap);
      positions[output * count + tap] = Math.min(Math.max(start + tap, 0), inputs - 1);
      weights[output * count + tap] = weight;
      total += weight;
    }
    for (let tap = 0; tap < count; tap += 1) weights[output * count + tap] /= total;
  }
  return { outputs, count, positions, weights };
}

/**
 * @param across - For the columns; its positions lie within the canvas's width.
 * @param down - For the rows; its positions lie within the canvas's height.
 * @returns RGBA of `across.outputs` × `down.outputs` pixels, opaque.
 */
export function applySeparable(canvas: Canvas, across: Taps, down: Taps): Uint8ClampedArray {
  const rows = sumAlongRows(canvas, across);
  const width = across.outputs;
  const stride = width * 3;
  const output = new Uint8ClampedArray(width * down.outputs * 4);
  const sums = new Float32Array(stride);
  let target = 0;
  for (let row = 0; row < down.outputs; row += 1) {
    sums.fill(0);
    for (let tap = row * down.count; tap < (row + 1) * down.count; tap += 1) {
      const weight = down.weights[tap];
      const start = down.positions[tap] * stride;
      for (let at = 0; at < stride; at += 1) sums[at] += weight * rows[start + at];
    }
    for (let at = 0; at < stride; at += 3) {
      output[target] = sums[at];
      output[target + 1] = sums[at + 1];
      output[target + 2] = sums[at + 2];
      output[target + 3] = 255;
      target += 4;
    }
  }
  return output;
}

/** R, G, B of the rows, each resampled. */
function sumAlongRows({ data, width, height }: Canvas, taps: Taps): Float32Array {
  const { outputs, count, positions, weights } = taps;
  const rows = new Float32Array(outputs * height * 3);
  let target = 0;
  for (let row = 0; row < height; row += 1) {
    const start = row * width;
    for (let tap = 0; tap < outputs * count;) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (const end = tap + count; tap < end; tap += 1) {
        const weight = weights[tap];
        const at = (start + positions[tap]) * 4;
        red += weight * data[at];
        green += weight * data[at + 1];
        blue += weight * data[at + 2];
      }
      rows[target] = red;
      rows[target + 1] = green;
      rows[target + 2] = blue;
      target += 3;
    }
  }
  return rows;
}
