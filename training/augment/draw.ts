/** @file Draws that the augmentations share. */
import { randomInteger, type Rng } from '../../src/core/rng/rng.ts';
import type { Range } from './types.ts';

/** Draws nothing where the probability is absent or zero, so that a knob that is off leaves the sequence as it is. */
export function happens(rng: Rng, probability: number | undefined): boolean {
  return probability !== undefined && probability > 0 && rng() < probability;
}

export function drawFrom(rng: Rng, [low, high]: Range): number {
  return low + rng() * (high - low);
}

/** Uniform in [−limit, limit]. */
export function drawAround(rng: Rng, limit: number): number {
  return (rng() * 2 - 1) * limit;
}

/** @param items - At least one. */
export function pick<T>(rng: Rng, items: readonly T[]): T {
  return items[randomInteger(rng, 0, items.length - 1)];
}
