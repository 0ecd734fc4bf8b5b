/** @file Sets an embedder's thresholds, for two images and for searches; nobody of the test split has a say. */
import type { EmbedderEntry } from '../../src/core/manifest/types.ts';
import { galleriesOf, searchAllSizes } from '../../src/core/metrics/measure-galleries.ts';
import { operatingPoints } from '../../src/core/metrics/operating-points.ts';
import { createRng } from '../../src/core/rng/rng.ts';
import { embedPeople, type GallerySources, type Searching } from '../evaluate/galleries.ts';
import { drawSimilarities } from '../evaluate/image-pairs.ts';
import type { ImageModel } from '../evaluate/image-model.ts';
import type { StartProgress } from '../progress.ts';

const FMR_TARGETS = [1e-2, 1e-3, 1e-4, 1e-5];
const SEED = 1;

/** @throws RangeError when there are too few pairs for any threshold. */
export async function calibrateEmbedder(
  model: ImageModel,
  sources: GallerySources,
  whose: Searching,
  startProgress?: StartProgress,
): Promise<Pick<EmbedderEntry, 'operatingPoints' | 'galleries'>> {
  const embedded = await embedPeople(sources, model, whose, startProgress);
  const { genuine, impostor } = drawSimilarities(embedded, createRng(SEED));
  const galleries = galleriesOf(searchAllSizes(embedded.people, embedded.mayBeOne));
  return {
    operatingPoints: operatingPoints(genuine, impostor, FMR_TARGETS).map((point) => ({
      ...point,
      // Enough to tell any two pairs apart that matter.
      threshold: Number(point.threshold.toFixed(5)),
    })),
    ...(galleries && { galleries }),
  };
}
