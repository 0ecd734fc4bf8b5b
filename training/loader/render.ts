/** @file From a row of a batch plan to the network's input values. The same row always gives the same values. */
import { showsAllOf } from '../../src/core/align/template.ts';
import { createRng } from '../../src/core/rng/rng.ts';
import { tensorLength } from '../../src/core/align/to-tensor.ts';
import type { OnnxInput } from '../../src/core/manifest/types.ts';
import { alignTensor } from '../augment/align-picture.ts';
import { createAugmenter } from '../augment/augmenter.ts';
import { recompressAsCrop } from '../data/decode.ts';
import { openPackedDataset } from '../data/packed-reader.ts';
import type { Picture } from '../image/picture.ts';
import { selfBlend } from '../fakes/self-blend.ts';
import { swapFace } from '../fakes/swap-face.ts';
import { mixSeed } from '../samplers/mix-seed.ts';
import type { BatchRow, ImageRef } from '../samplers/types.ts';
import { createPictureSource } from './readable.ts';
import type { Fault, RenderConfig } from './types.ts';

export interface Renderer {
  /** Values of a row: 3 · size². */
  readonly rowLength: number;
  /**
   * @param output - Filled with the row's values, [3, size, size].
   * @returns The images that could not be decoded.
   */
  render(row: BatchRow, output: Float32Array): Promise<Fault[]>;
  close(): void;
}

/** Keep the draws of the two apart: another augmentation does not change the fakes. */
const MAKE = 1;
const AUGMENT = 2;

/** @throws Error when a dataset cannot be opened, or the configuration does not fit it. */
export function createRenderer({ datasets: folders, tensor, augment }: RenderConfig): Renderer {
  const { size, alignment, mean, std, channels = 'RGB' } = tensor;
  const input: OnnxInput = { name: 'images', size, layout: 'NCHW', channels, mean, std };
  const augmenter = augment === null ? null : createAugmenter(augment);
  const datasets = folders.map(openPackedDataset);
  for (const dataset of datasets) {
    if (!showsAllOf({ template: 'arcface-112', margin: dataset.margin }, alignment)) {
      throw new RangeError(
        `The margin ${alignment.margin} around ${alignment.template} is wider than that of the crops in ` +
          `${dataset.folder}, ${dataset.margin} around arcface-112. Train with a smaller one.`,
      );
    }
  }
  const sources = datasets.map(createPictureSource);

  const open = ({ dataset, index }: ImageRef, faults: Fault[]): Promise<Picture> => {
    if (!(dataset in sources)) {
      throw new RangeError(`The plan names dataset ${dataset}; the loader has 0 to ${sources.length - 1}.`);
    }
    return sources[dataset].open(index, faults);
  };
  const make = async (face: Picture, row: BatchRow, faults: Fault[]): Promise<Picture> => {
    const rng = createRng(mixSeed(row.seed, MAKE));
    const head = row.make?.kind === 'swap' ? await open(row.make.head, faults) : null;
    // An image that stands in for a broken one may lack the landmarks that a swap needs.
    const fake = head?.landmarks && face.landmarks ? swapFace({ head, face }, rng) : selfBlend(face, rng);
    return recompressAsCrop(fake);
  };

  return {
    rowLength: tensorLength(input),
    async render(row, output) {
      const faults: Fault[] = [];
      let picture = await open(row, faults);
      if (row.make) picture = await make(picture, row, faults);
      if (augmenter) picture = await augmenter(picture, createRng(mixSeed(row.seed, AUGMENT)));
      alignTensor(picture, alignment, input, output);
      return faults;
    },
    close() {
      for (const dataset of datasets) dataset.close();
    },
  };
}
