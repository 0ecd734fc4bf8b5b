/**
 * @file One number for a pair of photos that may be fakes, for lists that hold one number per pair. The kiosk itself
 * decides on the two signals apart; thresholding this number gives the same answers.
 */
import { nextAbove } from '../metrics/error-rates.ts';

export interface FoldThresholds {
  /** The cosine at or above which two photos match, > −1. */
  readonly similarity: number;
  /** `fakeProbability` at or above it is a fake, [0, 1]. */
  readonly fake: number;
}

/**
 * min(`similarity`, limit(p)), p being the largest fake probability of the two photos. The limit falls with p along
 * two straight lines: from 1 at p = 0 to the similarity threshold t just before p reaches the fake threshold f, and
 * from the next number below t at p = f to −1 at p = 1. So the result is at or above t exactly when the similarity is
 * and neither photo is a fake. It never rises with p, never falls with the similarity, and jumps nowhere by more than
 * one bit. So a looser or stricter t than the one given means a looser or stricter f as well.
 *
 * @param similarity - Cosine in [−1, 1].
 * @param fakeProbabilities - Of each photo, [0, 1]; null where there is no fake detector. Without any the similarity
 * is returned as it is.
 * @returns [−1, 1].
 * @throws RangeError for a probability or a threshold out of range.
 */
export function foldedSimilarity(
  similarity: number,
  fakeProbabilities: readonly (number | null)[],
  thresholds: FoldThresholds,
): number {
  const known = fakeProbabilities.filter((value) => value !== null);
  if (known.length === 0) return similarity;
  if (!known.every((p) => p >= 0 && p <= 1)) {
    throw new RangeError('A fake probability lies outside [0, 1]: the detector is broken.');
  }
  return Math.min(similarity, limitAt(Math.max(...known), thresholds));
}

function limitAt(fakeProbability: number, { similarity, fake }: FoldThresholds): number {
  if (!(similarity > -1) || !(fake >= 0 && fake <= 1)) {
    throw new RangeError(
      `A similarity threshold must lie above −1 and a fake threshold within [0, 1], not at ${similarity} and ${fake}.`,
    );
  }
  if (fakeProbability < fake) {
    // A threshold above 1 lets nobody through, and must not let fakes through either.
    return similarity + ((Math.max(1, similarity) - similarity) * (fake - fakeProbability)) / fake;
  }
  const below = Math.min(1, -nextAbove(-similarity));
  return fake === 1 ? below : below - ((below + 1) * (fakeProbability - fake)) / (1 - fake);
}
