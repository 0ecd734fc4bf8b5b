/** @file The log loss of fake probabilities. */
import { mean } from '../../src/core/metrics/statistics.ts';

/** The clip of the Deepfake Detection Challenge (docs/sources.md #24): a sure mistake costs 34.5, not infinity. */
const CLIP = 1e-15;

/**
 * −ln of the probability given to what is true.
 * @param fakeProbability - [0, 1].
 */
export function logLossOf(fakeProbability: number, isFake: boolean): number {
  const right = isFake ? fakeProbability : 1 - fakeProbability;
  return -Math.log(Math.min(1 - CLIP, Math.max(CLIP, right)));
}

export interface Judged {
  /** [0, 1]. */
  readonly fakeProbability: number;
  readonly isFake: boolean;
}

export interface LogLoss {
  /** Mean over all. */
  readonly overall: number;
  /**
   * Mean of the means of reals and of fakes, as system 3 validates (docs/sources.md #25): it does not hang on their
   * ratio.
   */
  readonly balanced: number;
}

/** @throws RangeError unless there are reals and fakes. */
export function logLoss(judged: readonly Judged[]): LogLoss {
  const [reals, fakes] = [false, true].map((kind) =>
    judged.filter(({ isFake }) => isFake === kind).map((one) => logLossOf(one.fakeProbability, kind)),
  );
  if (reals.length === 0 || fakes.length === 0) {
    throw new RangeError(`A log loss needs reals and fakes, not ${reals.length} and ${fakes.length}.`);
  }
  return { overall: mean([...reals, ...fakes]), balanced: (mean(reals) + mean(fakes)) / 2 };
}
