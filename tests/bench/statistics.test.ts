import { describe, expect, it } from 'vitest';
import { perSecond, quantiles } from '../../bench/statistics.ts';

describe('quantiles', () => {
  it('takes nearest ranks, whatever the order', () => {
    const values = [5, 1, 4, 2, 3];
    expect(quantiles(values)).toEqual({ count: 5, mean: 3, p50: 3, p95: 5 });
    expect(values).toEqual([5, 1, 4, 2, 3]);
  });

  it('has nothing to say of no values', () => {
    expect(quantiles([])).toBeNull();
  });

  it('is the value itself for one value', () => {
    expect(quantiles([7])).toEqual({ count: 1, mean: 7, p50: 7, p95: 7 });
  });
});

describe('perSecond', () => {
  it('counts intervals, not events', () => {
    expect(perSecond([0, 500, 1_000])).toBe(2);
  });

  it('needs two events at different times', () => {
    expect(perSecond([3])).toBeNull();
    expect(perSecond([3, 3])).toBeNull();
  });
});
