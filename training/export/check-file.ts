/** @file What a model is checked by before it enters a manifest: aligned crops, two runtimes, the golden answer. */
import { toTensor } from '../../src/core/align/to-tensor.ts';
import { goldenTensor, maxAbsDifference } from '../../src/core/manifest/golden.ts';
import type { Golden } from '../../src/core/manifest/types.ts';
import type { PackedDataset } from '../data/types.ts';
import { createSession, feedTensor } from '../engine/devices.ts';
import { decodeCrop } from '../data/decode.ts';
import { cropFor } from '../evaluate/crop-image.ts';
import type { ModelSpec } from '../evaluate/model-spec.ts';
import { openInWasm } from './wasm.ts';

const GOLDEN_SEED = 1;
const GOLDEN_DIGITS = 7;
/** Between the two runtimes' CPU code. */
const WASM_TOLERANCE = 1e-4;
const PROBES = 16;

/** @throws Error for whole photos: the kiosk shows its models aligned faces. */
export function expectAligned(dataset: PackedDataset): void {
  if (dataset.size === 0 || dataset.record(0).pointsFrom !== 'frame') return;
  throw new Error(
    `${dataset.name} holds whole photos, and the kiosk shows its models aligned faces: train on aligned crops to export.`,
  );
}

/** @returns float32 [PROBES, 3, S, S] of people that are not trained on. */
export async function realCrops(dataset: PackedDataset, spec: ModelSpec): Promise<Float32Array> {
  const { size } = spec.input;
  const records = Array.from({ length: dataset.size }, (_, index) => dataset.record(index));
  const held = records.filter(({ split }) => split === 'validation').slice(0, PROBES);
  if (held.length === 0) throw new Error(`${dataset.name} has nobody to validate on.`);
  const tensors = new Float32Array(held.length * 3 * size * size);
  for (const [at, { index, points }] of held.entries()) {
    const crop = cropFor({ spec, size }, await decodeCrop(dataset.crop(index)), points);
    toTensor(crop, spec.input, tensors.subarray(at * 3 * size * size, (at + 1) * 3 * size * size));
  }
  return tensors;
}

/** @throws Error when the runtimes differ by more than rounding. */
export async function compareRuntimes(
  bytes: Uint8Array,
  probes: Float32Array,
  size: number,
): Promise<number> {
  const length = 3 * size * size;
  const [native, wasm] = [await createSession(bytes), await openInWasm(bytes, size)];
  const [input] = native.inputNames;
  const [output] = native.outputNames;
  let largest = 0;
  for (let at = 0; at < probes.length; at += length) {
    const image = probes.slice(at, at + length);
    const results = await native.run({ [input]: feedTensor(input, 'float32', [1, 3, size, size], image) });
    largest = Math.max(
      largest,
      maxAbsDifference(results[output].data as Float32Array, await wasm.run(image)),
    );
  }
  await native.release();
  await wasm.release();
  if (!(largest <= WASM_TOLERANCE)) {
    throw new Error(
      `onnxruntime-node and WebAssembly differ by ${largest}; up to ${WASM_TOLERANCE} is rounding.`,
    );
  }
  return largest;
}

/** The answer to the fixed tensor, on WebAssembly as at the door. */
export async function recordGolden({ bytes, input }: ModelSpec, tolerance: number): Promise<Golden> {
  const wasm = await openInWasm(bytes, input.size);
  const answer = await wasm.run(goldenTensor(GOLDEN_SEED, 3 * input.size * input.size));
  await wasm.release();
  return {
    seed: GOLDEN_SEED,
    output: Array.from(answer, (value) => Number(value.toFixed(GOLDEN_DIGITS))),
    tolerance,
  };
}
