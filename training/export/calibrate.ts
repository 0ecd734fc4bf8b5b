/** @file Chooses an embedder's thresholds on the people it was validated on; nobody of the test split has a say. */
import { operatingPoints } from '../../src/core/metrics/operating-points.ts';
import type { OperatingPoint } from '../../src/core/manifest/types.ts';
import type { PackedDataset } from '../data/types.ts';
import { comparePairs } from '../evaluate/compare-pairs.ts';
import { drawPairs } from '../evaluate/draw-pairs.ts';
import type { ImageModel } from '../evaluate/image-model.ts';
import { recordsIn } from '../evaluate/pair-kinds.ts';
import type { StartProgress } from '../progress.ts';
import { embedDataset } from '../evaluate/read-dataset.ts';

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
