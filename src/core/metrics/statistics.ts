/** @file Mean, median and percentile of a list of numbers. */

/** NaN for an empty list. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of an even count the mean of the two in the middle. @param values - At least one, in any order. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Of an even count the higher of the two in the middle. @param values - At least one, in any order. */
export function upperMedian(values: readonly number[]): number {
  return ascending(values)[values.length >> 1];
}

/** By nearest rank. @param values - In any order. @param share - (0, 1]. @returns Null for an empty list. */
export function percentile(values: readonly number[], share: number): number | null {
  return ascending(values)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? null;
}

function ascending(values: readonly number[]): number[] {
  return values.slice().sort((first, second) => first - second);
}
