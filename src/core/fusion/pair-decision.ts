/**
 * @file What is said of two photos: do they show one person, and is the second one, the probe, a fake? The two signals
 * decide side by side; neither changes the other.
 */

/** `fake`: the probe is one, whomever it shows. */
export type PairDecision = 'same' | 'different' | 'fake';

export interface PairThresholds {
  /** The cosine at or above which two photos match. */
  readonly similarity: number;
  /** A probe’s `fakeProbability` at or above it is a fake, [0, 1]; null where there is no fake detector. */
  readonly fake: number | null;
}

/**
 * @param similarity - Cosine in [−1, 1].
 * @param fakeProbability - Of the probe, [0, 1]; null where there is no fake detector.
 * @throws RangeError for a probability out of range, or one that is missing although there is a detector.
 */
export function decidePair(
  similarity: number,
  fakeProbability: number | null,
  thresholds: PairThresholds,
): PairDecision {
  if (thresholds.fake !== null) {
    if (fakeProbability === null || !(fakeProbability >= 0 && fakeProbability <= 1)) {
      throw new RangeError('The fake detector gave no probability from 0 to 1: it is broken.');
    }
    if (fakeProbability >= thresholds.fake) return 'fake';
  }
  return similarity >= thresholds.similarity ? 'same' : 'different';
}
