/**
 * @file Whether a person's similarity margins fall from visit to visit, so that they can enrol anew before the door
 * refuses them. Knows no dates and no people.
 */
import { median } from './statistics.ts';

/** Fewer grants than this say nothing. */
const FEWEST_GRANTS = 10;
/** Older grants than these say little about today. */
const MOST_GRANTS = 30;
/** One-sided 0.1 %: of 1,000 people whose margins only scatter, about one is named. */
const CRITICAL_Z = -3.09;
/** A fall of the cosine by less over all the grants looked at is no reason to enrol anew. */
const LEAST_FALL = 0.03;

export interface MarginDrift {
  /** How many grants were looked at. */
  readonly grants: number;
  /** By how much the margin fell from the first of them to the last, by the median slope; negative when it rose. */
  readonly fall: number;
  /** Mann–Kendall's trend statistic, about standard normal when there is no trend; negative when margins fall. */
  readonly z: number;
  /** The fall is too large and too steady to be chance. */
  readonly falling: boolean;
}

/**
 * Mann–Kendall's test with ties, and the Theil–Sen slope. Both use order and medians, so that one bad day is no drift.
 * @param margins - Of a person's grants under one policy and one template, oldest first; the last 30 count.
 * @returns Null with fewer than ten.
 * @throws RangeError when a margin is not finite.
 */
export function marginDrift(margins: readonly number[]): MarginDrift | null {
  const recent = margins.slice(-MOST_GRANTS);
  const grants = recent.length;
  if (grants < FEWEST_GRANTS) return null;
  if (!recent.every(Number.isFinite)) throw new RangeError('A margin is not a finite number.');
  const slopes: number[] = [];
  let sum = 0;
  for (let later = 1; later < grants; later += 1) {
    for (let earlier = 0; earlier < later; earlier += 1) {
      const change = recent[later] - recent[earlier];
      sum += Math.sign(change);
      slopes.push(change / (later - earlier));
    }
  }
  const z = sum === 0 ? 0 : (sum - Math.sign(sum)) / Math.sqrt(trendVariance(recent));
  const fall = 0 - median(slopes) * (grants - 1);
  return { grants, fall, z, falling: z <= CRITICAL_Z && fall >= LEAST_FALL };
}

/** Of Mann–Kendall's sum when there is no trend; equal margins make it smaller. */
function trendVariance(values: readonly number[]): number {
  const term = (count: number): number => count * (count - 1) * (2 * count + 5);
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ties = [...counts.values()].reduce((total, count) => total + term(count), 0);
  return (term(values.length) - ties) / 18;
}
