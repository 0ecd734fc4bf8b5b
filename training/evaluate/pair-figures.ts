/** @file Every figure of a set of compared pairs: what the tables and the JSON file show. */
import { equalErrorRates } from '../../src/core/metrics/equal-error-rate.ts';
import type { EqualErrorRates } from '../../src/core/metrics/equal-error-rate.ts';
import { areaUnderCurve, rocCurve } from '../../src/core/metrics/roc.ts';
import { areaAsCgs, proportion, tprAtFprs } from './match-rates.ts';
import type { Proportion, TprAtFpr } from './match-rates.ts';
import { IMPOSTOR_KINDS, isFakeKind, PAIR_KINDS } from './pair-kinds.ts';
import type { PairKind, SimilaritiesByKind } from './pair-kinds.ts';

/** Genuine pairs against those of some kinds. */
export interface Comparison extends EqualErrorRates {
  /** A kind; eer_real and eer_fake (docs/sources.md #18); `all`: every kind that must not match. */
  readonly against: PairKind | 'eer_real' | 'eer_fake' | 'all';
  readonly kinds: readonly PairKind[];
  /** Of the whole curve. */
  readonly auc: number;
  readonly aucAsCgs: number;
  readonly tprAtFpr: readonly TprAtFpr[];
}

export interface ThresholdErrors {
  readonly threshold: number;
  /** Genuine pairs that do not match; null without any. */
  readonly fnmr: Proportion | null;
  /** Pairs of all other kinds that match; null without any. */
  readonly fmr: Proportion | null;
  readonly byKind: Readonly<Partial<Record<PairKind, Proportion>>>;
  /** Numbers of errors by three types (docs/sources.md #19). */
  readonly errorTypes: {
    readonly samePerson: number;
    readonly differentReal: number;
    readonly syntheticInvolved: number;
  };
}

export interface PairFigures {
  /** Pairs per kind. */
  readonly counts: Readonly<Partial<Record<PairKind, number>>>;
  /** Empty without genuine pairs. */
  readonly comparisons: readonly Comparison[];
  readonly thresholds: readonly ThresholdErrors[];
}

export interface FigureOptions {
  readonly thresholds?: readonly number[] | undefined;
  /** Figures as the systems of docs/sources.md compute them. */
  readonly parity?: boolean | undefined;
}

/** System 0's miner takes fakes of the anchor's person and does not look at the clip (docs/sources.md #28). */
const SAME_PERSON_FAKES: readonly PairKind[] = ['fake-same-person', 'fake-same-video'];

const COMPARISONS: readonly Pick<Comparison, 'against' | 'kinds'>[] = [
  { against: 'eer_real', kinds: ['other-person'] },
  { against: 'eer_fake', kinds: SAME_PERSON_FAKES },
  ...IMPOSTOR_KINDS.filter(isFakeKind).map((kind) => ({ against: kind, kinds: [kind] })),
  { against: 'all', kinds: IMPOSTOR_KINDS },
];

export function pairFigures(similarities: SimilaritiesByKind, options: FigureOptions = {}): PairFigures {
  const { thresholds = [], parity = false } = options;
  const present = presentIn(similarities);
  const genuine = similarities.genuine ?? new Float64Array(0);
  return {
    counts: Object.fromEntries(present.map((kind) => [kind, similarities[kind]?.length])),
    comparisons:
      genuine.length === 0
        ? []
        : COMPARISONS.flatMap(({ against, kinds }) => {
            const found = kinds.filter((kind) => present.includes(kind));
            if (found.length === 0) return [];
            return [{ against, kinds: found, ...compare(genuine, together(similarities, found), parity) }];
          }),
    thresholds: errorsAt(similarities, thresholds),
  };
}

function presentIn(similarities: SimilaritiesByKind): PairKind[] {
  return PAIR_KINDS.filter((kind) => (similarities[kind]?.length ?? 0) > 0);
}

/** @param similarities - −Infinity for a pair that matches at no threshold. */
export function errorsAt(similarities: SimilaritiesByKind, thresholds: readonly number[]): ThresholdErrors[] {
  const present = presentIn(similarities);
  return thresholds.map((threshold) => errorsAtOne(similarities, present, threshold));
}

/** The similarities of several kinds one after the other. */
export function together(similarities: SimilaritiesByKind, kinds: readonly PairKind[]): Float64Array {
  const lists = kinds.map((kind) => similarities[kind] ?? new Float64Array(0));
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all;
}

function compare(
  genuine: Float64Array,
  impostor: Float64Array,
  parity: boolean,
): Omit<Comparison, 'against' | 'kinds'> {
  return {
    ...equalErrorRates(genuine, impostor, { parity }),
    auc: areaUnderCurve(rocCurve(genuine, impostor)),
    aucAsCgs: areaAsCgs(genuine, impostor),
    tprAtFpr: tprAtFprs(genuine, impostor, { parity }),
  };
}

function errorsAtOne(
  similarities: SimilaritiesByKind,
  present: readonly PairKind[],
  threshold: number,
): ThresholdErrors {
  const byKind: Partial<Record<PairKind, Proportion>> = {};
  for (const kind of present) {
    const list = similarities[kind] ?? new Float64Array(0);
    const matches = list.reduce((count, similarity) => count + (similarity >= threshold ? 1 : 0), 0);
    byKind[kind] = proportion(kind === 'genuine' ? list.length - matches : matches, list.length);
  }
  const impostors = IMPOSTOR_KINDS.flatMap((kind) => byKind[kind] ?? []);
  const sum = (list: readonly Proportion[], of: 'errors' | 'trials'): number =>
    list.reduce((total, item) => total + item[of], 0);
  return {
    threshold,
    fnmr: byKind.genuine ?? null,
    fmr: impostors.length === 0 ? null : proportion(sum(impostors, 'errors'), sum(impostors, 'trials')),
    byKind,
    errorTypes: {
      samePerson: byKind.genuine?.errors ?? 0,
      differentReal: byKind['other-person']?.errors ?? 0,
      syntheticInvolved: sum(
        present.filter(isFakeKind).flatMap((kind) => byKind[kind] ?? []),
        'errors',
      ),
    },
  };
}
