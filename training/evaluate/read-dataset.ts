/** @file Runs a model once over the crops of a packed dataset that are needed, and keeps what it says of each. */
import type { PackedDataset } from '../data/types.ts';
import { decodeCrop } from '../data/decode.ts';
import { cropFor } from './crop-image.ts';
import type { CropShape } from './crop-image.ts';
import type { ImageModel } from './image-model.ts';
import { NO_PROGRESS } from '../progress.ts';
import type { StartProgress } from '../progress.ts';
import { embedCrops, fakeProbabilitiesOf } from './read-crops.ts';
import type { EmbedOptions } from './read-crops.ts';

/** Unit vectors by record number. */
export interface EmbeddingSource {
  readonly dimension: number;
  /** A view that belongs to the source. @throws RangeError for a record that was not embedded. */
  of(record: number): Float32Array;
}

/**
 * @param records - Record numbers, each once.
 * @throws Error naming the record whose crop cannot be decoded.
 */
export async function embedDataset(
  dataset: PackedDataset,
  records: ArrayLike<number>,
  model: ImageModel,
  { flip, startProgress }: EmbedOptions & { readonly startProgress?: StartProgress | undefined } = {},
): Promise<EmbeddingSource> {
  const places = new Map<number, number>();
  let dimension = 0;
  let all = new Float32Array(0);
  await readCrops(dataset, records, model, startProgress, async (crops, batch) => {
    const embeddings = await embedCrops(model, crops, { flip });
    if (places.size === 0) {
      dimension = embeddings[0].length;
      all = new Float32Array(records.length * dimension);
    }
    embeddings.forEach((embedding, at) => {
      all.set(embedding, places.size * dimension);
      places.set(batch[at], places.size);
    });
  });
  return {
    dimension,
    of(record) {
      const place = places.get(record);
      if (place === undefined) throw new RangeError(`Record ${record} was not embedded.`);
      return all.subarray(place * dimension, (place + 1) * dimension);
    },
  };
}

/** @returns Fake probability by record number, [0, 1]. */
export async function detectFakes(
  dataset: PackedDataset,
  records: ArrayLike<number>,
  model: ImageModel,
  startProgress?: StartProgress,
): Promise<Map<number, number>> {
  const probabilities = new Map<number, number>();
  await readCrops(dataset, records, model, startProgress, async (crops, batch) => {
    const found = await fakeProbabilitiesOf(model, crops);
    found.forEach((probability, at) => probabilities.set(batch[at], probability));
  });
  return probabilities;
}

/**
 * Decodes the next batch while this one is used.
 *
 * @param shape - Of the crops, a model's as a rule, and how many are used at a time.
 * @throws Error naming a record whose crop cannot be decoded.
 */
export async function readCrops(
  dataset: PackedDataset,
  records: ArrayLike<number>,
  shape: CropShape & { readonly batch: number },
  startProgress: StartProgress = NO_PROGRESS,
  use: (crops: Uint8ClampedArray[], records: number[]) => Promise<void>,
): Promise<void> {
  const all = Array.from(records);
  const batches: number[][] = [];
  for (let at = 0; at < all.length; at += shape.batch) batches.push(all.slice(at, at + shape.batch));
  const decode = (batch: readonly number[]): Promise<Uint8ClampedArray[]> => {
    const crops = Promise.all(batch.map((record) => cropOf(dataset, record, shape)));
    // Awaited one batch later; a failure until then is not an unhandled one.
    crops.catch(() => undefined);
    return crops;
  };
  const progress = startProgress(all.length, `images of ${dataset.name}`);
  try {
    let next = batches.length > 0 ? decode(batches[0]) : null;
    for (let at = 0; next !== null; at += 1) {
      const crops = await next;
      next = at + 1 < batches.length ? decode(batches[at + 1]) : null;
      await use(crops, batches[at]);
      for (let done = 0; done < crops.length; done += 1) progress.step();
    }
  } finally {
    progress.stop();
  }
}

async function cropOf(dataset: PackedDataset, record: number, shape: CropShape): Promise<Uint8ClampedArray> {
  try {
    return cropFor(shape, await decodeCrop(dataset.crop(record)), dataset.record(record).points);
  } catch (error) {
    throw new Error(
      `${dataset.folder}: the crop of image ${record} (${dataset.path(record)}) cannot be used: ` +
        `${(error as Error).message}. Run prepare again.`,
      { cause: error },
    );
  }
}
