/** @file Error rates at a threshold, and the threshold at an error rate. A pair at or above a threshold matches. */
import { sortedDescending } from './roc.ts';

/** Share of the impostor pairs that match, [0, 1]. @throws RangeError without impostor pairs. */
export function fmrAt(impostor: ArrayLike<number>, threshold: number): number {
  return countAtOrAbove(sortedDescending(impostor, 'impostor'), threshold) / impostor.length;
}

/** Share of the genuine pairs that do not match, [0, 1]. @throws RangeError without genuine pairs. */
export function fnmrAt(genuine: ArrayLike<number>, threshold: number): number {
  return 1 - countAtOrAbove(sortedDescending(genuine, 'genuine'), threshold) / genuine.length;
}

/**
 * The lowest threshold whose measured FMR does not exceed `targetFmr`: the next number above the best impostor pair
 * that must not match. (System 4 takes that pair's own similarity and so lets one more in: docs/sources.md #21.)
 * @param targetFmr - (0, 1).
 * @throws RangeError without impostor pairs, or for a target outside (0, 1).
 */
export function thresholdAtFmr(impostor: ArrayLike<number>, targetFmr: number): number {
  return thresholdInSorted(sortedDescending(impostor, 'impostor'), targetFmr);
}

/** As {@link thresholdAtFmr} for similarities that are already in falling order. */
export function thresholdInSorted(descending: Float64Array, targetFmr: number): number {
  if (!(targetFmr > 0 && targetFmr < 1)) {
    throw new RangeError(`A target FMR must lie between 0 and 1, not at ${targetFmr}.`);
  }
  return nextAbove(descending[Math.floor(targetFmr * descending.length)]);
}

/** How many of `descending` are at or above `threshold`, by bisection. */
export function countAtOrAbove(descending: Float64Array, threshold: number): number {
  let low = 0;
  let high = descending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (descending[middle] >= threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The smallest double above a finite `value`. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const float = Float64Array.of(value);
  const bits = new BigInt64Array(float.buffer);
  bits[0] += value > 0 ? 1n : -1n;
  return float[0];
}
