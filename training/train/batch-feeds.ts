/** @file What a training step is fed with: the loader's pixels, the plan's labels, the random miner's tuples. */
import { createRng } from '../../src/core/rng/rng.ts';
import type { TensorData } from '../engine/devices.ts';
import { mineQuadruplets } from '../miners/mine.ts';
import { mixSeed } from '../samplers/mix-seed.ts';
import type { BatchPlan } from '../samplers/types.ts';
import type { LossTerm } from './config.ts';

/** Keeps the miner's picks apart from the sampler's. */
const MINING = 0x6d696e65;

/** @param images - float32 [N, 3, S, S] of the plan's N rows. */
export function feedsOf(
  { rows, step }: BatchPlan,
  images: Float32Array,
  losses: readonly LossTerm[],
  seed: number,
): Record<string, TensorData> {
  const feeds: Record<string, TensorData> = {
    images,
    labels: Int32Array.from(rows, ({ identity }) => identity),
    sources: Int32Array.from(rows, ({ dataset }) => dataset),
    isFake: Float32Array.from(rows, ({ isFake }) => Number(isFake)),
  };
  for (const term of losses) {
    if (!('mining' in term) || term.mining.kind !== 'random') continue;
    Object.assign(feeds, mineQuadruplets(rows, term.mining, createRng(mixSeed(seed, MINING, step))));
  }
  return feeds;
}
