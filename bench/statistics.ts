/**
 * @file Quantiles of what the bench measures. Pure.
 */

export interface Quantiles {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
}

/** @returns null when nothing was measured. */
export function quantiles(values: readonly number[]): Quantiles | null {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { count: sorted.length, mean, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
}

/** Nearest rank. @param ascending - At least one value. @param share - (0, 1]. */
export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)];
}

/** Events per second, from the first to the last. @returns null for fewer than two. */
export function perSecond(timesMs: readonly number[]): number | null {
  const spanMs = timesMs.length > 1 ? timesMs[timesMs.length - 1] - timesMs[0] : 0;
  return spanMs > 0 ? ((timesMs.length - 1) * 1_000) / spanMs : null;
}
