/** @file Evaluates a model on one packed dataset: reads each needed crop once and puts every figure together. */
import type { PackedDataset, Split } from '../data/types.ts';
import { compareKinds, comparePairs, withoutFakeProbes } from './compare-pairs.ts';
import { measureConditions } from './conditions.ts';
import { drawPairs } from './draw-pairs.ts';
import { frameFigures } from './frame-figures.ts';
import type { FrameFigures } from './frame-figures.ts';
import { drawIdRateSets, idRate } from './id-rate.ts';
import type { IdRate, IdRateSets, IdRateSizes } from './id-rate.ts';
import type { ImageModel } from './image-model.ts';
import { lfwFolds } from './lfw-folds.ts';
import type { LfwResult } from './lfw-folds.ts';
import { findLfwRecords, isLfwList, parseLfwPairs } from './lfw-pairs.ts';
import type { LfwRecords } from './lfw-pairs.ts';
import { readPairCsv } from './pair-csv.ts';
import { errorsAt, pairFigures } from './pair-figures.ts';
import type { PairFigures, ThresholdErrors } from './pair-figures.ts';
import { pairsFrom, recordsIn } from './pair-kinds.ts';
import type { PairKind, PairsByKind } from './pair-kinds.ts';
import type { StartProgress } from '../progress.ts';
import { detectFakes, embedDataset } from './read-dataset.ts';
import { slicedPairs, sliceFigures } from './slices.ts';
import type { SliceFigures } from './slices.ts';

export interface PairListFile {
  readonly path: string;
  readonly text: string;
}

export interface EvaluateOptions {
  readonly model: ImageModel;
  /** Its threshold is that of single images. */
  readonly fakeDetector?: { readonly model: ImageModel; readonly threshold: number } | undefined;
  /** All splits when absent. A pair list is not narrowed by it. */
  readonly split?: Split | undefined;
  /** Pairs of every kind are drawn when absent. */
  readonly pairList?: PairListFile | undefined;
  readonly perKind?: number | undefined;
  readonly seed?: number | undefined;
  /** Similarities to count errors at. */
  readonly thresholds?: readonly number[] | undefined;
  readonly flip?: boolean | undefined;
  readonly parity?: boolean | undefined;
  readonly idRateSizes?: IdRateSizes | undefined;
  /** Also by image condition, which reads the crops of the real pairs once more. */
  readonly slices?: boolean | undefined;
  /** Cosine at which the slices' FNMR and FMR are counted; null: their EER only. */
  readonly sliceThreshold?: number | null | undefined;
  readonly startProgress?: StartProgress | undefined;
}

export interface DatasetResult {
  readonly dataset: string;
  readonly split: Split | 'all';
  /** Path of the pair list; null where pairs were drawn. */
  readonly pairList: string | null;
  /** Images that the model saw. */
  readonly images: number;
  /** Pairs of the list whose images are not in the dataset. */
  readonly droppedPairs: number;
  /** Kinds of which the dataset has more pairs than were drawn. */
  readonly limitedKinds: readonly PairKind[];
  readonly cosine: PairFigures;
  /** Errors at the thresholds where a probe that the fake detector takes for a fake never matches; null without one. */
  readonly withFakeDetector: readonly ThresholdErrors[] | null;
  readonly idRate: IdRate | null;
  readonly lfw: (LfwResult & Pick<LfwRecords, 'notHeldBack'>) | null;
  /** Null without a fake detector, or without both reals and fakes. */
  readonly frames: FrameFigures | null;
  /** By image condition, of the cosines; null unless asked for. */
  readonly slices: SliceFigures | null;
}

/** @throws Error when there is no pair to compare, or the pair list, a crop or a model cannot be used. */
export async function evaluateDataset(
  dataset: PackedDataset,
  options: EvaluateOptions,
): Promise<DatasetResult> {
  const { model, fakeDetector, split, pairList, flip, parity, seed, startProgress } = options;
  const plan = planPairs(dataset, options);
  const idSets =
    pairList || !options.idRateSizes ? null : drawIdRateSets(dataset, options.idRateSizes, { split, seed });
  const records = recordsOf(plan, idSets);
  const embeddings = await embedDataset(dataset, records, model, { flip, startProgress });
  const cosines = compareKinds(plan.pairs, embeddings);
  const conditions =
    options.slices === true
      ? await measureConditions(dataset, recordsIn(slicedPairs(plan.pairs)), startProgress)
      : null;
  const figureOptions = { thresholds: options.thresholds, parity };
  const probabilities =
    fakeDetector &&
    (await detectFakes(dataset, framesOf(dataset, options, records), fakeDetector.model, startProgress));
  return {
    dataset: dataset.name,
    split: pairList ? 'all' : (split ?? 'all'),
    pairList: pairList?.path ?? null,
    images: records.length,
    droppedPairs: plan.dropped,
    limitedKinds: plan.limited,
    cosine: pairFigures(cosines, figureOptions),
    withFakeDetector:
      fakeDetector && probabilities
        ? errorsAt(
            withoutFakeProbes(plan.pairs, cosines, probabilities, fakeDetector.threshold),
            options.thresholds ?? [],
          )
        : null,
    idRate: idSets && idRate(idSets, embeddings, { parity }),
    lfw: plan.lfw && {
      ...lfwFolds(
        plan.lfw.pairs.map(({ first, second, ...pair }) => ({
          ...pair,
          similarity: comparePairs(pairsFrom([[first, second]]), embeddings)[0],
        })),
      ),
      notHeldBack: plan.lfw.notHeldBack,
    },
    frames:
      fakeDetector && probabilities ? frameFigures(dataset, probabilities, fakeDetector.threshold) : null,
    slices: conditions && sliceFigures(dataset, plan.pairs, cosines, conditions, options.sliceThreshold),
  };
}

interface PairPlan {
  readonly pairs: PairsByKind;
  readonly dropped: number;
  readonly limited: readonly PairKind[];
  readonly lfw: LfwRecords | null;
}

function planPairs(dataset: PackedDataset, { split, pairList, perKind, seed }: EvaluateOptions): PairPlan {
  if (!pairList) {
    const { pairs, limited } = drawPairs(dataset, { split, perKind, seed });
    if (!pairs.genuine) {
      throw new Error(
        `${dataset.name} has no two photos of one person${split ? ` in its ${split} split` : ''}, so nothing can be ` +
          'evaluated on it. Choose another --split, or a larger dataset.',
      );
    }
    return { pairs, limited, dropped: 0, lfw: null };
  }
  const { text, path } = pairList;
  if (!isLfwList(text)) return { ...readPairCsv(text, path, dataset), limited: [], lfw: null };
  const lfw = findLfwRecords(parseLfwPairs(text, path), dataset);
  const ofKind = (kind: boolean): [number, number][] =>
    lfw.pairs.filter(({ genuine }) => genuine === kind).map(({ first, second }) => [first, second]);
  return {
    pairs: { genuine: pairsFrom(ofKind(true)), 'other-person': pairsFrom(ofKind(false)) },
    dropped: lfw.dropped,
    limited: [],
    lfw,
  };
}

function recordsOf({ pairs }: PairPlan, idSets: IdRateSets | null): Int32Array {
  const records = new Set(recordsIn(pairs));
  for (const row of [...(idSets?.queries ?? []), ...(idSets?.distractors ?? [])].flat()) records.add(row);
  return Int32Array.from(records).sort();
}

/** The detector sees the whole split, so that every video keeps all its frames; of a pair list only its images. */
function framesOf(
  dataset: PackedDataset,
  { split, pairList }: EvaluateOptions,
  records: Int32Array,
): Int32Array {
  if (pairList) return records;
  const needed = new Set(records);
  for (let row = 0; row < dataset.size; row += 1) {
    if (split === undefined || dataset.record(row).split === split) needed.add(row);
  }
  return Int32Array.from(needed).sort();
}
