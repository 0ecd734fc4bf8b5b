/** @file Exports a network as the ONNX file that the kiosk runs, and checks it against the network as trained. */
import { createRng, randomGaussian } from '../../src/core/rng/rng.ts';
import type { Network } from '../nets/types.ts';
import type { OnnxModel } from '../onnx/types.ts';
import { encodeOnnxModel } from '../onnx/writer.ts';
import { createSession, feedTensor } from './devices.ts';
import { storeWeights } from './store-weights.ts';
import type { Precision } from './store-weights.ts';
import { inferenceModel } from './inference-model.ts';
import type { InferenceModelOptions } from './inference-model.ts';
import type { Weights } from './state.ts';

export interface ExportOptions extends Omit<InferenceModelOptions, 'fold'> {
  /** How large weights lie in the file; it computes in float32 in any case. `float32` when absent. */
  readonly precision?: Precision;
  /** Images to compare on, float32 [n, 3, S, S]; two of random noise when absent. */
  readonly probes?: Float32Array;
  /** Largest difference of an output number that is still the same model; depends on the precision when absent. */
  readonly tolerance?: number;
}

export interface ExportedModel {
  /** The .onnx file. */
  readonly bytes: Uint8Array;
  /** Largest difference of an output number between the exported model and the unfolded one in float32. */
  readonly difference: number;
}

/**
 * Unit embeddings and probabilities stay within 1. Float32 sums of a few thousand terms differ by less; half precision
 * moves each weight by up to 2⁻¹¹ of itself, 8 bits by up to 2⁻⁸ of its channel's largest.
 */
const TOLERANCES: Readonly<Record<Precision, number>> = { float32: 1e-4, float16: 1e-2, int8: 5e-2 };

/** @throws Error when folding and rounding changed the outputs by more than the tolerance. */
export async function exportOnnx(
  network: Network,
  weights: Weights,
  options: ExportOptions,
): Promise<ExportedModel> {
  const { precision = 'float32', ...rest } = options;
  const {
    probes = noise(2 * 3 * network.inputSize ** 2),
    tolerance = TOLERANCES[precision],
    ...modelOptions
  } = rest;
  const folded = inferenceModel(network, weights, modelOptions);
  const bytes = encodeOnnxModel(storeWeights(folded, precision));
  const reference = encodeOnnxModel(inferenceModel(network, weights, { ...modelOptions, fold: false }));
  const images = splitImages(probes, 3 * network.inputSize ** 2 * (options.batch ?? 1));
  const [found, expected] = [await runAll(bytes, folded, images), await runAll(reference, folded, images)];
  const difference = found.reduce((worst, value, at) => Math.max(worst, Math.abs(value - expected[at])), 0);
  if (!(difference <= tolerance)) {
    throw new Error(`${network.name}: the exported model differs by ${difference}, allowed are ${tolerance}`);
  }
  return { bytes, difference };
}

function noise(size: number): Float32Array {
  const rng = createRng(1);
  return Float32Array.from({ length: size }, () => randomGaussian(rng));
}

function splitImages(probes: Float32Array, size: number): Float32Array[] {
  const count = Math.floor(probes.length / size);
  if (count === 0) throw new RangeError(`${probes.length} numbers do not fill one batch of ${size}`);
  return Array.from({ length: count }, (_, at) => probes.subarray(at * size, (at + 1) * size));
}

async function runAll(
  bytes: Uint8Array,
  { graph }: OnnxModel,
  images: readonly Float32Array[],
): Promise<number[]> {
  const session = await createSession(bytes);
  const [input] = graph.inputs;
  const dims = input.dims.map((size) => (typeof size === 'number' ? size : 1));
  const results: number[] = [];
  for (const image of images) {
    const result = await session.run({
      [input.name]: feedTensor(input.name, 'float32', dims, image.slice()),
    });
    results.push(...(result[graph.outputs[0].name].data as Float32Array));
  }
  await session.release();
  return results;
}
