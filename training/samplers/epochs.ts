/** @file Which people are in which batch: everybody once per epoch, unless the pools' shares say otherwise. */
import { createRng } from '../../src/core/rng/rng.ts';
import { dealPeople } from './deal-people.ts';
import { mixSeed } from './mix-seed.ts';
import type { Person, Pool } from './pool.ts';
import { checkStep } from './rows.ts';
import { dividePlaces, sharesOf } from './shares.ts';

export interface PeopleOrder {
  readonly stepsPerEpoch: number;
  peopleAt(step: number): { readonly epoch: number; readonly people: readonly Person[] };
}

/** Keeps the seeds of this order apart from those of the rows. */
const ORDER = 0x6f726465;

/**
 * @param pools - With the people that may be drawn.
 * @param perBatch - People in a batch; no two of them share a group.
 * @throws RangeError when the pools have too few people, or the shares do not fit.
 */
export function createPeopleOrder(
  pools: readonly Pool[],
  perBatch: number,
  shares: readonly number[] | undefined,
  seed: number,
): PeopleOrder {
  const sizes = pools.map(({ people }) => people.length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const stepsPerEpoch = Math.floor(total / perBatch);
  if (stepsPerEpoch === 0) {
    throw new RangeError(`A batch wants ${perBatch} people, the pools have ${total} with enough images.`);
  }
  const places = dividePlaces(sharesOf(shares, sizes), perBatch, stepsPerEpoch);
  const deal = (epoch: number): Person[][] => {
    const byPool = pools.map(({ people }, pool) =>
      dealPeople(
        createRng(mixSeed(seed, ORDER, epoch, pool)),
        people,
        places.map((batch) => batch[pool]),
      ),
    );
    return places.map((_, batch) => byPool.flatMap((batches) => batches[batch]));
  };
  // The first epoch is dealt at once, so that pools that cannot fill a batch are refused before training starts.
  let latest = { epoch: 0, batches: deal(0) };
  return {
    stepsPerEpoch,
    peopleAt(step) {
      checkStep(step);
      const epoch = Math.floor(step / stepsPerEpoch);
      if (latest.epoch !== epoch) latest = { epoch, batches: deal(epoch) };
      return { epoch, people: latest.batches[step % stepsPerEpoch] };
    },
  };
}
