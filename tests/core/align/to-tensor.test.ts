import { describe, expect, it } from 'vitest';
import type { OnnxInput } from '../../../src/core/manifest/types.ts';
import { tensorDims, tensorLength, toTensor } from '../../../src/core/align/to-tensor.ts';

const INPUT: OnnxInput = {
  name: 'input',
  size: 2,
  layout: 'NCHW',
  channels: 'RGB',
  mean: [127.5, 127.5, 127.5],
  std: [127.5, 127.5, 127.5],
};

/** Four pixels: red, green, blue, and one of three different values. */
const CROP = Uint8ClampedArray.from([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 51, 102, 204, 9]);

const rounded = (values: Float32Array): number[] =>
  Array.from(values, (value) => Math.round(value * 1e4) / 1e4);

describe('toTensor', () => {
  it('writes plane after plane as NCHW', () => {
    expect(rounded(toTensor(CROP, INPUT))).toEqual([1, -1, -1, -0.6, -1, 1, -1, -0.2, -1, -1, 1, 0.6]);
  });

  it('swaps red and blue for BGR', () => {
    expect(rounded(toTensor(CROP, { ...INPUT, channels: 'BGR' }))).toEqual([
      -1, -1, 1, 0.6, -1, 1, -1, -0.2, 1, -1, -1, -0.6,
    ]);
  });

  it('writes pixel after pixel as NHWC', () => {
    expect(rounded(toTensor(CROP, { ...INPUT, layout: 'NHWC' }))).toEqual([
      1, -1, -1, -1, 1, -1, -1, -1, 1, -0.6, -0.2, 0.6,
    ]);
    expect(tensorDims({ ...INPUT, layout: 'NHWC' })).toEqual([1, 2, 2, 3]);
    expect(tensorDims(INPUT)).toEqual([1, 3, 2, 2]);
  });

  it('takes mean and std in the order of the channels', () => {
    const input: OnnxInput = { ...INPUT, channels: 'BGR', mean: [4, 2, 1], std: [2, 4, 5] };
    const tensor = toTensor(CROP, input);
    // Last pixel: blue (204 − 4) / 2, green (102 − 2) / 4, red (51 − 1) / 5.
    expect([tensor[3], tensor[7], tensor[11]]).toEqual([100, 25, 10]);
  });

  it('fills a given buffer and refuses one that does not fit', () => {
    const output = new Float32Array(tensorLength(INPUT));
    expect(toTensor(CROP, INPUT, output)).toBe(output);
    expect(output[0]).toBe(1);
    expect(() => toTensor(CROP, INPUT, new Float32Array(5))).toThrow('12 values');
    expect(() => toTensor(CROP.subarray(4), INPUT)).toThrow('2×2');
  });
});
