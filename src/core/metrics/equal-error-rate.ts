/**
 * @file The equal error rate in the two forms of docs/sources.md #16 and #17. Always with its threshold
 * and the number of pairs behind it: without them the figure says nothing.
 */
import { rocCurve, type Roc, type RocOptions } from './roc.ts';

export interface EqualErrorRate {
  /** [0, 1]. */
  readonly rate: number;
  /** A pair at or above it is accepted. */
  readonly threshold: number;
  readonly genuinePairs: number;
  readonly impostorPairs: number;
}

export interface EqualErrorRates {
  /** FNMR at the point where FNMR and FMR are nearest: what the organiser of system 1's contest computes. */
  readonly eerA: EqualErrorRate;
  /** Mean of FNMR and FMR at the same point: what systems 0, 1 and 2 report during training. */
  readonly eerB: EqualErrorRate;
}

/**
 * The organiser's stand-in for the threshold that accepts nobody: the largest similarity plus this
 * (docs/sources.md #16).
 */
const ORGANISER_TOP_STEP = 1e-3;

/** @throws RangeError when either list is empty or holds a value that is not finite. */
export function equalErrorRates(
  genuine: ArrayLike<number>,
  impostor: ArrayLike<number>,
  options: RocOptions = {},
): EqualErrorRates {
  const roc = rocCurve(genuine, impostor, options);
  const { genuinePairs, impostorPairs } = roc;
  const point = roc.points[crossing(roc)];
  const fnmr = (genuinePairs - point.trueMatches) / genuinePairs;
  const fmr = point.falseMatches / impostorPairs;
  const organiserThreshold =
    point.threshold === Infinity ? roc.points[1].threshold + ORGANISER_TOP_STEP : point.threshold;
  return {
    eerA: { rate: fnmr, threshold: organiserThreshold, genuinePairs, impostorPairs },
    eerB: { rate: (fmr + fnmr) / 2, threshold: point.threshold, genuinePairs, impostorPairs },
  };
}

/**
 * The first point with the smallest |FNMR − FMR|. Compares whole numbers, both rates times both pair counts, so that
 * rounding cannot settle a tie (exact up to 2⁵³ pairs times pairs).
 */
function crossing({ points, genuinePairs, impostorPairs }: Roc): number {
  let best = 0;
  let bestGap = Infinity;
  points.forEach((point, index) => {
    const gap = Math.abs(
      (genuinePairs - point.trueMatches) * impostorPairs - point.falseMatches * genuinePairs,
    );
    if (gap < bestGap) {
      best = index;
      bestGap = gap;
    }
  });
  return best;
}
