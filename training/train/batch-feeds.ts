/** @file What a training step is fed with: the loader's pixels, the plan's labels, the random miner's tuples. */
import { createRng } from '../../src/core/rng/rng.ts';
import type { TensorData } from '../engine/devices.ts';
import { mineQuadruplets } from '../miners/mine.ts';
import { mixSeed } from '../samplers/mix-seed.ts';
import type { BatchPlan } from '../samplers/types.ts';
import { TEACHER_DIMENSION } from '../teacher/face-api.ts';
import type { DistillationTargets } from '../teacher/distillation-targets.ts';
import type { LossTerm } from './config.ts';

/** Keeps the miner's picks apart from the sampler's. */
const MINING = 0x6d696e65;

/** @param images - float32 [N, 3, S, S] of the plan's N rows. */
export function feedsOf(
  { rows, step }: BatchPlan,
  images: Float32Array,
  losses: readonly LossTerm[],
  seed: number,
  distillation: DistillationTargets | null = null,
): Record<string, TensorData> {
  const feeds: Record<string, TensorData> = {
    images,
    labels: Int32Array.from(rows, ({ identity }) => identity),
    sources: Int32Array.from(rows, ({ dataset }) => dataset),
    isFake: Float32Array.from(rows, ({ isFake }) => Number(isFake)),
  };
  if (distillation) feeds.teacher = targetsOf(rows, distillation);
  for (const term of losses) {
    if (!('mining' in term) || term.mining.kind !== 'random') continue;
    Object.assign(feeds, mineQuadruplets(rows, term.mining, createRng(mixSeed(seed, MINING, step))));
  }
  return feeds;
}

/** A fake to be made has the target of the real image that it is made of; no loss looks at it. */
function targetsOf(rows: BatchPlan['rows'], distillation: DistillationTargets): Float32Array {
  const targets = new Float32Array(rows.length * TEACHER_DIMENSION);
  for (const [at, { dataset, index }] of rows.entries()) {
    distillation.write(
      dataset,
      index,
      targets.subarray(at * TEACHER_DIMENSION, (at + 1) * TEACHER_DIMENSION),
    );
  }
  return targets;
}
