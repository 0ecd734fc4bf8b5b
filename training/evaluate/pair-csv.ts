/**
 * @file Pair lists as CSV (docs/sources.md #9: `pathA,pathB,label,deepfake_a,deepfake_b`) over the images of a packed
 * dataset.
 */
import type { PackedDataset } from '../data/types.ts';
import { plainPath, readPairList } from '../pairs/pair-list.ts';
import { pairsFrom } from './pair-kinds.ts';
import type { PairKind, PairsByKind } from './pair-kinds.ts';

/** What `prepare` keeps in the folder of a dataset that was made from pairs. */
export const PAIRS_FILE = 'pairs.csv';

export interface ListedPairs {
  readonly pairs: PairsByKind;
  /** Pairs with an image that the dataset lacks. */
  readonly dropped: number;
}

/**
 * The label says whether a pair must match, whatever the two flags say; a pair that must not match is `fake` when
 * either flag is set, because the list does not say whom the fake shows.
 *
 * @param path - For messages.
 * @throws Error naming the lines that cannot be read, or when the dataset has no image of the list.
 */
export function readPairCsv(text: string, path: string, dataset: PackedDataset): ListedPairs {
  const listed = readPairList(text, path, { keyOf: plainPath, fakes: 'needed' }).pairs;
  const records = recordsByPath(dataset);
  const lists = new Map<PairKind, [number, number][]>();
  let dropped = 0;
  for (const pair of listed) {
    const [fakeFirst, fakeSecond] = pair.fakes;
    const first = records.get(pair.first);
    const second = records.get(pair.second);
    if (first === undefined || second === undefined) {
      dropped += 1;
      continue;
    }
    const kind = pair.same ? 'genuine' : fakeFirst || fakeSecond ? 'fake' : 'other-person';
    const list = lists.get(kind) ?? [];
    lists.set(kind, list);
    list.push(fakeFirst && !fakeSecond ? [second, first] : [first, second]);
  }
  if (lists.size === 0) {
    throw new Error(
      `${path}: none of its ${listed.length} pairs has both images in the dataset ${dataset.name}. ` +
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
