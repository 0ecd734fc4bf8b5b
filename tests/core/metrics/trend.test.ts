import { describe, expect, it } from 'vitest';
import { lcg } from '../../../simulator/builders.ts';
import { trendOf } from '../../../src/core/metrics/trend.ts';

const times = (count: number) => Array.from({ length: count }, (_, at) => at);

/** Each value leans on the one before by `memory`. */
function noise(count: number, memory: number, seed: number): number[] {
  const random = lcg(seed);
  let last = 0;
  return times(count).map(() => {
    const shock = random() + random() + random() - 1.5;
    last = memory * last + shock;
    return last;
  });
}

describe('trendOf', () => {
  it('finds a straight line exactly', () => {
    const trend = trendOf(
      times(20).map((at) => 3 + 2 * at),
      times(20).map((at) => 7 - 5 * at),
    );
    expect(trend?.slope).toBeCloseTo(-2.5, 12);
    expect(trend?.interval[0]).toBeCloseTo(-2.5, 9);
    expect(trend?.interval[1]).toBeCloseTo(-2.5, 9);
  });

  it('says nothing of a few measurements, and refuses what are none', () => {
    expect(trendOf(times(9), times(9))).toBeNull();
    expect(() => trendOf(times(10), times(9))).toThrow(RangeError);
    expect(() => trendOf(times(10), [...times(9), NaN])).toThrow(RangeError);
    expect(() => trendOf(Array<number>(10).fill(1), times(10))).toThrow(RangeError);
  });

  it.each([0, 0.6])('covers the truth in most runs of noise that remembers %f of itself', (memory) => {
    const runs = 400;
    let covered = 0;
    for (let run = 0; run < runs; run += 1) {
      const values = noise(200, memory, run + 1).map((value, at) => value + 0.05 * at);
      const trend = trendOf(times(200), values);
      if (trend && trend.interval[0] <= 0.05 && trend.interval[1] >= 0.05) covered += 1;
    }
    expect(covered / runs).toBeGreaterThan(0.88);
  });
});
