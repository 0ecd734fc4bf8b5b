/** @file Puts a batch's rows together from the images that a sampler has chosen. */
import { mixSeed } from './mix-seed.ts';
import type { PlannedFake } from './made-fakes.ts';
import type { Person, PooledImage } from './pool.ts';
import type { BatchPlan, BatchRow } from './types.ts';

export type Choice = Omit<BatchRow, 'seed'>;

export function choose(person: Person, image: PooledImage, isFake: boolean): Choice {
  const { dataset, index, clip } = image;
  return { dataset, index, identity: person.identity, group: person.group, isFake, clip };
}

export function chooseMade(person: Person, { image, make }: PlannedFake): Choice {
  return { ...choose(person, image, true), make };
}

/** Gives every row its seed, by the run's seed, the step and the row. */
export function planOf(seed: number, step: number, epoch: number, choices: readonly Choice[]): BatchPlan {
  return {
    step,
    epoch,
    rows: choices.map((choice, row) => ({ ...choice, seed: mixSeed(seed, step, row) })),
  };
}

/** @throws RangeError unless the step is a whole number ≥ 0. */
export function checkStep(step: number): void {
  if (!Number.isInteger(step) || step < 0) {
    throw new RangeError(`Steps of a sampler count from 0 in whole numbers, got ${step}.`);
  }
}
