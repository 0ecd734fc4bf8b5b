/** @file LFW's `pairs.txt`: 10 folds of 300 pairs of one person and 300 of two (docs/sources.md #12). */
import type { PackedDataset } from '../data/types.ts';
import { refuseFaults } from '../csv.ts';

export interface LfwPair {
  readonly first: string;
  readonly second: string;
  readonly genuine: boolean;
  readonly fold: number;
}

export interface LfwList {
  readonly folds: number;
  /** Named `Name/Name_0001`, without the file's extension. */
  readonly pairs: readonly LfwPair[];
}

const HEADER = /^\s*(\d+)\s+(\d+)\s*$/;

/** Whether a file is LFW's list rather than a CSV. */
export function isLfwList(text: string): boolean {
  return HEADER.test(text.split(/\r?\n/, 1)[0]);
}

/**
 * @param path - For messages.
 * @throws Error naming the faulty lines, or when the number of pairs is not what the first line says.
 */
export function parseLfwPairs(text: string, path: string): LfwList {
  const [header, ...lines] = text.split(/\r?\n/);
  const sizes = HEADER.exec(header);
  if (!sizes) {
    throw new Error(
      `${path}: the first line must be two numbers, folds and pairs of each kind per fold, as in LFW's pairs.txt.`,
    );
  }
  const folds = Number(sizes[1]);
  const perKind = Number(sizes[2]);
  const pairs: LfwPair[] = [];
  const faults: string[] = [];
  lines.forEach((line, at) => {
    if (line.trim() === '') return;
    const pair = parseLine(line.trim().split(/\s+/), Math.floor(pairs.length / (2 * perKind)));
    if (pair) pairs.push(pair);
    else faults.push(`line ${at + 2}: must be "name i j" or "nameA i nameB j"`);
  });
  refuseFaults(path, faults);
  if (folds < 2 || pairs.length !== folds * perKind * 2) {
    throw new Error(
      `${path}: the first line promises ${folds} folds of 2 × ${perKind} pairs (at least two folds), but ${pairs.length} pairs follow.`,
    );
  }
  return { folds, pairs };
}

function parseLine(cells: readonly string[], fold: number): LfwPair | null {
  const genuine = cells.length === 3;
  const [nameA, i, nameB, j] = genuine ? [cells[0], cells[1], cells[0], cells[2]] : cells;
  if (cells.length < 3 || cells.length > 4 || !/^\d+$/.test(i) || !/^\d+$/.test(j)) return null;
  return { first: imageName(nameA, i), second: imageName(nameB, j), genuine, fold };
}

function imageName(name: string, number: string): string {
  return `${name}/${name}_${number.padStart(4, '0')}`;
}

export interface LfwRecords {
  /** Record numbers, by fold in the list's order. */
  readonly pairs: readonly (Omit<LfwPair, 'first' | 'second'> & {
    readonly first: number;
    readonly second: number;
  })[];
  /** Pairs with an image that the dataset lacks. */
  readonly dropped: number;
  /** Pairs with an image that a model may have been trained or tuned on. */
  readonly notHeldBack: number;
}

/** @throws Error when the dataset has no image of some fold. */
export function findLfwRecords({ folds, pairs }: LfwList, dataset: PackedDataset): LfwRecords {
  const records = new Map<string, number>();
  for (let row = 0; row < dataset.size; row += 1) {
    const name = /([^/]+\/[^/]+)\.[^./]+$/.exec(dataset.path(row));
    if (name) records.set(name[1], row);
  }
  const found = pairs.flatMap((pair) => {
    const first = records.get(pair.first);
    const second = records.get(pair.second);
    return first === undefined || second === undefined ? [] : [{ ...pair, first, second }];
  });
  for (let fold = 0; fold < folds; fold += 1) {
    const kinds = new Set(found.filter((pair) => pair.fold === fold).map(({ genuine }) => genuine));
    if (kinds.size < 2) {
      throw new Error(
        `The dataset ${dataset.name} lacks the images of fold ${fold + 1} of LFW's list. Prepare the whole of LFW.`,
      );
    }
  }
  const heldBack = (row: number): boolean => dataset.record(row).split === 'test';
  return {
    pairs: found,
    dropped: pairs.length - found.length,
    notHeldBack: found.filter(({ first, second }) => !heldBack(first) || !heldBack(second)).length,
  };
}
