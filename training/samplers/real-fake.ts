/**
 * @file Equally many real and fake images for a fake detector. Every pair comes from one pool, so that telling the
 * sources apart never helps to tell real from fake.
 */
import type { Rng } from '../../src/core/rng/rng.ts';
import { createRng, shuffled } from '../../src/core/rng/rng.ts';
import { checkMade, checkWhole } from './config.ts';
import type { RealFakeConfig } from './config.ts';
import { createFakePlanner } from './made-fakes.ts';
import type { FakePlanner } from './made-fakes.ts';
import { mixSeed } from './mix-seed.ts';
import type { Person, Pool, PooledImage } from './pool.ts';
import { checkStep, choose, chooseMade, planOf } from './rows.ts';
import type { Choice } from './rows.ts';
import { dividePlaces, sharesOf } from './shares.ts';
import { take } from './take.ts';
import type { Sampler } from './types.ts';

const ORDER = 0x70616972;

interface Owned {
  readonly person: Person;
  readonly image: PooledImage;
}

/** A pool's images, and how many pairs of a real and a fake it gives per epoch. */
interface Stock {
  readonly reals: readonly Owned[];
  readonly fakes: readonly Owned[];
  /** Of videos, by their number. */
  readonly realsOfClip: ReadonlyMap<number, readonly Owned[]>;
  /** The real images that fakes can be made of. */
  readonly sources: readonly Owned[];
  readonly pairs: number;
  /** Share of the fakes that are made, [0, 1]. */
  readonly madeShare: number;
}

/**
 * Rows alternate: a real image, a fake one. Without `made`, a pool without fakes gives nothing at all, and one with
 * more reals than fakes gives as many reals as fakes.
 *
 * @throws RangeError that names the knob, or says that there are too few images.
 */
export function createRealFakeSampler(pools: readonly Pool[], config: RealFakeConfig, seed: number): Sampler {
  const { pairs, made, shares } = config;
  checkWhole('pairs', pairs, 1);
  checkMade(made);
  const planner = made === null ? null : createFakePlanner(pools, made);
  const stocks = pools.map((pool) => stockOf(pool, config, planner));
  const sizes = stocks.map((stock) => stock.pairs);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const stepsPerEpoch = Math.floor(total / pairs);
  if (stepsPerEpoch === 0) {
    throw new RangeError(
      `A batch wants ${pairs} real and as many fake images, the pools have ${total} pairs.`,
    );
  }
  const places = dividePlaces(sharesOf(shares, sizes), pairs, stepsPerEpoch);
  const order = (epoch: number): Choice[][] => {
    const drawn = stocks.map((stock, pool) => {
      const count = places.reduce((sum, batch) => sum + batch[pool], 0);
      const rng = createRng(mixSeed(seed, ORDER, epoch, pool));
      return drawPairs(rng, stock, count, planner, config.sameClip ?? false);
    });
    return places.map((batch) => batch.flatMap((count, pool) => drawn[pool].splice(0, count)).flat());
  };
  let latest = { epoch: 0, batches: order(0) };
  return {
    stepsPerEpoch,
    batchSize: pairs * 2,
    batchAt(step) {
      checkStep(step);
      const epoch = Math.floor(step / stepsPerEpoch);
      if (latest.epoch !== epoch) latest = { epoch, batches: order(epoch) };
      return planOf(seed, step, epoch, latest.batches[step % stepsPerEpoch]);
    },
  };
}

function stockOf({ people }: Pool, { ownFakes, made }: RealFakeConfig, planner: FakePlanner | null): Stock {
  const owned = (list: 'reals' | 'fakes'): Owned[] =>
    people.flatMap((person) => person[list].map((image) => ({ person, image })));
  const reals = owned('reals');
  const fakes = ownFakes ? owned('fakes') : [];
  const sources = planner ? reals.filter(({ image }) => planner.canUse(image)) : [];
  const pairs = Math.min(reals.length, fakes.length + sources.length);
  const realsOfClip = new Map<number, Owned[]>();
  for (const real of reals.filter(({ image }) => image.clip >= 0)) {
    realsOfClip.set(real.image.clip, [...(realsOfClip.get(real.image.clip) ?? []), real]);
  }
  const wanted = Math.max(pairs - fakes.length, Math.round(pairs * (made?.chance ?? 0)));
  return {
    ...{ reals, fakes, sources, pairs, realsOfClip },
    madeShare: Math.min(wanted, sources.length) / Math.max(1, pairs),
  };
}

function drawPairs(
  rng: Rng,
  { reals, fakes, sources, realsOfClip, madeShare }: Stock,
  count: number,
  planner: FakePlanner | null,
  sameClip: boolean,
): [Choice, Choice][] {
  const madeCount = Math.round(count * madeShare);
  const made = take(rng, sources, madeCount).map(({ person, image }) => {
    const planned = planner?.plan(rng, [image]);
    if (!planned) throw new Error(`No fake can be made of image ${image.index} of dataset ${image.dataset}.`);
    return { fake: chooseMade(person, planned), clip: image.clip, origin: { person, image } };
  });
  const own = take(rng, fakes, count - madeCount).map(({ person, image }) => ({
    ...{ fake: choose(person, image, true), clip: image.clip, origin: null },
  }));
  const mixed = shuffled(rng, [...made, ...own]);
  const anybody = take(rng, reals, count);
  return mixed.map(({ fake, clip, origin }, at) => {
    const ofClip = origin ? [origin] : (realsOfClip.get(clip) ?? []);
    const [beside] = sameClip && ofClip.length > 0 ? shuffled(rng, ofClip) : [anybody[at]];
    return [choose(beside.person, beside.image, false), fake];
  });
}
