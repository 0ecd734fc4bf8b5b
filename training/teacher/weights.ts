/** @file Reads the weights of a TensorFlow.js model: a manifest, and one file of numbers, some of them quantised. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const entrySchema = v.object({
  name: v.string(),
  shape: v.array(v.number()),
  dtype: v.literal('float32'),
  quantization: v.optional(v.object({ dtype: v.literal('uint8'), scale: v.number(), min: v.number() })),
});
const manifestSchema = v.array(v.object({ weights: v.array(entrySchema), paths: v.array(v.string()) }));

/**
 * @param folder - Holds `<name>-weights_manifest.json` and the files that it names.
 * @throws Error saying how to get the files, or that they do not fit each other.
 */
export async function readWeights(folder: string, name: string): Promise<ReadonlyMap<string, Weight>> {
  const path = join(folder, `${name}-weights_manifest.json`);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`${path} is missing. Run: npm ci --prefix training/teacher`, { cause });
  });
  const weights = new Map<string, Weight>();
  for (const { weights: entries, paths } of v.parse(manifestSchema, JSON.parse(text))) {
    const bytes = Buffer.concat(await Promise.all(paths.map((file) => readFile(join(folder, file)))));
    let at = 0;
    for (const { name: weight, shape, quantization } of entries) {
      const count = shape.reduce((product, size) => product * size, 1);
      const size = quantization ? count : count * 4;
      if (at + size > bytes.length) throw new Error(`${path}: its files end before ${weight}.`);
      const part = bytes.subarray(at, at + size);
      at += size;
      const data = quantization
        ? Float32Array.from(part, (value) => value * quantization.scale + quantization.min)
        : new Float32Array(Uint8Array.from(part).buffer);
      weights.set(weight, { shape, data });
    }
  }
  return weights;
}
