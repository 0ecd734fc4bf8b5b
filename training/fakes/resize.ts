/** @file Images made smaller and larger. */
import type { Colours } from '../image/colours.ts';

/** Takes the nearest pixel, and so aliases as a careless resize does. */
export function resizeNearest({ data, width, height }: Colours, toWidth: number, toHeight: number): Colours {
  const result = new Float32Array(toWidth * toHeight * 3);
  let target = 0;
  for (let row = 0; row < toHeight; row += 1) {
    const fromRow = Math.floor(((row + 0.5) * height) / toHeight) * width;
    for (let column = 0; column < toWidth; column += 1) {
      const from = (fromRow + Math.floor(((column + 0.5) * width) / toWidth)) * 3;
      result[target] = data[from];
      result[target + 1] = data[from + 1];
      result[target + 2] = data[from + 2];
      target += 3;
    }
  }
  return { data: result, width: toWidth, height: toHeight };
}

/** Linear interpolation; when it shrinks, the triangle filter grows with the step, which antialiases. */
export function resizeLinear(image: Colours, toWidth: number, toHeight: number): Colours {
  const { data, width, height } = image;
  const columns = filterTaps(width, toWidth);
  const across = new Float32Array(toWidth * height * 3);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < toWidth; column += 1) {
      const target = (row * toWidth + column) * 3;
      for (let tap = 0; tap < columns.perSample; tap += 1) {
        const weight = columns.weights[column * columns.perSample + tap];
        const from = (row * width + columns.places[column * columns.perSample + tap]) * 3;
        across[target] += weight * data[from];
        across[target + 1] += weight * data[from + 1];
        across[target + 2] += weight * data[from + 2];
      }
    }
  }
  const rows = filterTaps(height, toHeight);
  const rowLength = toWidth * 3;
  const result = new Float32Array(rowLength * toHeight);
  for (let row = 0; row < toHeight; row += 1) {
    const target = row * rowLength;
    for (let tap = 0; tap < rows.perSample; tap += 1) {
      const weight = rows.weights[row * rows.perSample + tap];
      const from = rows.places[row * rows.perSample + tap] * rowLength;
      if (weight === 0) continue;
      for (let at = 0; at < rowLength; at += 1) result[target + at] += weight * across[from + at];
    }
  }
  return { data: result, width: toWidth, height: toHeight };
}

interface FilterTaps {
  readonly perSample: number;
  /** Where each sample reads, [samples × perSample]. */
  readonly places: Int32Array;
  readonly weights: Float32Array;
}

function filterTaps(size: number, toSize: number): FilterTaps {
  const step = size / toSize;
  const reach = Math.max(1, step);
  const perSample = Math.ceil(2 * reach) + 1;
  const places = new Int32Array(toSize * perSample);
  const weights = new Float32Array(toSize * perSample);
  for (let sample = 0; sample < toSize; sample += 1) {
    const centre = (sample + 0.5) * step - 0.5;
    const first = Math.ceil(centre - reach);
    let sum = 0;
    for (let tap = 0; tap < perSample; tap += 1) {
      const weight = Math.max(0, 1 - Math.abs(first + tap - centre) / reach);
      places[sample * perSample + tap] = Math.min(size - 1, Math.max(0, first + tap));
      weights[sample * perSample + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < perSample; tap += 1) weights[sample * perSample + tap] /= sum;
  }
  return { perSample, places, weights };
}
