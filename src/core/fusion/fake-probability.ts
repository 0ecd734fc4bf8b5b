/** @file One fake probability out of those of any number of frames. */

/**
 * System 3's window of frames, and the count of confident fakes that its window needs more than (docs/sources.md #26).
 */
const SOURCE_WINDOW = 32;
const SOURCE_CONFIDENT_FAKES = 11;
const CONFIDENT_FAKE = 0.8;
const CONFIDENT_REAL = 0.2;

interface Sum {
  readonly count: number;
  readonly sum: number;
}

/** All that the fusion needs of the frames so far, however many they are. Survives JSON. */
export interface FakeTally {
  readonly all: Sum;
  /** Of the frames that are confidently fake, and confidently real. */
  readonly fakes: Sum;
  readonly reals: Sum;
}

const NONE: Sum = { count: 0, sum: 0 };
export const NO_FAKE_TALLY: FakeTally = { all: NONE, fakes: NONE, reals: NONE };

/**
 * @param probability - Of one frame, [0, 1].
 * @throws RangeError for a value outside [0, 1].
 */
export function tallyFake({ all, fakes, reals }: FakeTally, probability: number): FakeTally {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(
      'A fake probability lies outside [0, 1]: the detector is broken. Run its self-test.',
    );
  }
  const plus = ({ count, sum }: Sum): Sum => ({ count: count + 1, sum: sum + probability });
  return {
    all: plus(all),
    fakes: probability > CONFIDENT_FAKE ? plus(fakes) : fakes,
    reals: probability < CONFIDENT_REAL ? plus(reals) : reals,
  };
}

/**
 * Fuses by the confident strategy of docs/sources.md #26. With enough confident fakes their mean counts, with nearly
 * unanimous confident reals theirs, and otherwise the mean of all. System 3's count of 11 holds for its 32 frames; for
 * shorter windows it is scaled.
 * @returns [0, 1]; null for no frames. The policy says whether a missing signal counts.
 */
export function fusedFakeProbability({ all, fakes, reals }: FakeTally): number | null {
  const { count } = all;
  if (count === 0) return null;
  const fakesNeeded = SOURCE_CONFIDENT_FAKES * Math.min(1, count / SOURCE_WINDOW);
  if (fakes.count > Math.floor(count / 2.5) && fakes.count > fakesNeeded) return meanOf(fakes);
  if (reals.count > 0.9 * count) return meanOf(reals);
  return meanOf(all);
}

/** As {@link fusedFakeProbability}, of one value per frame, in any order. @throws RangeError as {@link tallyFake}. */
export function fuseFakeProbabilities(probabilities: readonly number[]): number | null {
  return fusedFakeProbability(probabilities.reduce(tallyFake, NO_FAKE_TALLY));
}

function meanOf({ count, sum }: Sum): number {
  return sum / count;
}
