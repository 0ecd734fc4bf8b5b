import { describe, expect, it } from 'vitest';
import { createRng, randomGaussian, randomInteger, shuffled } from '../../../src/core/rng/rng.ts';

const draws = (seed: number, count: number): number[] => {
  const rng = createRng(seed);
  return Array.from({ length: count }, rng);
};

describe('createRng', () => {
  it('repeats itself for one seed and differs for the next', () => {
    expect(draws(7, 50)).toEqual(draws(7, 50));
    expect(draws(7, 50)).not.toEqual(draws(8, 50));
  });

  it('is even over [0, 1), for neighbouring seeds too', () => {
    const values = draws(1, 20_000);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    const bins = new Array<number>(10).fill(0);
    for (const value of values) bins[Math.floor(value * 10)] += 1;
    for (const bin of bins) expect(Math.abs(bin - 2000)).toBeLessThan(200);
    const firsts = Array.from({ length: 4000 }, (_, seed) => draws(seed, 1)[0]);
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  });
});

describe('randomInteger', () => {
  it('reaches both bounds and nothing beyond', () => {
    const rng = createRng(3);
    const seen = new Set(Array.from({ length: 500 }, () => randomInteger(rng, -1, 2)));
    expect([...seen].sort((p, q) => p - q)).toEqual([-1, 0, 1, 2]);
    expect(randomInteger(rng, 4, 4)).toBe(4);
  });

  it('refuses bounds that are not whole or out of order', () => {
    expect(() => randomInteger(createRng(1), 2, 1)).toThrow(RangeError);
    expect(() => randomInteger(createRng(1), 0.5, 2)).toThrow(RangeError);
  });
});

describe('randomGaussian', () => {
  it('has mean 0, deviation 1, and is finite for the smallest draw', () => {
    const rng = createRng(11);
    const values = Array.from({ length: 20_000 }, () => randomGaussian(rng));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    expect(randomGaussian(() => 0)).toBeCloseTo(0, 12);
  });
});

describe('shuffled', () => {
  it('keeps every item, leaves the input, and moves each item everywhere', () => {
    const items = [1, 2, 3, 4];
    const rng = createRng(2);
    const firsts = new Set<number>();
    for (let round = 0; round < 200; round += 1) {
      const result = shuffled(rng, items);
      firsts.add(result[0]);
      expect([...result].sort()).toEqual(items);
    }
    expect(firsts.size).toBe(4);
    expect(items).toEqual([1, 2, 3, 4]);
    expect(shuffled(rng, [])).toEqual([]);
  });
});
