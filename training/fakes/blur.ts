/** @file Separable blurs of images and masks; beyond the edges the border goes on. */

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
 * The least area that holds every set pixel of a mask and `x`, `y` more pixels on each side, within the image; empty
 * for an empty mask.
 */
export function areaAround(mask: Uint8Array, width: number, height: number, x: number, y: number): Area {
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let row = 0; row < height; row += 1) {
    const start = row * width;
    const first = mask.subarray(start, start + width).indexOf(1);
    if (first < 0) continue;
    const last = mask.subarray(start, start + width).lastIndexOf(1);
    left = Math.min(left, first);
    right = Math.max(right, last + 1);
    top = Math.min(top, row);
    bottom = row + 1;
  }
  return {
    left: Math.max(0, left - x),
    top: Math.max(0, top - y),
    right: Math.min(width, right + x),
    bottom: Math.min(height, bottom + y),
  };
}

/**
 * @param values - [height × width × channels].
 * @param kernelX - An odd number of weights.
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
  area: Area = { left: 0, top: 0, right: width, bottom: height },
): Float32Array {
  const rowLength = width * channels;
  const first = area.left * channels;
  const end = area.right * channels;
  const radiusX = kernelX.length >> 1;
  const radiusY = kernelY.length >> 1;
  const across = new Float32Array(values.length);
  const padding = radiusX * channels;
  const padded = new Float32Array(rowLength + 2 * padding);
  const lastRow = Math.min(height, area.bottom + radiusY);
  for (let row = Math.max(0, area.top - radiusY); row < lastRow; row += 1) {
    const start = row * rowLength;
    padded.set(values.subarray(start, start + rowLength), padding);
    for (let at = 0; at < padding; at += 1) {
      padded[at] = values[start + (at % channels)];
      padded[padding + rowLength + at] = values[start + rowLength - channels + (at % channels)];
    }
    for (let at = first; at < end; at += 1) {
      let sum = 0;
      for (let tap = 0, from = at; tap < kernelX.length; tap += 1, from += channels) {
        sum += kernelX[tap] * padded[from];
      }
      across[start + at] = sum;
    }
  }

  const result = new Float32Array(values.length);
  for (let row = area.top; row < area.bottom; row += 1) {
    const start = row * rowLength;
    for (let tap = 0; tap < kernelY.length; tap += 1) {
      const from = Math.min(height - 1, Math.max(0, row + tap - radiusY)) * rowLength;
      const weight = kernelY[tap];
      for (let at = first; at < end; at += 1) result[start + at] += weight * across[from + at];
    }
  }
  return result;
}
