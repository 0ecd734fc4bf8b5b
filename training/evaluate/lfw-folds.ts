/** @file LFW's protocol (docs/sources.md #23): each fold is judged by the threshold that is best on the others. */
import { mean } from '../../src/core/metrics/statistics.ts';
import { countAtOrAbove } from '../../src/core/metrics/error-rates.ts';

/** Squared L2 distances of unit vectors reach from 0 to 4. */
const LARGEST_DISTANCE = 4;
const ACCURACY_STEPS_PER_UNIT = 100;
const VALIDATION_STEPS_PER_UNIT = 1000;
const TARGET_FAR = 1e-3;

export interface FoldPair {
  readonly fold: number;
  readonly genuine: boolean;
  /** Cosine in [−1, 1]. */
  readonly similarity: number;
}

export interface LfwFold {
  readonly accuracy: number;
  /** Squared L2 distance below which a pair is taken for one person. */
  readonly threshold: number;
  /** Share of the fold's genuine pairs accepted at the threshold for FAR 10⁻³ of the other folds. */
  readonly validationRate: number;
  /** Share of the fold's impostor pairs accepted there. */
  readonly far: number;
}

export interface LfwResult {
  readonly folds: readonly LfwFold[];
  readonly accuracy: MeanAndDeviation;
  readonly validationRate: MeanAndDeviation;
  readonly far: number;
}

export interface MeanAndDeviation {
  readonly mean: number;
  /** Standard deviation over the folds (divided by their number, as the protocol's scripts do). */
  readonly deviation: number;
}

/** @throws RangeError unless there are two folds or more, each with pairs of both kinds. */
export function lfwFolds(pairs: readonly FoldPair[]): LfwResult {
  const foldNumbers = [...new Set(pairs.map(({ fold }) => fold))].sort((a, b) => a - b);
  if (foldNumbers.length < 2)
    throw new RangeError(`LFW's protocol needs two folds or more, not ${foldNumbers.length}.`);
  const folds = foldNumbers.map((fold) => {
    const tested = distancesOf(pairs.filter((pair) => pair.fold === fold));
    const others = distancesOf(pairs.filter((pair) => pair.fold !== fold));
    const threshold = mostAccurateThreshold(others);
    const validation = thresholdAtFar(others.impostor);
    return {
      accuracy: accuracyAt(tested, threshold),
      threshold,
      validationRate: shareBelow(tested.genuine, validation),
      far: shareBelow(tested.impostor, validation),
    };
  });
  return {
    folds,
    accuracy: meanAndDeviation(folds.map(({ accuracy }) => accuracy)),
    validationRate: meanAndDeviation(folds.map(({ validationRate }) => validationRate)),
    far: meanAndDeviation(folds.map(({ far }) => far)).mean,
  };
}

/** Negated and falling, so that counting those at or above −t counts the distances up to t. */
interface Distances {
  readonly genuine: Float64Array;
  readonly impostor: Float64Array;
}

function distancesOf(pairs: readonly FoldPair[]): Distances {
  const of = (kind: boolean): Float64Array => {
    // |x − y|² = 2 − 2cos for unit vectors.
    const values = pairs
      .filter(({ genuine }) => genuine === kind)
      .map(({ similarity }) => 2 * similarity - 2);
    if (values.length === 0) {
      throw new RangeError(`A fold of LFW's list has no ${kind ? 'genuine' : 'impostor'} pair.`);
    }
    return Float64Array.from(values).sort().reverse();
  };
  return { genuine: of(true), impostor: of(false) };
}

/** How many distances are below `threshold`: the protocol accepts strictly below. */
function countBelow(negated: Float64Array, threshold: number): number {
  let count = countAtOrAbove(negated, -threshold);
  while (count > 0 && negated[count - 1] === -threshold) count -= 1;
  return count;
}

function shareBelow(negated: Float64Array, threshold: number): number {
  return countBelow(negated, threshold) / negated.length;
}

function accuracyAt({ genuine, impostor }: Distances, threshold: number): number {
  const right = countBelow(genuine, threshold) + impostor.length - countBelow(impostor, threshold);
  return right / (genuine.length + impostor.length);
}

function mostAccurateThreshold(distances: Distances): number {
  let best = 0;
  let bestAccuracy = -1;
  for (let step = 0; step < LARGEST_DISTANCE * ACCURACY_STEPS_PER_UNIT; step += 1) {
    const threshold = step / ACCURACY_STEPS_PER_UNIT;
    const accuracy = accuracyAt(distances, threshold);
    if (accuracy > bestAccuracy) [best, bestAccuracy] = [threshold, accuracy];
  }
  return best;
}

/** Where the FAR, linear between the steps, first reaches the target; 0 where it never does, so nobody passes. */
function thresholdAtFar(impostor: Float64Array): number {
  // Nothing lies below a distance of 0.
  let before = 0;
  for (let step = 1; step < LARGEST_DISTANCE * VALIDATION_STEPS_PER_UNIT; step += 1) {
    const threshold = step / VALIDATION_STEPS_PER_UNIT;
    const far = shareBelow(impostor, threshold);
    if (far >= TARGET_FAR) {
      return (step - 1 + (TARGET_FAR - before) / (far - before)) / VALIDATION_STEPS_PER_UNIT;
    }
    before = far;
  }
  return 0;
}

function meanAndDeviation(values: readonly number[]): MeanAndDeviation {
  const middle = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
  return { mean: middle, deviation: Math.sqrt(variance) };
}
