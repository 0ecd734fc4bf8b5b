import { describe, expect, it } from 'vitest';
import { goldenTensor, maxAbsDifference } from '../../../src/core/manifest/golden.ts';

const FIRST_OF_SEED_1 = [
  -0.20957666635513306, -0.38793331384658813, -0.23902076482772827, 0.03802971541881561,
];

describe('goldenTensor', () => {
  it('is the same for ever: a change would void every recorded golden output', () => {
    const tensor = goldenTensor(1, 3 * 112 * 112);
    expect(tensor).toHaveLength(37_632);
    expect(Array.from(tensor.subarray(0, 4))).toEqual(FIRST_OF_SEED_1.map(Math.fround));
    expect(goldenTensor(1, 100)).toEqual(tensor.slice(0, 100));
  });

  it('looks like a preprocessed image: in [−1, 1], spread out, neighbours alike', () => {
    const tensor = goldenTensor(9, 10_000);
    let square = 0;
    let step = 0;
    for (let index = 1; index < tensor.length; index += 1) {
      expect(Math.abs(tensor[index])).toBeLessThanOrEqual(1);
      square += tensor[index] ** 2;
      step += (tensor[index] - tensor[index - 1]) ** 2;
    }
    expect(Math.sqrt(square / tensor.length)).toBeGreaterThan(0.25);
    expect(step).toBeLessThan(square / 2);
  });

  it('differs by seed', () => {
    expect(maxAbsDifference(goldenTensor(1, 50), goldenTensor(2, 50))).toBeGreaterThan(0.1);
  });
});

describe('maxAbsDifference', () => {
  it('is the largest difference', () => {
    expect(maxAbsDifference([1, 2, 3], Float32Array.of(1, 2.5, 2.75))).toBe(0.5);
    expect(maxAbsDifference([], [])).toBe(0);
  });

  it('is infinite for a broken answer', () => {
    expect(maxAbsDifference([1], [1, 2])).toBe(Infinity);
    expect(maxAbsDifference([NaN], [1])).toBe(Infinity);
    expect(maxAbsDifference([Infinity], [Infinity])).toBe(Infinity);
  });
});
