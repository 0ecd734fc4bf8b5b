/** @file Whether a measured quantity rises over time, for measurements that follow each other closely. */
import { mean } from './statistics.ts';
import type { Interval } from './intervals.ts';

/** Fewer measurements than this say nothing. */
const FEWEST_FOR_TREND = 10;

export interface Trend {
  /** Least squares: value per unit of time. */
  readonly slope: number;
  /** 95 %. */
  readonly interval: Interval;
}

/**
 * The slope of `values` over `times` by least squares, with the interval of Newey and West (1987). Measurements of one
 * run resemble their neighbours; this interval does not become too narrow by that. The lag is 1.3 √n (Lazarus et al.
 * 2018), with the critical value for that lag.
 * @param times - Ascending, not all the same.
 * @param values - As many.
 * @returns Null with fewer than ten.
 * @throws RangeError when the lengths differ or a number is not finite.
 */
export function trendOf(times: readonly number[], values: readonly number[]): Trend | null {
  const count = times.length;
  if (values.length !== count) throw new RangeError(`${count} times do not fit ${values.length} values.`);
  if (![...times, ...values].every(Number.isFinite)) throw new RangeError('A measurement is not finite.');
  if (count < FEWEST_FOR_TREND) return null;
  const centred = centre(times);
  const squares = centred.reduce((sum, time) => sum + time * time, 0);
  if (squares === 0) throw new RangeError('All measurements were made at one time.');
  const offsets = centre(values);
  const slope = centred.reduce((sum, time, at) => sum + time * offsets[at], 0) / squares;
  const scores = centred.map((time, at) => time * (offsets[at] - slope * time));
  const lag = lagOf(count);
  const error = Math.sqrt((longRunSum(scores, lag) * count) / (count - 2)) / squares;
  const reach = criticalValue((lag + 1) / count) * error;
  return { slope, interval: [slope - reach, slope + reach] };
}

function lagOf(count: number): number {
  return Math.min(count - 1, Math.ceil(1.3 * Math.sqrt(count)));
}

/** Two-sided 5 % with Bartlett's weights over `share` of the measurements (Kiefer and Vogelsang 2005, table 1). */
function criticalValue(share: number): number {
  return 1.96 + 2.9694 * share + 0.416 * share ** 2 - 0.5324 * share ** 3;
}

function centre(values: readonly number[]): number[] {
  const level = mean(values);
  return values.map((value) => value - level);
}

/** Variance of the sum of `scores`, with Bartlett's weights, which keep it from being negative. */
function longRunSum(scores: readonly number[], lag: number): number {
  let sum = 0;
  for (let back = 0; back <= lag; back += 1) {
    let products = 0;
    for (let at = back; at < scores.length; at += 1) products += scores[at] * scores[at - back];
    sum += (back === 0 ? 1 : 2 * (1 - back / (lag + 1))) * products;
  }
  return Math.max(0, sum);
}
