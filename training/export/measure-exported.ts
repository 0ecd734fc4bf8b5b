/** @file Measures an exported model on people that were neither trained nor tuned on, for its card. */
import { join } from 'node:path';
import { readManifest } from '../../scripts/lib/models/manifest-file.ts';
import { SHIPPED_MODELS_FOLDER } from '../../scripts/lib/paths.ts';
import { POLICIES } from '../../src/core/decision/policies.ts';
import { similarityThreshold } from '../../src/core/fusion/similarity-threshold.ts';
import type { AttackDetectorEntry, EmbedderEntry, FakeDetectorEntry } from '../../src/core/manifest/types.ts';
import type { PackedDataset } from '../data/types.ts';
import { attackFigures, judgePresentations } from '../evaluate/attack-figures.ts';
import type { AttackFigures, JudgedPresentation } from '../evaluate/attack-figures.ts';
import { evaluateDataset } from '../evaluate/evaluate-dataset.ts';
import type { DatasetResult } from '../evaluate/evaluate-dataset.ts';
import { ImageModel } from '../evaluate/image-model.ts';
import { findModel, standardThreshold } from '../evaluate/model-spec.ts';
import type { ModelShelf, ModelSpec } from '../evaluate/model-spec.ts';
import type { StartProgress } from '../progress.ts';

/** Enough that a third of a third has errors to count at a false match rate of 0.1 %. */
const PAIRS_PER_KIND = 200_000;

/** Where the kiosk decides between two photos under its standard policy. */
export function operatingPointOf({ operatingPoints }: EmbedderEntry): { threshold: number; fmr: number } {
  return similarityThreshold(operatingPoints, POLICIES.standard.targetFpir, 1);
}

/** The embedder that a fake detector is measured together with. */
export interface Beside {
  readonly spec: ModelSpec;
  /** Cosine at which the kiosk decides between two photos under its standard policy. */
  readonly threshold: number;
}

/**
 * @param name - Of an embedder in `modelsFolder`, or of one that ships.
 * @throws Error unless there is one.
 */
export async function findBeside(name: string | undefined, modelsFolder: string): Promise<Beside> {
  const shelves: ModelShelf[] = [];
  for (const folder of [modelsFolder, SHIPPED_MODELS_FOLDER]) {
    const manifest = await readManifest(join(folder, 'manifest.json'));
    if (manifest) shelves.push({ folder, manifest });
  }
  const spec = name === undefined ? null : await findModel(name, shelves);
  const threshold = spec && standardThreshold(spec);
  if (!spec || threshold === null) {
    throw new Error(
      'A fake detector is measured together with an embedder of the kiosk: name it with --beside.',
    );
  }
  return { spec, threshold };
}

export async function measureEmbedder(
  model: ImageModel,
  entry: EmbedderEntry,
  datasets: readonly PackedDataset[],
  startProgress: StartProgress,
): Promise<DatasetResult[]> {
  const thresholds = entry.operatingPoints.map(({ threshold }) => threshold);
  const sliceThreshold = operatingPointOf(entry).threshold;
  const results: DatasetResult[] = [];
  for (const dataset of datasets) {
    results.push(
      await evaluateDataset(dataset, {
        ...{ model, thresholds, split: 'test', perKind: PAIRS_PER_KIND },
        ...{ slices: true, sliceThreshold, startProgress },
      }),
    );
  }
  return results;
}

/** The detector alone on single images, and what passes both models. */
export async function measureDetector(
  detector: ImageModel,
  { threshold: fake }: FakeDetectorEntry,
  { spec, threshold: similarity }: Beside,
  datasets: readonly PackedDataset[],
  startProgress: StartProgress,
): Promise<DatasetResult[]> {
  const model = await ImageModel.open(spec);
  const fakeDetector = { model: detector, threshold: fake };
  const results: DatasetResult[] = [];
  try {
    for (const dataset of datasets) {
      results.push(
        await evaluateDataset(dataset, {
          ...{ model, fakeDetector, thresholds: [similarity] },
          ...{ split: 'test', startProgress },
        }),
      );
    }
  } finally {
    await model.release();
  }
  return results;
}

/** By species of attack, per dataset and on all of them together. */
export async function measureAttackDetector(
  model: ImageModel,
  { threshold }: AttackDetectorEntry,
  datasets: readonly PackedDataset[],
  startProgress: StartProgress,
): Promise<AttackFigures[]> {
  const results: AttackFigures[] = [];
  const everything: JudgedPresentation[] = [];
  for (const dataset of datasets) {
    const judged = await judgePresentations(dataset, model, { split: 'test', startProgress });
    results.push(attackFigures(dataset.name, judged, threshold));
    everything.push(...judged);
  }
  return [...results, attackFigures('all together', everything, threshold)];
}
