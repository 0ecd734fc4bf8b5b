/** @file Mean, median and percentile, by hand. */
import { describe, expect, it } from 'vitest';
import { mean, median, percentile, upperMedian } from '../../../src/core/metrics/statistics.ts';

describe('mean', () => {
  it('is the sum over the count, and no number for no values', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(mean([])).toBeNaN();
  });
});

describe('median and upperMedian', () => {
  it('differ for an even count alone', () => {
    const values = [9, 1, 4, 2];
    expect([median(values), upperMedian(values)]).toEqual([3, 4]);
    expect([median([9, 1, 4]), upperMedian([9, 1, 4])]).toEqual([4, 4]);
    expect(values).toEqual([9, 1, 4, 2]);
  });
});

describe('percentile', () => {
  it('is the smallest value that the share does not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(percentile(hundred, 0.95)).toBe(95);
    expect(percentile(hundred, 0.951)).toBe(96);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(percentile([], 0.5)).toBeNull();
  });
});
