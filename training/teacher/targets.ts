/** @file A teacher's embeddings of a packed dataset, in `teacher.bin` beside it: what students learn from. */
import { existsSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackedDataset } from '../data/types.ts';
import type { DeviceOptions } from '../engine/devices.ts';
import { inferenceModel } from '../engine/inference-model.ts';
import type { Weights } from '../engine/state.ts';
import { ImageModel } from '../evaluate/image-model.ts';
import { specOfNetwork } from '../evaluate/network-model.ts';
import { readCrops } from '../evaluate/read-dataset.ts';
import { dlibResidual } from '../nets/dlib-residual.ts';
import { encodeOnnxModel } from '../onnx/writer.ts';
import type { StartProgress } from '../progress.ts';
import { TEACHER_ALIGNMENT, TEACHER_DIMENSION } from './face-api.ts';

const FILE = 'teacher.bin';

/** Rows of float32 [TEACHER_DIMENSION], in the dataset's order. */
export interface TeacherTargets {
  readonly count: number;
  /** A view. @throws RangeError for a row that does not exist. */
  of(index: number): Float32Array;
}

/** Records the embedding of every crop. @throws Error naming a crop that cannot be decoded. */
export async function recordTargets(
  dataset: PackedDataset,
  weights: Weights,
  { startProgress, ...device }: DeviceOptions & { readonly startProgress?: StartProgress } = {},
): Promise<void> {
  const model = await openTeacher(weights, device);
  const path = join(dataset.folder, FILE);
  const file = await open(`${path}.unfinished`, 'w');
  try {
    const records = Array.from({ length: dataset.size }, (_, index) => index);
    await readCrops(dataset, records, model, startProgress, async (crops) => {
      for (const embedding of await model.run(crops)) await file.write(new Uint8Array(embedding.buffer));
    });
  } finally {
    await file.close();
    await model.release();
  }
  await rename(`${path}.unfinished`, path);
}

/** Unlike other embedders it gives embeddings of no fixed length: their distances are what it was trained on. */
function openTeacher(weights: Weights, device: DeviceOptions): Promise<ImageModel> {
  const network = dlibResidual();
  const spec = specOfNetwork(network, 'teacher', TEACHER_ALIGNMENT);
  const model = inferenceModel(network, weights, {
    ...{ output: 'raw', inputName: spec.input.name },
    ...(spec.output !== null && { outputName: spec.output }),
  });
  return ImageModel.open({ ...spec, bytes: encodeOnnxModel(model) }, device);
}

export function hasTargets(dataset: PackedDataset): boolean {
  return existsSync(join(dataset.folder, FILE));
}

/** @throws Error saying how to record them. */
export function readTargets(dataset: PackedDataset): TeacherTargets {
  const path = join(dataset.folder, FILE);
  if (!existsSync(path)) {
    throw new Error(`${path} is missing. Record it: npm run training -- teach --dataset ${dataset.folder}`);
  }
  const values = new Float32Array(Uint8Array.from(readFileSync(path)).buffer);
  if (values.length !== dataset.size * TEACHER_DIMENSION) {
    throw new Error(`${path} is of another dataset. Record it again: npm run training -- teach --help`);
  }
  return {
    count: dataset.size,
    of(index) {
      if (!(index >= 0 && index < dataset.size)) throw new RangeError(`The teacher saw no image ${index}.`);
      return values.subarray(index * TEACHER_DIMENSION, (index + 1) * TEACHER_DIMENSION);
    },
  };
}
