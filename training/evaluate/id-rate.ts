/**
 * @file The ID rate of system 4 (docs/sources.md #20): photos of a few query people against each other and against
 * those of many distractors.
 */
import { cosine } from '../../src/core/embedding/embedding.ts';
import { createRng, shuffled } from '../../src/core/rng/rng.ts';
import type { PackedDataset, Split } from '../data/types.ts';
import { groupBy, readColumns } from './columns.ts';
import { tprAtFprs } from './match-rates.ts';
import type { TprAtFpr } from './match-rates.ts';
import type { EmbeddingSource } from './read-dataset.ts';

export interface IdRateSizes {
  readonly queryPeople: number;
  readonly queryImages: number;
  readonly distractorPeople: number;
  /** At most; a person with fewer gives what there is. */
  readonly distractorImages: number;
}

/** The source's: 750 genuine and 44,100 + 900,000 impostor pairs. */
export const SOURCE_SIZES: IdRateSizes = {
  queryPeople: 50,
  queryImages: 6,
  distractorPeople: 50,
  distractorImages: 60,
};

/** Record numbers of real photos, one list per person. */
export interface IdRateSets {
  readonly queries: readonly (readonly number[])[];
  readonly distractors: readonly (readonly number[])[];
}

export interface IdRate {
  readonly queryPeople: number;
  readonly queryImages: number;
  readonly distractorPeople: number;
  readonly distractorImages: number;
  readonly genuinePairs: number;
  readonly impostorPairs: number;
  readonly tprAtFpr: readonly TprAtFpr[];
}

/**
 * No two people of the sets share a group. With too few people the sets are smaller than asked for, which their
 * result says.
 *
 * @returns null where not two people have enough photos to be queries.
 */
export function drawIdRateSets(
  dataset: PackedDataset,
  sizes: IdRateSizes,
  { split, seed = 1 }: { readonly split?: Split | undefined; readonly seed?: number | undefined } = {},
): IdRateSets | null {
  const columns = readColumns(dataset);
  const reals = columns.split.flatMap((part, row) =>
    (split === undefined || part === split) && !columns.isFake[row] ? [row] : [],
  );
  const rng = createRng(seed);
  const people = shuffled(rng, [...groupBy(reals, (row) => columns.identity[row]).values()]);
  const takenGroups = new Set<number>();
  const take = (count: number, fewest: number, most: number): number[][] => {
    const taken: number[][] = [];
    for (const rows of people) {
      const group = columns.group[rows[0]];
      if (taken.length >= count) break;
      if (rows.length < fewest || takenGroups.has(group)) continue;
      takenGroups.add(group);
      taken.push(shuffled(rng, rows).slice(0, most));
    }
    return taken;
  };
  const queries = take(sizes.queryPeople, sizes.queryImages, sizes.queryImages);
  if (queries.length < 2) return null;
  return { queries, distractors: take(sizes.distractorPeople, 1, sizes.distractorImages) };
}

/** @param parity - Thresholds as system 4 takes them. */
export function idRate(
  { queries, distractors }: IdRateSets,
  embeddings: EmbeddingSource,
  { parity = false }: { readonly parity?: boolean | undefined } = {},
): IdRate {
  const queryRows = queries.flat();
  const owners = queries.flatMap((rows, person) => rows.map(() => person));
  const distractorRows = distractors.flat();
  const genuine: number[] = [];
  const impostor: number[] = [];
  queryRows.forEach((row, at) => {
    const embedding = embeddings.of(row);
    for (let other = at + 1; other < queryRows.length; other += 1) {
      const list = owners[at] === owners[other] ? genuine : impostor;
      list.push(cosine(embedding, embeddings.of(queryRows[other])));
    }
    for (const distractor of distractorRows) impostor.push(cosine(embedding, embeddings.of(distractor)));
  });
  return {
    queryPeople: queries.length,
    queryImages: queryRows.length,
    distractorPeople: distractors.length,
    distractorImages: distractorRows.length,
    genuinePairs: genuine.length,
    impostorPairs: impostor.length,
    tprAtFpr: tprAtFprs(genuine, impostor, { parity }),
  };
}
