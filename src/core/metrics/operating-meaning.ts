/** @file What a policy's threshold means at a gallery's size, in rates that a person can weigh. It measures nothing. */
import { type MeasuredEmbedder, placeAmong, pointsFor } from '../fusion/gallery-threshold.ts';
import { similarityThreshold } from '../fusion/similarity-threshold.ts';
import type { OperatingPoint } from '../manifest/types.ts';
import type { Interval } from './intervals.ts';

export interface OperatingMeaning {
  /** Share of strangers who would be taken for somebody, (0, 1); an upper estimate where only pairs were measured. */
  readonly fpir: number;
  /** 95 %; null where nothing was measured at so strict a point. */
  readonly fpirInterval: Interval | null;
  /** Share of frames in which an enrolled person is not recognised, [0, 1]; at least this many where not measured. */
  readonly fnmr: number;
  readonly fnmrInterval: Interval | null;
  /** What the rates were measured on: searches in galleries, or pairs of images. */
  readonly evidence:
    | { readonly kind: 'galleries'; readonly strangers: number; readonly enrolled: number }
    | { readonly kind: 'pairs'; readonly strangers: number; readonly enrolled: number };
  /** Whether the model's points reach the wanted rate at all; with one point only, a looser one is used. */
  readonly reachesTarget: boolean;
}

/**
 * @param targetFpir - Of the policy, (0, 1).
 * @param people - Whom a probe is compared with; 0 counts as 1.
 * @throws RangeError as {@link similarityThreshold}.
 */
export function operatingMeaning(
  embedder: MeasuredEmbedder,
  targetFpir: number,
  people: number,
): OperatingMeaning {
  return (
    meaningInGalleries(embedder, targetFpir, people) ??
    meaningOfPairs(embedder.operatingPoints, targetFpir, people)
  );
}

function meaningInGalleries(
  embedder: MeasuredEmbedder,
  targetFpir: number,
  people: number,
): OperatingMeaning | null {
  const place = placeAmong(pointsFor(embedder, targetFpir), people);
  if (place === null || !embedder.galleries) return null;
  const { from, to, share } = place;
  const { probes, enrolledProbes } = embedder.galleries.evidence;
  const known = {
    fpir: targetFpir,
    evidence: { kind: 'galleries', strangers: probes, enrolled: enrolledProbes },
    reachesTarget: true,
  } as const;
  if (share > 1) return { ...known, fpirInterval: null, fnmr: to.fnir, fnmrInterval: null };
  const between = (of: (point: typeof from) => number): number => of(from) + share * (of(to) - of(from));
  return {
    ...known,
    fpirInterval: [
      between(({ fpirInterval }) => fpirInterval[0]),
      between(({ fpirInterval }) => fpirInterval[1]),
    ],
    fnmr: between(({ fnir }) => fnir),
    fnmrInterval: [
      between(({ fnirInterval }) => fnirInterval[0]),
      between(({ fnirInterval }) => fnirInterval[1]),
    ],
  };
}

function meaningOfPairs(
  operatingPoints: readonly OperatingPoint[],
  targetFpir: number,
  comparisonCount: number,
): OperatingMeaning {
  const { fmr, extrapolated } = similarityThreshold(operatingPoints, targetFpir, comparisonCount);
  const comparisons = Math.max(1, comparisonCount);
  const fpir = fpirOf(fmr, comparisons);
  const strictest = operatingPoints[operatingPoints.length - 1];
  // The first that is as strict: its interval is the wider of the two neighbours'.
  const at = operatingPoints.findIndex((point) => point.fmr <= fmr);
  const stricter = at < 0 ? strictest : operatingPoints[at];
  const { impostorPairs, genuinePairs } = stricter;
  const evidence = { kind: 'pairs', strangers: impostorPairs, enrolled: genuinePairs } as const;
  const reachesTarget = fpir <= targetFpir * (1 + 1e-9);
  if (extrapolated) {
    return { fpir, fpirInterval: null, fnmr: strictest.fnmr, fnmrInterval: null, evidence, reachesTarget };
  }
  const looser = at > 0 ? operatingPoints[at - 1] : stricter;
  const share =
    looser === stricter ? 1 : Math.log10(fmr / looser.fmr) / Math.log10(stricter.fmr / looser.fmr);
  const between = (from: number, to: number): number => from + share * (to - from);
  const [lower, upper] = stricter.fmrInterval;
  return {
    fpir,
    fpirInterval: [
      fpirOf((fmr * lower) / stricter.fmr, comparisons),
      fpirOf(Math.min(1, (fmr * upper) / stricter.fmr), comparisons),
    ],
    fnmr: between(looser.fnmr, stricter.fnmr),
    fnmrInterval: [
      between(looser.fnmrInterval[0], stricter.fnmrInterval[0]),
      between(looser.fnmrInterval[1], stricter.fnmrInterval[1]),
    ],
    evidence,
    reachesTarget,
  };
}

/** 1 − (1 − FMR)^N, with the digits of tiny rates. */
function fpirOf(fmr: number, comparisons: number): number {
  return fmr >= 1 ? 1 : -Math.expm1(comparisons * Math.log1p(-fmr));
}
