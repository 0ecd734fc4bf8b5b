/** @file Batches with a quota of reals and fakes for each person (`realPerLabel` and `fakePerLabel`). */
import type { Rng } from '../../src/core/rng/rng.ts';
import { createRng, shuffled } from '../../src/core/rng/rng.ts';
import { checkMade, checkWhole } from './config.ts';
import type { LabelBalancedConfig } from './config.ts';
import { createPeopleOrder } from './epochs.ts';
import { createFakePlanner } from './made-fakes.ts';
import type { FakePlanner } from './made-fakes.ts';
import { mixSeed } from './mix-seed.ts';
import type { Person, Pool } from './pool.ts';
import { choose, chooseMade, planOf } from './rows.ts';
import type { Choice } from './rows.ts';
import { take } from './take.ts';
import type { Sampler } from './types.ts';

/** Keeps the seeds of the choice apart from those of the rows. */
const CHOICE = 0x63686f69;

/**
 * A person's rows are his reals, then his fakes.
 *
 * @throws RangeError that names the knob, or says which people are missing.
 */
export function createLabelBalancedSampler(
  pools: readonly Pool[],
  config: LabelBalancedConfig,
  seed: number,
): Sampler {
  const { people, realsPerPerson, fakesPerPerson, made, shares, leastReals = 2 } = config;
  checkWhole('people', people, 2);
  checkWhole('realsPerPerson', realsPerPerson, 2);
  checkWhole('fakesPerPerson', fakesPerPerson, 0);
  checkWhole('leastReals', leastReals, 1);
  checkMade(made);
  const eligible = pools.map((pool) => ({
    ...pool,
    people: pool.people.filter(({ reals }) => reals.length >= leastReals),
  }));
  const order = createPeopleOrder(eligible, people, shares, seed);
  const planner = made === null ? null : createFakePlanner(pools, made);
  return {
    stepsPerEpoch: order.stepsPerEpoch,
    batchSize: people * (realsPerPerson + fakesPerPerson),
    batchAt(step) {
      const { epoch, people: drawn } = order.peopleAt(step);
      const rng = createRng(mixSeed(seed, CHOICE, step));
      return planOf(
        seed,
        step,
        epoch,
        drawn.flatMap((person) => choosePerson(rng, person, config, planner)),
      );
    },
  };
}

function choosePerson(
  rng: Rng,
  person: Person,
  config: LabelBalancedConfig,
  planner: FakePlanner | null,
): Choice[] {
  const { realsPerPerson, fakesPerPerson, ownFakes, made } = config;
  const own = ownFakes ? shuffled(rng, person.fakes) : [];
  const fakes: Choice[] = [];
  for (let place = 0; place < fakesPerPerson; place += 1) {
    const wanted = own.length === 0 || rng() < (made?.chance ?? 0);
    const planned = wanted && planner ? planner.plan(rng, person.reals) : null;
    const image = planned ? undefined : own.pop();
    if (planned) fakes.push(chooseMade(person, planned));
    else if (image) fakes.push(choose(person, image, true));
  }
  const reals = take(rng, person.reals, realsPerPerson + fakesPerPerson - fakes.length);
  return [...reals.map((image) => choose(person, image, false)), ...fakes];
}
