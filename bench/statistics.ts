/**
 * @file Quantiles of what the bench measures. Pure.
 */
import { mean, percentile } from '../src/core/metrics/statistics.ts';

export interface Quantiles {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
}

/** @returns null when nothing was measured. */
export function quantiles(values: readonly number[]): Quantiles | null {
  const [p50, p95] = [percentile(values, 0.5), percentile(values, 0.95)];
  return p50 === null || p95 === null ? null : { count: values.length, mean: mean(values), p50, p95 };
}

/** Events per second, from the first to the last. @returns null for fewer than two. */
export function perSecond(timesMs: readonly number[]): number | null {
  const spanMs = timesMs.length > 1 ? timesMs[timesMs.length - 1] - timesMs[0] : 0;
  return spanMs > 0 ? ((timesMs.length - 1) * 1_000) / spanMs : null;
}
