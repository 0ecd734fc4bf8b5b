/** @file Weighted sums of pixels along rows and then along columns: what blurring and resampling have in common. */

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
 * @param radius - Whole number ≥ 0: taps on each side of the middle.
 * @param sigma - In pixels, > 0; much larger than the radius it gives a plain mean.
 * @returns 2 × radius + 1 weights with the sum 1.
 */
export function gaussianKernel(radius: number, sigma: number): Float32Array {
  const kernel = new Float32Array(2 * radius + 1);
  let sum = 0;
  for (let tap = -radius; tap <= radius; tap += 1) {
    const weight = Math.exp(-(tap * tap) / (2 * sigma * sigma));
    kernel[tap + radius] = weight;
    sum += weight;
  }
  return kernel.map((weight) => weight / sum);
}

/** The part of an image from (left, top) to before (right, bottom), in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * @param values - [height × width × channels].
 * @param across - For the columns; its positions lie within the width.
 * @param down - For the rows; its positions lie within the height.
 * @param area - Of the result, what to compute; the rest of it is 0.
 * @returns [down.outputs × across.outputs × channels]
 */
export function filterSeparable(
  values: Float32Array,
  width: number,
  channels: number,
  across: Taps,
  down: Taps,
  area: Area = { left: 0, top: 0, right: across.outputs, bottom: down.outputs },
): Float32Array {
  const rows = filterRows(values, width, channels, across, area, rowsRead(down, area));
  const rowLength = across.outputs * channels;
  const from = area.left * channels;
  const end = area.right * channels;
  const result = new Float32Array(down.outputs * rowLength);
  for (let row = area.top; row < area.bottom; row += 1) {
    const target = row * rowLength;
    for (let tap = row * down.count; tap < (row + 1) * down.count; tap += 1) {
      const weight = down.weights[tap];
      if (weight === 0) continue;
      const source = down.positions[tap] * rowLength;
      for (let at = from; at < end; at += 1) result[target + at] += weight * rows[source + at];
    }
  }
  return result;
}

/** The rows of the input that the area needs. */
function rowsRead({ positions, count }: Taps, { top, bottom }: Area): readonly [first: number, end: number] {
  const read = positions.subarray(top * count, bottom * count);
  return read.length === 0
    ? [0, 0]
    : [read.reduce((a, b) => Math.min(a, b)), read.reduce((a, b) => Math.max(a, b)) + 1];
}

function filterRows(
  values: Float32Array,
  width: number,
  channels: number,
  { outputs, count, positions, weights }: Taps,
  { left, right }: Area,
  [first, end]: readonly [number, number],
): Float32Array {
  const rows = new Float32Array((values.length / width) * outputs);
  const offsets = positions.map((position) => position * channels);
  for (let row = first; row < end; row += 1) {
    const start = row * width * channels;
    let target = (row * outputs + left) * channels;
    for (let output = left; output < right; output += 1) {
      for (let channel = start; channel < start + channels; channel += 1) {
        let sum = 0;
        for (let tap = output * count; tap < (output + 1) * count; tap += 1) {
          sum += weights[tap] * values[channel + offsets[tap]];
        }
        rows[target] = sum;
        target += 1;
      }
    }
  }
  return rows;
}

/**
 * Blurs; beyond the edges the border goes on.
 *
 * @param values - [height × width × channels].
 * @param kernelX - An odd number of weights with the sum 1.
 * @param kernelY - The same.
 * @param area - What to compute; the rest of the result is 0.
 * @returns A new array of the same shape.
 */
export function blur(
  values: Float32Array,
  width: number,
  height: number,
  channels: number,
  kernelX: Float32Array,
  kernelY: Float32Array,
  area?: Area,
): Float32Array {
  return filterSeparable(
    values,
    width,
    channels,
    kernelTaps(width, kernelX),
    kernelTaps(height, kernelY),
    area,
  );
}

function kernelTaps(length: number, kernel: Float32Array): Taps {
  const radius = kernel.length >> 1;
  const weights = new Float32Array(length * kernel.length);
  for (let output = 0; output < length; output += 1) weights.set(kernel, output * kernel.length);
  const positions = Int32Array.from(weights, (_, at) => {
    const position = Math.floor(at / kernel.length) + (at % kernel.length) - radius;
    return Math.min(Math.max(position, 0), length - 1);
  });
  return { outputs: length, count: kernel.length, positions, weights };
}
