/** @file Chooses a model's thresholds on the people it was validated on; nobody of the test split has a say. */
import { equalErrorRates } from '../../src/core/metrics/equal-error-rate.ts';
import { operatingPoints } from '../../src/core/metrics/operating-points.ts';
import type { OperatingPoint } from '../../src/core/manifest/types.ts';
import type { PackedDataset } from '../data/types.ts';
import { comparePairs } from '../evaluate/compare-pairs.ts';
import { drawPairs } from '../evaluate/draw-pairs.ts';
import type { ImageModel } from '../evaluate/image-model.ts';
import { recordsIn } from '../evaluate/pair-kinds.ts';
import type { StartProgress } from '../progress.ts';
import { detectFakes, embedDataset } from '../evaluate/read-dataset.ts';

/** Per dataset and kind. A rate of 1e-4 wants 100,000 impostor pairs in all. */
const PAIRS_PER_KIND = 60_000;
const FMR_TARGETS = [1e-2, 1e-3, 1e-4];
const SEED = 1;

/** Real photos of one person against real photos of others, all datasets together. */
export async function calibrateEmbedder(
  model: ImageModel,
  datasets: readonly PackedDataset[],
  startProgress: StartProgress,
): Promise<OperatingPoint[]> {
  const genuine: number[] = [];
  const impostor: number[] = [];
  for (const dataset of datasets) {
    const drawn = drawPairs(dataset, { split: 'validation', perKind: PAIRS_PER_KIND, seed: SEED }).pairs;
    const pairs = { genuine: drawn.genuine, 'other-person': drawn['other-person'] };
    if (!pairs.genuine || !pairs['other-person']) continue;
    const used = { genuine: pairs.genuine, 'other-person': pairs['other-person'] };
    const embeddings = await embedDataset(dataset, recordsIn(used), model, { startProgress });
    for (const similarity of comparePairs(used.genuine, embeddings)) genuine.push(similarity);
    for (const similarity of comparePairs(used['other-person'], embeddings)) impostor.push(similarity);
  }
  return operatingPoints(genuine, impostor, FMR_TARGETS).map((point) => ({
    ...point,
    // Enough to tell any two pairs apart that matter.
    threshold: Number(point.threshold.toFixed(5)),
  }));
}

/** The probability at which as many reals are refused as fakes pass. */
export async function calibrateDetector(
  model: ImageModel,
  datasets: readonly PackedDataset[],
  startProgress: StartProgress,
): Promise<number> {
  const trust: { real: number[]; fake: number[] } = { real: [], fake: [] };
  for (const dataset of datasets) {
    const records = Array.from({ length: dataset.size }, (_, index) => dataset.record(index));
    const held = records.filter(({ split }) => split === 'validation').map(({ index }) => index);
    for (const [index, probability] of await detectFakes(dataset, held, model, startProgress)) {
      trust[dataset.record(index).isFake ? 'fake' : 'real'].push(1 - probability);
    }
  }
  return Number((1 - equalErrorRates(trust.real, trust.fake).eerB.threshold).toFixed(5));
}
