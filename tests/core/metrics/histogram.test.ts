/** @file Bins by hand: edges, gaps, negative values, nothing. */
import { describe, expect, it } from 'vitest';
import { histogram } from '../../../src/core/metrics/histogram.ts';

describe('histogram', () => {
  it('has no bins without values', () => {
    expect(histogram([], 20)).toEqual([]);
  });

  it('counts a value on an edge upwards, and leaves no gap', () => {
    expect(histogram([0.15, 0.1, 0.149, 0.31], 20)).toEqual([
      { from: 0.1, to: 0.15, count: 2 },
      { from: 0.15, to: 0.2, count: 1 },
      { from: 0.2, to: 0.25, count: 0 },
      { from: 0.25, to: 0.3, count: 0 },
      { from: 0.3, to: 0.35, count: 1 },
    ]);
  });

  it('goes below zero', () => {
    expect(histogram([-0.01, 0], 10)).toEqual([
      { from: -0.1, to: 0, count: 1 },
      { from: 0, to: 0.1, count: 1 },
    ]);
  });

  it('refuses what it cannot count', () => {
    expect(() => histogram([Infinity], 10)).toThrow(RangeError);
    expect(() => histogram([1], 0.5)).toThrow(RangeError);
  });
});
