/**
 * @file Which similarity the gallery's size and the wanted error rate call for. Holds no threshold itself: all come
 * from the model's operating points.
 */
import type { OperatingPoint } from '../manifest/types.ts';

export interface ScaledThreshold {
  /** Cosine similarity; at or above it is a match. May exceed 1, and then nobody matches. */
  readonly threshold: number;
  /** The false match rate that the threshold stands for: the wanted one, or the nearest that the points allow. */
  readonly fmr: number;
  /** True when no measurement reaches this far; say so wherever the error rate is shown. */
  readonly extrapolated: boolean;
}

/**
 * The false match rate of a single comparison that keeps the false positive identification rate over N comparisons:
 * FMR = 1 − (1 − FPIR)^(1/N), the inverse of FPIR = 1 − (1 − FMR)^N. N counts embeddings, not subjects: a template of
 * seven gives a stranger seven chances. They are not independent, so the true rate lies below.
 * @throws RangeError unless `targetFpir` lies in (0, 1) and `comparisonCount` is a whole number, 0 or above.
 */
export function fmrForFpir(targetFpir: number, comparisonCount: number): number {
  if (!(targetFpir > 0 && targetFpir < 1)) {
    throw new RangeError(`A target FPIR must lie between 0 and 1, not at ${targetFpir}.`);
  }
  if (!Number.isInteger(comparisonCount) || comparisonCount < 0) {
    throw new RangeError(`The number of comparisons must be a whole number, not ${comparisonCount}.`);
  }
  // An empty gallery is as strict as one with one embedding. For one the rate itself, which meets a measured point.
  if (comparisonCount <= 1) return targetFpir;
  // log1p and expm1 keep the digits of tiny rates.
  return -Math.expm1(Math.log1p(-targetFpir) / comparisonCount);
}

/**
 * The threshold for a search that compares a probe with `comparisonCount` embeddings: all those of the gallery to
 * identify, those of one template to verify.
 *
 * Between measured points the threshold runs linearly in log₁₀ FMR. Beyond the strictest point it continues along the
 * slope of the last two and is marked. It is never looser than the loosest measured point. Where the only point is too
 * loose, it is used as it is and marked: its `fmr` then tells that the target is missed.
 * @param operatingPoints - As in the manifest: by falling FMR, at least one.
 * @throws RangeError when there is no point, or the points are out of order.
 */
export function similarityThreshold(
  operatingPoints: readonly OperatingPoint[],
  targetFpir: number,
  comparisonCount: number,
): ScaledThreshold {
  const fmr = fmrForFpir(targetFpir, comparisonCount);
  assertOrdered(operatingPoints);
  const [loosest] = operatingPoints;
  if (fmr >= loosest.fmr) return { threshold: loosest.threshold, fmr: loosest.fmr, extrapolated: false };
  return thresholdForFmr(operatingPoints, fmr);
}

/**
 * The threshold at a false match rate, read off the operating points. It continues their line at both ends and marks
 * that. For warnings only: {@link similarityThreshold} decides.
 * @throws RangeError when there is no point, or the points are out of order, or `fmr` is not in (0, 1).
 */
export function thresholdForFmr(operatingPoints: readonly OperatingPoint[], fmr: number): ScaledThreshold {
  assertOrdered(operatingPoints);
  if (!(fmr > 0 && fmr < 1))
    throw new RangeError(`A false match rate must lie between 0 and 1, not at ${fmr}.`);
  const last = operatingPoints.length - 1;
  const exact = operatingPoints.find((point) => point.fmr === fmr);
  if (exact !== undefined) return { threshold: exact.threshold, fmr, extrapolated: false };
  if (last === 0) {
    return { threshold: operatingPoints[0].threshold, fmr: operatingPoints[0].fmr, extrapolated: true };
  }
  // The segment that holds `fmr`, or the outermost one on its side.
  let stricter = operatingPoints.findIndex((point) => point.fmr < fmr);
  if (stricter === -1) stricter = last;
  stricter = Math.max(1, stricter);
  const from = operatingPoints[stricter - 1];
  const to = operatingPoints[stricter];
  const share = Math.log10(fmr / from.fmr) / Math.log10(to.fmr / from.fmr);
  return {
    threshold: from.threshold + share * (to.threshold - from.threshold),
    fmr,
    extrapolated: fmr > operatingPoints[0].fmr || fmr < operatingPoints[last].fmr,
  };
}

function assertOrdered(points: readonly OperatingPoint[]): void {
  if (points.length === 0) {
    throw new RangeError(
      'The model has no operating point. Calibrate it on a pair list with `npm run models`.',
    );
  }
  const ordered = points.every(
    (point, index) =>
      point.fmr > 0 &&
      point.fmr < 1 &&
      Number.isFinite(point.threshold) &&
      (index === 0 || (point.fmr < points[index - 1].fmr && point.threshold >= points[index - 1].threshold)),
  );
  if (!ordered) {
    throw new RangeError(
      'The operating points must go by falling false match rate and never falling threshold. Calibrate the model again.',
    );
  }
}
