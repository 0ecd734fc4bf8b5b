/** @file Draws seeded lists of pairs of every kind from a packed dataset. Compares nothing. */
import { createRng } from '../../src/core/rng/rng.ts';
import { SPLITS } from '../data/types.ts';
import type { PackedDataset, Split } from '../data/types.ts';
import { groupBy, readColumns } from './columns.ts';
import type { Columns } from './columns.ts';
import type { PairKind, Pairs } from './pair-kinds.ts';
import { samplePairs } from './pair-space.ts';
import type { PairBlock } from './pair-space.ts';

/**
 * At an EER of 1 % and 20,000 independent pairs the 95 % interval is ± 0.14 percentage points. The comparison of runs
 * gains little from more.
 */
export const DEFAULT_PAIRS_PER_KIND = 20_000;

export interface DrawOptions {
  /** All splits when absent; even then no pair crosses from one split to another. */
  readonly split?: Split | undefined;
  readonly perKind?: number | undefined;
  readonly seed?: number | undefined;
}

export interface DrawnPairs {
  readonly pairs: Readonly<Partial<Record<PairKind, Pairs>>>;
  /** Kinds of which there were more pairs than were taken. */
  readonly limited: readonly PairKind[];
}

interface KindRule {
  readonly kind: PairKind;
  readonly blocks: (rows: SplitRows) => PairBlock[];
  readonly accepts: (columns: Columns, first: number, second: number) => boolean;
}

interface SplitRows {
  readonly columns: Columns;
  readonly reals: readonly number[];
  readonly fakes: readonly number[];
}

const RULES: readonly KindRule[] = [
  {
    kind: 'genuine',
    blocks: ({ columns, reals }) =>
      [...groupBy(reals, (row) => columns.identity[row]).values()].map((first) => ({ first, second: null })),
    accepts: differentClips,
  },
  {
    kind: 'other-person',
    blocks: ({ reals }) => [{ first: reals, second: null }],
    accepts: differentGroups,
  },
  {
    kind: 'fake-same-person',
    blocks: ({ columns, reals, fakes }) => joined(reals, fakes, (row) => columns.identity[row]),
    accepts: differentClips,
  },
  {
    kind: 'fake-same-video',
    blocks: ({ columns, reals, fakes }) =>
      joined(reals, fakes, (row) =>
        columns.clip[row] < 0 ? null : `${columns.identity[row]}/${columns.clip[row]}`,
      ),
    accepts: () => true,
  },
  {
    kind: 'fake-other-person',
    blocks: ({ reals, fakes }) => [{ first: reals, second: fakes }],
    accepts: differentGroups,
  },
];

/**
 * @returns The kinds of which the dataset has any. Within a kind every pair is equally likely, so that a person with
 * many photos counts for more than one with few.
 */
export function drawPairs(dataset: PackedDataset, options: DrawOptions = {}): DrawnPairs {
  const { split, perKind = DEFAULT_PAIRS_PER_KIND, seed = 1 } = options;
  const columns = readColumns(dataset);
  const parts = (split === undefined ? SPLITS : [split]).map((part) => rowsOf(columns, part));
  const pairs: Partial<Record<PairKind, Pairs>> = {};
  const limited: PairKind[] = [];
  RULES.forEach(({ kind, blocks, accepts }, index) => {
    const sample = samplePairs(
      parts.flatMap(blocks),
      (first, second) => accepts(columns, first, second),
      perKind,
      // A stream of its own, so that the pairs of one kind do not hang on the number of another.
      createRng(seed * RULES.length + index),
    );
    if (sample.pairs.first.length > 0) pairs[kind] = sample.pairs;
    if (sample.limited) limited.push(kind);
  });
  return { pairs, limited };
}

function rowsOf(columns: Columns, part: Split): SplitRows {
  const reals: number[] = [];
  const fakes: number[] = [];
  columns.split.forEach((split, row) => {
    if (split === part) (columns.isFake[row] ? fakes : reals).push(row);
  });
  return { columns, reals, fakes };
}

/** Reals with the fakes of the same key. */
function joined(
  reals: readonly number[],
  fakes: readonly number[],
  keyOf: (row: number) => number | string | null,
): PairBlock[] {
  const fakesByKey = groupBy(fakes, keyOf);
  return [...groupBy(reals, keyOf)].map(([key, first]) => ({ first, second: fakesByKey.get(key) ?? [] }));
}

function differentClips({ clip }: Columns, first: number, second: number): boolean {
  return clip[first] < 0 || clip[first] !== clip[second];
}

function differentGroups({ group }: Columns, first: number, second: number): boolean {
  return group[first] !== group[second];
}
