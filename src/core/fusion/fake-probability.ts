/** @file One fake probability out of those of several frames. */
import { mean } from '../metrics/statistics.ts';

/**
 * System 3's window of frames, and the count of confident fakes that its window needs more than (docs/sources.md #26).
 */
const SOURCE_WINDOW = 32;
const SOURCE_CONFIDENT_FAKES = 11;
const CONFIDENT_FAKE = 0.8;
const CONFIDENT_REAL = 0.2;

/**
 * Fuses by the confident strategy of docs/sources.md #26. With enough confident fakes their mean counts, with nearly
 * unanimous confident reals theirs, and otherwise the mean of all. System 3's count of 11 holds for its 32 frames; for
 * shorter windows it is scaled.
 * @param probabilities - One per frame, each in [0, 1], in any order.
 * @returns [0, 1]; null for no frames. The policy says whether a missing signal counts.
 * @throws RangeError for a value outside [0, 1].
 */
export function fuseFakeProbabilities(probabilities: readonly number[]): number | null {
  const count = probabilities.length;
  if (count === 0) return null;
  if (!probabilities.every((p) => p >= 0 && p <= 1)) {
    throw new RangeError(
      'A fake probability lies outside [0, 1]: the detector is broken. Run its self-test.',
    );
  }
  const fakes = probabilities.filter((p) => p > CONFIDENT_FAKE);
  const reals = probabilities.filter((p) => p < CONFIDENT_REAL);
  const fakesNeeded = SOURCE_CONFIDENT_FAKES * Math.min(1, count / SOURCE_WINDOW);
  if (fakes.length > Math.floor(count / 2.5) && fakes.length > fakesNeeded) return mean(fakes);
  if (reals.length > 0.9 * count) return mean(reals);
  return mean(probabilities);
}
