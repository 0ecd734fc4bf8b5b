/** @file Errors by image condition: on which photos a model is worse than on all. Measures no image. */
import { equalErrorRates } from '../../src/core/metrics/equal-error-rate.ts';
import type { EqualErrorRate } from '../../src/core/metrics/equal-error-rate.ts';
import type { PackedDataset } from '../data/types.ts';
import { cutsOf, YAW_UNKNOWN } from './condition-cuts.ts';
import type { ConditionName } from './condition-cuts.ts';
import type { Conditions } from './conditions.ts';
import { proportion } from './match-rates.ts';
import type { Proportion } from './match-rates.ts';
import { recordsIn } from './pair-kinds.ts';
import type { Pairs, PairsByKind, SimilaritiesByKind } from './pair-kinds.ts';

/** A slice with fewer has no figure: one error more would move its FNMR by a percentage point, its FMR by 0.1. */
export const MIN_GENUINE_PAIRS = 100;
export const MIN_IMPOSTOR_PAIRS = 1000;

/** A slice is pointed out where its EER, FNMR or FMR is more than so many times that of all pairs. */
export const MUCH_WORSE = 1.5;

/** Errors that a rate of all pairs must rest on to be held against: with fewer, chance alone makes a slice worse. */
const MIN_ERRORS = 10;

/** What is not told apart, as a line for the reader. */
export const UNLABELLED = 'eyewear: no data set labels it';

export interface SliceEer {
  readonly genuinePairs: number;
  readonly impostorPairs: number;
  /** Null with fewer pairs than `MIN_GENUINE_PAIRS` or `MIN_IMPOSTOR_PAIRS`. */
  readonly eerB: EqualErrorRate | null;
  /** At the threshold that was asked for; null without one, or with too few pairs. */
  readonly fnmr: Proportion | null;
  readonly fmr: Proportion | null;
}

export interface Slice extends SliceEer {
  readonly condition: ConditionName;
  /** Such as `15° to 30°` or `blurred`; unique within its condition. */
  readonly name: string;
  /** EER over that of all pairs, ≥ 0; null without an EER, or where all pairs are told apart without error. */
  readonly ratio: number | null;
  /** The same of FNMR and FMR; null too where all pairs have fewer than ten such errors. */
  readonly fnmrRatio: number | null;
  readonly fmrRatio: number | null;
}

export interface SliceFigures {
  /** Over all pairs: what the slices are held against. */
  readonly mean: SliceEer;
  /** By condition, from one end to the other. */
  readonly slices: readonly Slice[];
}

const NO_PAIRS: Pairs = { first: new Int32Array(0), second: new Int32Array(0) };

/** The pairs that are cut into slices: two real photos each, so that no fake is taken for a condition. */
export function slicedPairs(pairs: PairsByKind): Required<Pick<PairsByKind, 'genuine' | 'other-person'>> {
  return { genuine: pairs.genuine ?? NO_PAIRS, 'other-person': pairs['other-person'] ?? NO_PAIRS };
}

/**
 * A pair lies in one slice of each condition, by its worse photo: the more turned, blurrier or darker one. Thirds are
 * those of the pairs' images, each counted once. Skin luminance is a person's, the mean over their images, so that
 * the light averages out; its thirds are of people, and two people of different thirds lie in none. So its strangers
 * are more alike than those of all pairs. Expect ratios a little above 1 in all three thirds.
 *
 * @param pairs - Kinds with fakes are passed over.
 * @param cosines - Of `pairs`, in their order, [−1, 1].
 * @param conditions - Of every image of `slicedPairs(pairs)`, by record number.
 * @param threshold - Cosine at which FNMR and FMR are counted.
 * @throws RangeError for an image without conditions.
 */
export function sliceFigures(
  dataset: PackedDataset,
  pairs: PairsByKind,
  cosines: SimilaritiesByKind,
  conditions: ReadonlyMap<number, Conditions>,
  threshold: number | null = null,
): SliceFigures {
  const { genuine, 'other-person': impostor } = slicedPairs(pairs);
  const eerOf = (accepts: (first: number, second: number) => boolean): SliceEer =>
    sliceErrors(
      select(genuine, cosines.genuine, accepts),
      select(impostor, cosines['other-person'], accepts),
      threshold,
    );
  const mean = eerOf(() => true);
  const slices = cutsOf(dataset, recordsIn(slicedPairs(pairs)), conditions).flatMap(
    ({ condition, names, place }) =>
      names.map((name, position): Slice => {
        const found = eerOf((first, second) => place(first, second) === position);
        return {
          ...{ condition, name, ...found },
          ratio: ratioOf(found.eerB, mean.eerB),
          fnmrRatio: ratioOf(found.fnmr, grounded(mean.fnmr)),
          fmrRatio: ratioOf(found.fmr, grounded(mean.fmr)),
        };
      }),
  );
  const isEmpty = ({ genuinePairs, impostorPairs }: SliceEer): boolean => genuinePairs + impostorPairs === 0;
  return { mean, slices: slices.filter((slice) => slice.name !== YAW_UNKNOWN || !isEmpty(slice)) };
}

/** Whether one of its rates is more than `MUCH_WORSE` times that of all pairs. */
export function isMuchWorse({ ratio, fnmrRatio, fmrRatio }: Slice): boolean {
  return [ratio, fnmrRatio, fmrRatio].some((one) => one !== null && one > MUCH_WORSE);
}

function select(
  { first, second }: Pairs,
  cosines: Float64Array | undefined,
  accepts: (first: number, second: number) => boolean,
): Float64Array {
  return (cosines ?? new Float64Array(0)).filter((_, at) => accepts(first[at], second[at]));
}

function sliceErrors(genuine: Float64Array, impostor: Float64Array, threshold: number | null): SliceEer {
  const [matched, strange] = [genuine.length >= MIN_GENUINE_PAIRS, impostor.length >= MIN_IMPOSTOR_PAIRS];
  const count = (similarities: Float64Array, isError: (similarity: number) => boolean): Proportion =>
    proportion(
      similarities.reduce((sum, similarity) => sum + Number(isError(similarity)), 0),
      similarities.length,
    );
  return {
    genuinePairs: genuine.length,
    impostorPairs: impostor.length,
    eerB: matched && strange ? equalErrorRates(genuine, impostor).eerB : null,
    fnmr: threshold !== null && matched ? count(genuine, (similarity) => similarity < threshold) : null,
    fmr: threshold !== null && strange ? count(impostor, (similarity) => similarity >= threshold) : null,
  };
}

interface Rate {
  readonly rate: number;
}

function ratioOf(found: Rate | null, mean: Rate | null): number | null {
  // Where all pairs are told apart, so is every part of them: 0 / 0.
  return found && mean && mean.rate > 0 ? found.rate / mean.rate : null;
}

function grounded(found: Proportion | null): Proportion | null {
  return found && found.errors >= MIN_ERRORS ? found : null;
}
