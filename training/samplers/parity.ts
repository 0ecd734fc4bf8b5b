/** @file The samplers of systems 0 and 4, to compare with (docs/sources.md #27, #29). */
import { createRng } from '../../src/core/rng/rng.ts';
import { checkWhole } from './config.ts';
import type { MPerClassConfig, ParityConfig } from './config.ts';
import { dealPeople } from './deal-people.ts';
import { createPeopleOrder } from './epochs.ts';
import { mixSeed } from './mix-seed.ts';
import type { Pool } from './pool.ts';
import { checkStep, choose, planOf } from './rows.ts';
import { dividePlaces, sharesOf } from './shares.ts';
import { take } from './take.ts';
import type { Sampler } from './types.ts';

const CHOICE = 0x70617269;

/**
 * System 0: `labels` × `instances` images, each label once per epoch, all of a short label's images before any
 * repeats. Whether an image is real or fake is left to chance.
 */
export function createParitySampler(pools: readonly Pool[], config: ParityConfig, seed: number): Sampler {
  const { labels, instances, shares } = config;
  checkWhole('labels', labels, 2);
  checkWhole('instances', instances, 1);
  const order = createPeopleOrder(pools, labels, shares, seed);
  return {
    stepsPerEpoch: order.stepsPerEpoch,
    batchSize: labels * instances,
    batchAt(step) {
      const { epoch, people } = order.peopleAt(step);
      const rng = createRng(mixSeed(seed, CHOICE, step));
      const choices = people.flatMap((person) => {
        const images = [
          ...person.reals.map((image) => choose(person, image, false)),
          ...person.fakes.map((image) => choose(person, image, true)),
        ];
        return take(rng, images, instances);
      });
      return planOf(seed, step, epoch, choices);
    },
  };
}

/**
 * System 4: `m` real images of each of `batch` / `m` labels, which are drawn anew for every batch. An epoch has as many
 * rows as the pools have real images.
 */
export function createMPerClassSampler(
  pools: readonly Pool[],
  config: MPerClassConfig,
  seed: number,
): Sampler {
  const { batch, m, shares } = config;
  checkWhole('m', m, 1);
  checkWhole('batch', batch, 2 * m);
  if (batch % m !== 0) throw new RangeError(`batch must be a multiple of m = ${m}, it is ${batch}.`);
  const eligible = pools.map(({ people }) => people.filter(({ reals }) => reals.length > 0));
  const images = eligible.flat().reduce((sum, { reals }) => sum + reals.length, 0);
  const stepsPerEpoch = Math.floor(images / batch);
  if (stepsPerEpoch === 0) {
    throw new RangeError(`A batch wants ${batch} real images, the pools have ${images}.`);
  }
  const sizes = eligible.map((people) => people.length);
  const places = dividePlaces(sharesOf(shares, sizes), batch / m, stepsPerEpoch);
  return {
    stepsPerEpoch,
    batchSize: batch,
    batchAt(step) {
      checkStep(step);
      const rng = createRng(mixSeed(seed, CHOICE, step));
      const people = eligible.flatMap(
        (pool, number) => dealPeople(rng, pool, [places[step % stepsPerEpoch][number]])[0],
      );
      const choices = people.flatMap((person) =>
        take(rng, person.reals, m).map((image) => choose(person, image, false)),
      );
      return planOf(seed, step, Math.floor(step / stepsPerEpoch), choices);
    },
  };
}
