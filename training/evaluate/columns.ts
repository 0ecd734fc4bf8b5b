/** @file What pairs are drawn by, as one array per property: a dataset decodes a whole record at every call. */
import type { PackedDataset, Split } from '../data/types.ts';

export interface Columns {
  readonly identity: Int32Array;
  readonly group: Int32Array;
  /** −1: none. */
  readonly clip: Int32Array;
  readonly isFake: Uint8Array;
  readonly split: readonly Split[];
}

export function readColumns(dataset: PackedDataset): Columns {
  const { size } = dataset;
  const identity = new Int32Array(size);
  const group = new Int32Array(size);
  const clip = new Int32Array(size);
  const isFake = new Uint8Array(size);
  const split: Split[] = [];
  for (let row = 0; row < size; row += 1) {
    const record = dataset.record(row);
    identity[row] = record.identity;
    group[row] = record.group;
    clip[row] = record.clip;
    isFake[row] = record.isFake ? 1 : 0;
    split.push(record.split);
  }
  return { identity, group, clip, isFake, split };
}

/** Lists of record numbers under a key each. */
export function groupBy<Key>(
  rows: readonly number[],
  keyOf: (row: number) => Key | null,
): Map<Key, number[]> {
  const groups = new Map<Key, number[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const list = groups.get(key);
    if (list) list.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
