/** @file What a network says of crops: embeddings of length 1, and probabilities of being a fake. */
import { l2Normalize } from '../../src/core/embedding/embedding.ts';
import { mirrored } from './crop-image.ts';
import type { ImageModel } from './image-model.ts';

export interface EmbedOptions {
  /** Add the embedding of the mirrored crop before normalising (docs/sources.md #23). */
  readonly flip?: boolean | undefined;
}

/** @returns Unit vectors. @throws RangeError when the model's answer has no direction. */
export async function embedCrops(
  model: ImageModel,
  crops: readonly Uint8ClampedArray[],
  { flip = false }: EmbedOptions = {},
): Promise<Float32Array[]> {
  const embeddings = await model.run(crops);
  if (flip) {
    const others = await model.run(crops.map((crop) => mirrored(crop, model.size)));
    embeddings.forEach((embedding, at) => {
      for (let index = 0; index < embedding.length; index += 1) embedding[index] += others[at][index];
    });
  }
  return embeddings.map(l2Normalize);
}

/** @returns [0, 1] each. @throws Error when the model gives anything else. */
export async function fakeProbabilitiesOf(
  model: ImageModel,
  crops: readonly Uint8ClampedArray[],
): Promise<number[]> {
  return (await model.run(crops)).map((output) => {
    const [probability] = output;
    if (output.length !== 1 || !(probability >= 0 && probability <= 1)) {
      throw new Error(
        `${model.spec.name} is no fake detector: it must give one probability per image, it gave ${output.length} ` +
          `numbers, the first of them ${probability}.`,
      );
    }
    return probability;
  });
}
