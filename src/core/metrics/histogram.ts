/** @file Counts values in bins of equal width. */

export interface Bin {
  /** The bin holds values from here … */
  readonly from: number;
  /** … up to but not including here. */
  readonly to: number;
  readonly count: number;
}

/** Decimal fractions are binary approximations; without this 0.15 would lie in the bin below its own. */
const EDGE_SLACK = 1e-9;

/**
 * @param binsPerUnit - Whole number of bins from 0 to 1; edges are whole multiples of its inverse.
 * @returns Without gaps from the lowest value's bin to the highest value's; none without values.
 * @throws RangeError when a value is not finite, or `binsPerUnit` is no whole number above 0.
 */
export function histogram(values: readonly number[], binsPerUnit: number): readonly Bin[] {
  if (!Number.isInteger(binsPerUnit) || binsPerUnit < 1) {
    throw new RangeError(`A histogram needs a whole number of bins per unit, not ${binsPerUnit}.`);
  }
  if (!values.every(Number.isFinite))
    throw new RangeError('A value of the histogram is not a finite number.');
  const counts = new Map<number, number>();
  let lowest = Infinity;
  let highest = -Infinity;
  for (const value of values) {
    const bin = Math.floor(value * binsPerUnit + EDGE_SLACK);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
    lowest = Math.min(lowest, bin);
    highest = Math.max(highest, bin);
  }
  const bins: Bin[] = [];
  for (let bin = lowest; bin <= highest; bin += 1) {
    bins.push({ from: bin / binsPerUnit, to: (bin + 1) / binsPerUnit, count: counts.get(bin) ?? 0 });
  }
  return bins;
}
