/** @file Thresholds at stated false match rates, with the evidence for each, as the manifest carries them. */
import type { OperatingPoint } from '../manifest/types.ts';
import { countAtOrAbove, thresholdInSorted } from './error-rates.ts';
import { wilsonInterval } from './intervals.ts';
import { sortedDescending } from './roc.ts';

/**
 * A target is supported when at least this many impostor pairs may match at it, so when
 * impostor pairs ≥ 10 / FMR. With ten errors Wilson's 95 % interval reaches from about half to about twice the
 * rate; with fewer the threshold is set by a handful of odd pairs.
 */
const FALSE_MATCHES_TO_SUPPORT = 10;

export const DEFAULT_FMR_TARGETS: readonly number[] = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

/** Impostor pairs that a target needs: {@link FALSE_MATCHES_TO_SUPPORT} / `fmr`. */
export function impostorPairsNeeded(fmr: number): number {
  // 10 / 1e-3 is 10000 exactly in decimal but not in binary.
  return Math.round(FALSE_MATCHES_TO_SUPPORT / fmr);
}

/**
 * @param fmrTargets - False match rates in (0, 1), in any order; those that the impostor pairs cannot support are
 * left out.
 * @returns By falling FMR; at least one.
 * @throws RangeError when a list of similarities is empty or not finite, or no target is supported.
 */
export function operatingPoints(
  genuine: ArrayLike<number>,
  impostor: ArrayLike<number>,
  fmrTargets: readonly number[] = DEFAULT_FMR_TARGETS,
): OperatingPoint[] {
  const sortedGenuine = sortedDescending(genuine, 'genuine');
  const sortedImpostor = sortedDescending(impostor, 'impostor');
  const genuinePairs = sortedGenuine.length;
  const impostorPairs = sortedImpostor.length;
  const targets = [...new Set(fmrTargets)].sort((a, b) => b - a);
  const supported = targets.filter((fmr) => impostorPairs >= impostorPairsNeeded(fmr));
  if (supported.length === 0) {
    throw new RangeError(
      targets.length === 0
        ? 'Name at least one false match rate to set a threshold for.'
        : `${impostorPairs} impostor pairs support none of the false match rates ${targets.join(', ')}: ` +
            `the loosest needs ${impostorPairsNeeded(targets[0])}. Use a longer pair list.`,
    );
  }
  return supported.map((fmr) => {
    const threshold = thresholdInSorted(sortedImpostor, fmr);
    const falseMatches = countAtOrAbove(sortedImpostor, threshold);
    const falseNonMatches = genuinePairs - countAtOrAbove(sortedGenuine, threshold);
    return {
      fmr,
      threshold,
      fnmr: falseNonMatches / genuinePairs,
      fnmrInterval: wilsonInterval(falseNonMatches, genuinePairs),
      fmrInterval: wilsonInterval(falseMatches, impostorPairs),
      genuinePairs,
      impostorPairs,
    };
  });
}
