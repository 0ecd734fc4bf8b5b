/**
 * @file Pair lists as CSV (docs/sources.md #9: `pathA,pathB,label,deepfake_a,deepfake_b`) over the images of a packed
 * dataset.
 */
import type { PackedDataset } from '../data/types.ts';
import { pairsFrom } from './pair-kinds.ts';
import type { PairKind, PairsByKind } from './pair-kinds.ts';
import { readCsv, refuseFaults } from '../csv.ts';

/** What `prepare` keeps in the folder of a dataset that was made from pairs. */
export const PAIRS_FILE = 'pairs.csv';

export interface ListedPairs {
  readonly pairs: PairsByKind;
  /** Lines with an image that the dataset lacks. */
  readonly dropped: number;
}

const COLUMNS = ['pathA', 'pathB', 'label', 'deepfake_a', 'deepfake_b'] as const;

/**
 * The label says whether a pair must match, whatever the two flags say; a pair that must not match is `fake` when
 * either flag is set, because the list does not say whom the fake shows.
 *
 * @param path - For messages.
 * @throws Error naming the lines that cannot be read, or when the dataset has no image of the list.
 */
export function readPairCsv(text: string, path: string, dataset: PackedDataset): ListedPairs {
  const rows = readCsv(text, path, COLUMNS);
  const records = recordsByPath(dataset);
  const lists = new Map<PairKind, [number, number][]>();
  const faults: string[] = [];
  let dropped = 0;
  for (const { line, cells } of rows) {
    const [pathA, pathB, ...flags] = COLUMNS.map((column) => cells[column]);
    const [label, fakeA, fakeB] = flags;
    if (!flags.every((flag) => flag === '0' || flag === '1')) {
      faults.push(`line ${line}: label, deepfake_a and deepfake_b must be 0 or 1, not ${flags.join(', ')}`);
      continue;
    }
    const first = records.get(plainPath(pathA));
    const second = records.get(plainPath(pathB));
    if (first === undefined || second === undefined) {
      dropped += 1;
      continue;
    }
    const kind = label === '1' ? 'genuine' : fakeA === '1' || fakeB === '1' ? 'fake' : 'other-person';
    const list = lists.get(kind) ?? [];
    lists.set(kind, list);
    list.push(fakeA === '1' && fakeB === '0' ? [second, first] : [first, second]);
  }
  refuseFaults(path, faults);
  if (lists.size === 0) {
    throw new Error(
      `${path}: none of its ${rows.length} pairs has both images in the dataset ${dataset.name}. ` +
        `Its paths must read like "${dataset.size > 0 ? dataset.path(0) : ''}", as they stood in the folder that was prepared.`,
    );
  }
  return {
    pairs: Object.fromEntries([...lists].map(([kind, list]) => [kind, pairsFrom(list)])),
    dropped,
  };
}

function recordsByPath(dataset: PackedDataset): Map<string, number> {
  const records = new Map<string, number>();
  for (let row = 0; row < dataset.size; row += 1) records.set(plainPath(dataset.path(row)), row);
  return records;
}

function plainPath(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
}
