/** @file Histograms as densities over shared bins: 20 of them, so that each bin still holds pairs. */

export const BINS = 20;

export interface Histogram {
  /** `BINS + 1` edges, rising, shared by all lists. */
  readonly edges: readonly number[];
  /** One list of `BINS` densities per list of values; the area of each is 1, or 0 for an empty list. */
  readonly densities: readonly (readonly number[])[];
}

/** @param lists - Finite values; at least one in all lists together. @throws RangeError when there is none. */
export function histogramsOf(lists: readonly (readonly number[])[]): Histogram {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists) {
    for (const value of list) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    throw new RangeError('A histogram needs at least one value, and only finite ones.');
  }
  // Bins without width would have no density.
  const width = (high > low ? high - low : 1) / BINS;
  const densities = lists.map((list) => {
    const counts = new Array<number>(BINS).fill(0);
    // The last bin holds its upper edge.
    for (const value of list) counts[Math.min(BINS - 1, Math.floor((value - low) / width))] += 1;
    return counts.map((count) => (list.length === 0 ? 0 : count / (list.length * width)));
  });
  return { edges: Array.from({ length: BINS + 1 }, (_, index) => low + index * width), densities };
}
