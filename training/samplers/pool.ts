/**
 * @file Groups the images of packed datasets by person. A pool is one source: its datasets name people alike, so
 * that one name is one person in all of them.
 */
import type { PackedDataset, PackedRecord, Split } from '../data/types.ts';
import { createUnion } from './union.ts';
import type { ImageRef } from './types.ts';

/** An image with what a sampler needs to know of it. */
export interface PooledImage extends ImageRef {
  /** Over all pools; −1: not known. */
  readonly clip: number;
  readonly record: PackedRecord;
}

export interface Person {
  /** Over all pools, from 0 without gaps. */
  readonly identity: number;
  readonly name: string;
  /** Over all pools. */
  readonly group: number;
  readonly reals: readonly PooledImage[];
  readonly fakes: readonly PooledImage[];
}

export interface Pool {
  /** The datasets' names. */
  readonly name: string;
  readonly people: readonly Person[];
}

interface Draft {
  readonly name: string;
  readonly split: Split;
  /** Dataset of the first image. */
  readonly dataset: PackedDataset;
  readonly group: number;
  readonly reals: PooledImage[];
  readonly fakes: PooledImage[];
}

/**
 * @param sources - Datasets by pool. Their order gives the datasets their numbers.
 * @param split - Only images of this split are taken.
 * @throws Error when one person is in different splits of a pool's datasets.
 */
export function createPools(sources: readonly (readonly PackedDataset[])[], split: Split = 'train'): Pool[] {
  const groups = createUnion();
  const offset = { dataset: 0, clip: 0 };
  const drafts = sources.map((datasets) => {
    const people = new Map<string, Draft>();
    for (const dataset of datasets) {
      const clips = addPeople(people, dataset, offset, groups);
      offset.dataset += 1;
      offset.clip += clips;
    }
    return people;
  });
  let identity = 0;
  return drafts.map((people, pool) => ({
    name: sources[pool].map(({ name }) => name).join('+'),
    people: [...people.values()]
      .filter((person) => person.split === split)
      .map(({ name, group, reals, fakes }) => ({
        identity: identity++,
        name,
        group: groups.find(group),
        reals,
        fakes,
      })),
  }));
}

/** @returns How many clip numbers the dataset uses. */
function addPeople(
  people: Map<string, Draft>,
  dataset: PackedDataset,
  offset: { readonly dataset: number; readonly clip: number },
  groups: ReturnType<typeof createUnion>,
): number {
  const groupNumbers = new Map<number, number>();
  let clips = 0;
  for (let index = 0; index < dataset.size; index += 1) {
    const record = dataset.record(index);
    const group = groupNumbers.get(record.group) ?? groups.add();
    groupNumbers.set(record.group, group);
    const name = dataset.identities[record.identity];
    const person: Draft = people.get(name) ?? {
      ...{ name, split: record.split, dataset, group },
      ...{ reals: [], fakes: [] },
    };
    people.set(name, person);
    if (person.split !== record.split) throw new Error(splitFault(person, dataset, record));
    groups.join(person.group, group);
    clips = Math.max(clips, record.clip + 1);
    (record.isFake ? person.fakes : person.reals).push({
      dataset: offset.dataset,
      index,
      clip: record.clip < 0 ? -1 : record.clip + offset.clip,
      record,
    });
  }
  return clips;
}

function splitFault(person: Draft, dataset: PackedDataset, record: PackedRecord): string {
  return (
    `"${person.name}" is for ${person.split} in ${person.dataset.folder} and for ${record.split} in ` +
    `${dataset.folder}. Prepare both with the same split seed, or give them to different pools.`
  );
}
