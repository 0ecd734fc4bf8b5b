/** @file A teacher's embeddings of a packed dataset, in `teacher.bin` beside it: what students learn from. */
import { existsSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackedDataset } from '../data/types.ts';
import { decodePicture } from '../data/decode.ts';
import { createSession, feedTensor } from '../engine/devices.ts';
import type { DeviceOptions } from '../engine/devices.ts';
import { NO_PROGRESS } from '../progress.ts';
import type { StartProgress } from '../progress.ts';
import { teacherInput } from './crop.ts';
import { TEACHER_DIMENSION, TEACHER_SIZE, teacherModel } from './face-api.ts';
import type { Weight } from './weights.ts';

const FILE = 'teacher.bin';
const BATCH = 16;

/** Rows of float32 [TEACHER_DIMENSION], in the dataset's order. */
export interface TeacherTargets {
  readonly count: number;
  /** A view. @throws RangeError for a row that does not exist. */
  of(index: number): Float32Array;
}

/** Records the embedding of every crop. @throws Error naming a crop that cannot be decoded. */
export async function recordTargets(
  dataset: PackedDataset,
  weights: ReadonlyMap<string, Weight>,
  { startProgress = NO_PROGRESS, ...device }: DeviceOptions & { readonly startProgress?: StartProgress } = {},
): Promise<void> {
  const session = await createSession(teacherModel(weights, BATCH), device);
  const length = 3 * TEACHER_SIZE * TEACHER_SIZE;
  const load = async (from: number): Promise<Float32Array> => {
    const images = new Float32Array(BATCH * length);
    const count = Math.min(BATCH, dataset.size - from);
    await Promise.all(
      Array.from({ length: count }, async (_, at) => {
        const picture = await decodePicture(dataset, from + at);
        teacherInput(picture, images.subarray(at * length, (at + 1) * length));
      }),
    );
    return images;
  };
  const path = join(dataset.folder, FILE);
  const file = await open(`${path}.unfinished`, 'w');
  const progress = startProgress(dataset.size, `images of ${dataset.name}`);
  try {
    let next = load(0);
    for (let from = 0; from < dataset.size; from += BATCH) {
      const images = await next;
      next = from + BATCH < dataset.size ? load(from + BATCH) : next;
      const dims = [BATCH, 3, TEACHER_SIZE, TEACHER_SIZE];
      const { descriptor } = await session.run({ image: feedTensor('image', 'float32', dims, images) });
      const count = Math.min(BATCH, dataset.size - from);
      const values = (descriptor.data as Float32Array).subarray(0, count * TEACHER_DIMENSION);
      await file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      for (let done = 0; done < count; done += 1) progress.step();
    }
  } finally {
    progress.stop();
    await file.close();
    await session.release();
  }
  await rename(`${path}.unfinished`, path);
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
