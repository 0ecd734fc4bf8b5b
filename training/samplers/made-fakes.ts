/** @file Decides which fake is made of which real image, and whose head a swapped face is put on. */
import type { Rng } from '../../src/core/rng/rng.ts';
import { createRng, shuffled } from '../../src/core/rng/rng.ts';
import type { PackedRecord } from '../data/types.ts';
import { createHeadChooser } from '../fakes/choose-head.ts';
import type { MadeFakes } from './config.ts';
import type { Pool, PooledImage } from './pool.ts';
import type { MakeFake } from './types.ts';

export interface PlannedFake {
  readonly image: PooledImage;
  readonly make: MakeFake;
}

export interface FakePlanner {
  /** Whether a fake of a kind that was asked for can be made of this real image. */
  canUse(image: PooledImage): boolean;
  /**
   * @param reals - Of one person.
   * @returns null when no fake can be made of any of them.
   */
  plan(rng: Rng, reals: readonly PooledImage[]): PlannedFake | null;
}

/** @param pools - Heads come from the face's own dataset, so that both halves of a swap look alike. */
export function createFakePlanner(pools: readonly Pool[], { selfBlended, swap }: MadeFakes): FakePlanner {
  const recordsByDataset = new Map<number, PackedRecord[]>();
  const images = swap > 0 ? pools.flatMap(({ people }) => people.flatMap(({ reals }) => reals)) : [];
  for (const { dataset, record } of images) {
    const records = recordsByDataset.get(dataset);
    if (records) records.push(record);
    else recordsByDataset.set(dataset, [record]);
  }
  const choosers = new Map(
    [...recordsByDataset].map(([dataset, records]) => [dataset, createHeadChooser(records)]),
  );
  const chooseHead = (rng: Rng, { dataset, record }: PooledImage): PackedRecord | null =>
    choosers.get(dataset)?.(record, rng) ?? null;
  // Whether there is a head at all does not hang on the draw.
  const canUse = (image: PooledImage): boolean => selfBlended > 0 || chooseHead(createRng(0), image) !== null;
  return {
    canUse,
    plan(rng, reals) {
      const swaps = rng() * (selfBlended + swap) < swap;
      for (const image of shuffled(rng, reals)) {
        const head = swaps ? chooseHead(rng, image) : null;
        if (head) {
          return { image, make: { kind: 'swap', head: { dataset: image.dataset, index: head.index } } };
        }
        if (selfBlended > 0) return { image, make: { kind: 'self-blended' } };
      }
      return null;
    },
  };
}
