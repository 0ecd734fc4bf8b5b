/**
 * @file Holds what is stored against the set that binds it, and names what does not fit. Writes nothing.
 *
 * It cannot see that the whole database, set and log among it, was put back to an earlier state: that state fits.
 */
import type { Database, StoreName } from '../database.ts';
import { HEAD_KEY } from '../log/audit-records.ts';
import type { Doubts, Misfit } from '../types.ts';
import { nonceOf } from '../vault.ts';
import { INDEX_PREFIX, NO_DOUBTS, placeOf, SET_KEY, type RecordSet } from './record-set.ts';

/** A few megabytes of records at a time. */
const PART = 512;

/** Nonces of all stored records but those of people and their blocks, by place. */
export async function readStoredRecords(database: Database): Promise<Readonly<Record<string, string>>> {
  const others: Record<string, string> = {};
  for (const store of ['state', 'keys'] as const) {
    for await (const [key, record] of recordsOf(database, store)) {
      if (key === HEAD_KEY || key === SET_KEY) continue;
      others[placeOf(store, key)] = nonceOf(record) ?? '';
    }
  }
  return others;
}

/** Nonces of people's records, by id. */
export async function readPeopleNonces(database: Database): Promise<ReadonlyMap<string, string>> {
  const people = new Map<string, string>();
  for await (const [id, record] of recordsOf(database, 'subjects')) people.set(id, nonceOf(record) ?? '');
  return people;
}

async function* recordsOf(database: Database, store: StoreName): AsyncGenerator<readonly [string, unknown]> {
  let range: IDBKeyRange | null = null;
  for (;;) {
    const { store: records } = database.transaction(store);
    const [keys, values]: readonly [readonly (string | number)[], readonly unknown[]] = await Promise.all([
      records.getAllKeys(range, PART),
      records.getAll(range, PART),
    ]);
    for (const [row, key] of keys.entries()) yield [String(key), values[row]];
    const last = keys.at(-1);
    if (keys.length < PART || last === undefined) return;
    range = IDBKeyRange.lowerBound(last, true);
  }
}

/** The nonces that a set holds of blocks, and those of what is stored beside them now. */
export function withBlocksOf(
  set: Pick<RecordSet, 'others'>,
  stored: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const blocks = Object.entries(set.others).filter(([place]) => place.startsWith(INDEX_PREFIX));
  return { ...Object.fromEntries(blocks), ...stored };
}

/** What does not fit, but for people and their blocks, which are held against each other as they are read. */
export function misfits(
  set: Pick<RecordSet, 'others'>,
  stored: Readonly<Record<string, string>>,
): readonly Misfit[] {
  const places = new Set([...Object.keys(set.others), ...Object.keys(stored)]);
  return [...places]
    .filter((place) => !place.startsWith(INDEX_PREFIX) && set.others[place] !== stored[place])
    .map((place): Misfit => ({ record: place, missing: !(place in stored) }));
}

/** It is not known who does not fit, or more do than anybody would read of. */
export const ANYBODY: Misfit = { record: 'people', missing: false };

/** The doubts once these misfits are found too. */
export function withMisfits(doubts: Doubts, found: readonly Misfit[]): Doubts {
  const records = new Set(doubts.records);
  const people = new Set(doubts.people === 'all' ? [] : doubts.people);
  let all = doubts.people === 'all';
  for (const { record, subjectId } of found) {
    if (subjectId !== undefined) people.add(subjectId);
    else if (record === 'people') all = true;
    else records.add(record);
  }
  return { records: [...records], people: all ? 'all' : [...people] };
}

/**
 * Everything is doubted but the credentials: were they, nobody could unlock the kiosk any more, and a credential of
 * before opens a whole copy of before in any case.
 */
export function doubtAll(): Doubts {
  return { ...NO_DOUBTS, records: [...DOUBTED_RECORDS], people: 'all' };
}

const DOUBTED_RECORDS = [
  'settings',
  'siteRules',
  'logDays',
  'erased',
  'outbox',
  'auditStart',
  'clock',
] as const;
