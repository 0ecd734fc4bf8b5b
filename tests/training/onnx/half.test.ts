/** @file Half precision: every number there and back, rounding, and what onnxruntime makes of a stored tensor. */
import { describe, expect, it } from 'vitest';
import { createSession } from '../../../training/engine/devices.ts';
import { fromHalfBits, toHalfBits } from '../../../training/onnx/half.ts';
import { int } from '../../../training/onnx/types.ts';
import { encodeOnnxModel } from '../../../training/onnx/writer.ts';
import { normalArray } from '../finite-difference.ts';

const rounded = (value: number): number => fromHalfBits(toHalfBits(value));

describe('half precision', () => {
  it('keeps each of its numbers', () => {
    const all = Array.from({ length: 0x10000 }, (_, bits) => bits);
    const changed = all.filter((bits) => {
      const value = fromHalfBits(bits);
      return !Number.isNaN(value) && toHalfBits(value) !== bits;
    });
    expect(changed).toEqual([]);
    expect(fromHalfBits(toHalfBits(NaN))).toBeNaN();
  });

  it.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x0001, 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
  ])('%i is %d', (bits, value) => expect(fromHalfBits(bits)).toBe(value));

  it('rounds to the nearest, at a tie to the even one', () => {
    expect(rounded(1 + 2 ** -11)).toBe(1);
    expect(rounded(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
    expect(rounded(1 + 2 ** -11 + 2 ** -20)).toBe(1 + 2 ** -10);
    expect(rounded(2047.5)).toBe(2048);
    expect(rounded(2 ** -25)).toBe(0);
    expect(rounded(3 * 2 ** -25)).toBe(2 ** -23);
    expect(rounded(65519)).toBe(65504);
    expect(rounded(65520)).toBe(Infinity);
    expect(rounded(-1e9)).toBe(-Infinity);
  });

  it('is what onnxruntime reads', async () => {
    const data = normalArray(500, 3).map((value, at) => value * 10 ** ((at % 12) - 8));
    const bytes = encodeOnnxModel({
      ...{ irVersion: 8, opsets: { '': 17 }, producer: 'facegate-test' },
      graph: {
        name: 'g',
        inputs: [],
        outputs: [{ name: 'y', type: 'float32', dims: [500] }],
        nodes: [{ opType: 'Cast', inputs: ['w'], outputs: ['y'], attributes: { to: int(1) } }],
        initializers: { w: { dims: [500], data, storedAs: 'float16' } },
      },
    });
    const session = await createSession(bytes, { threads: 1 });
    const { y } = await session.run({});
    await session.release();
    expect(y.data).toEqual(data.map(rounded));
  });
});
