/** @file Match rates at false match rates, and errors at thresholds, from plain lists of similarities. */
import { countAtOrAbove, thresholdInSorted } from '../../src/core/metrics/error-rates.ts';
import { ruleOfThree, wilsonInterval } from '../../src/core/metrics/intervals.ts';
import type { Interval } from '../../src/core/metrics/intervals.ts';
import { sortedDescending } from '../../src/core/metrics/roc.ts';

/** The false positive rates of system 4's ID rate (docs/sources.md #20). */
const FPR_TARGETS: readonly number[] = [0.5, 0.25, 0.1, 0.05, 0.01, 0.005, 0.001];

/** System 4 samples its curve at 0, .04 … .96 (docs/sources.md #22). */
const CGS_STEPS = 25;

export interface TprAtFpr {
  /** Wanted. */
  readonly fpr: number;
  /** Measured at the threshold. */
  readonly fprFound: number;
  readonly tpr: number;
  readonly threshold: number;
  /** False when there are fewer impostor pairs than 1/fpr, so that the rate cannot be told from 0. */
  readonly supported: boolean;
}

/**
 * @param options.parity - As system 4 takes the threshold: the similarity of impostor ⌊fpr·N⌋ from above, which lets
 * one more in (docs/sources.md #21). Otherwise the lowest threshold whose FPR does not exceed the wanted one.
 */
export function tprAtFprs(
  genuine: ArrayLike<number>,
  impostor: ArrayLike<number>,
  { fprs = FPR_TARGETS, parity = false }: { fprs?: readonly number[]; parity?: boolean } = {},
): TprAtFpr[] {
  const trues = sortedDescending(genuine, 'genuine');
  const falses = sortedDescending(impostor, 'impostor');
  return fprs.map((fpr) => {
    const threshold = parity ? falses[Math.floor(fpr * falses.length)] : thresholdInSorted(falses, fpr);
    return {
      fpr,
      fprFound: countAtOrAbove(falses, threshold) / falses.length,
      tpr: countAtOrAbove(trues, threshold) / trues.length,
      threshold,
      supported: falses.length * fpr >= 1,
    };
  });
}

/**
 * The area under the curve as system 4 computes it (docs/sources.md #22): trapezoids over 25 false positive rates from
 * 0 to .96. Only to compare with its figures; a perfect model scores .96.
 */
export function areaAsCgs(genuine: ArrayLike<number>, impostor: ArrayLike<number>): number {
  const trues = sortedDescending(genuine, 'genuine');
  const falses = sortedDescending(impostor, 'impostor');
  const rates = Array.from({ length: CGS_STEPS }, (_, step) => {
    // Whole numbers, because .28 × 100 is above 28 in binary.
    const threshold = falses[Math.floor((step * falses.length) / CGS_STEPS)];
    return countAtOrAbove(trues, threshold) / trues.length;
  });
  const inner = rates.slice(1, -1).reduce((sum, rate) => sum + rate, 0);
  return (inner + (rates[0] + rates[CGS_STEPS - 1]) / 2) / CGS_STEPS;
}

/** Errors among trials, and how far their rate can be trusted. */
export interface Proportion {
  readonly errors: number;
  readonly trials: number;
  readonly rate: number;
  /** Wilson, 95 %. */
  readonly interval: Interval;
  /** Rule of three: the rate's 95 % bound where there was no error; null where there was one. */
  readonly boundAtNoError: number | null;
}

/** @throws RangeError without trials. */
export function proportion(errors: number, trials: number): Proportion {
  return {
    errors,
    trials,
    rate: errors / trials,
    interval: wilsonInterval(errors, trials),
    boundAtNoError: errors === 0 ? ruleOfThree(trials) : null,
  };
}
