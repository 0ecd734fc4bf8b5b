/**
 * @file Holds what is stored against the set that binds it, and names what does not fit. Writes nothing.
 *
 * It cannot see that the whole database, set and log among it, was put back to an earlier state: that state fits.
 */
import { NO_DOUBTS, placeOf, SET_KEY, type RecordSet, type RecordSets } from './record-set.ts';
import type { Database, StoreName } from '../database.ts';
import { HEAD_KEY } from '../log/audit-records.ts';
import type { Doubts, Misfit } from '../types.ts';
import { nonceOf, type SealedRecord } from '../vault.ts';
import { differing, NO_SUMS, sumOf, withMember, type Sums } from './set-sum.ts';

/** A few megabytes of records at a time. */
const PART = 512;

/** Nonces of all stored records. */
export interface StoredRecords {
  /** By id. */
  readonly people: ReadonlyMap<string, string>;
  /** By place. */
  readonly others: Readonly<Record<string, string>>;
}

export async function readStoredRecords(database: Database): Promise<StoredRecords> {
  const people = new Map<string, string>();
  for await (const [id, record] of recordsOf(database, 'subjects')) people.set(id, nonceOf(record) ?? '');
  const others: Record<string, string> = {};
  for (const store of ['state', 'keys'] as const) {
    for await (const [key, record] of recordsOf(database, store)) {
      if (key === HEAD_KEY || key === SET_KEY) continue;
      others[placeOf(store, key)] = nonceOf(record) ?? '';
    }
  }
  return { people, others };
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

/** What a set would hold of the stored records. */
export async function boundRecords(
  sets: RecordSets,
  key: SealedRecord,
  { people, others }: StoredRecords,
): Promise<Pick<RecordSet, 'key' | 'people' | 'others'>> {
  const members = await Promise.all([...people].map(([id, nonce]) => sets.member(key, id, nonce)));
  let sums: Sums = NO_SUMS;
  for (const member of members) sums = withMember(sums, member, 1);
  return { key, people: sums, others };
}

/** @param mentioned - Ids that the log names: whoever is missing is found among them. Asked only where it is needed. */
export async function misfits(
  sets: RecordSets,
  set: RecordSet,
  stored: StoredRecords,
  mentioned: () => Promise<ReadonlySet<string>>,
): Promise<readonly Misfit[]> {
  const places = new Set([...Object.keys(set.others), ...Object.keys(stored.others)]);
  const others = [...places]
    .filter((place) => set.others[place] !== stored.others[place])
    .map((place): Misfit => ({ record: place, missing: !(place in stored.others) }));
  const tags = await Promise.all([...stored.people].map(([id, nonce]) => sets.tag(set.key, id, nonce)));
  if (sumOf(tags) === set.people[0]) return others;
  const { people } = await boundRecords(sets, set.key, stored);
  return [...others, ...(await misfitPeople(sets, set, people, stored, mentioned))];
}

async function misfitPeople(
  sets: RecordSets,
  set: RecordSet,
  people: Sums,
  stored: StoredRecords,
  mentioned: () => Promise<ReadonlySet<string>>,
): Promise<readonly Misfit[]> {
  const found = differing(set.people, people);
  if (found === null) return [ANYBODY];
  const ids = [...new Set([...stored.people.keys(), ...(await mentioned())])];
  const weights = await Promise.all(ids.map((id) => sets.weight(set.key, id)));
  const named = ids
    .filter((_id, row) => found.has(weights[row]))
    .map((subjectId): Misfit => ({ record: 'person', missing: !stored.people.has(subjectId), subjectId }));
  // Somebody of whom not even the log says anything any more can only be missing.
  const unnamed = Array.from({ length: found.members - named.length }, () => MISSING);
  return [...named, ...unnamed];
}

const ANYBODY: Misfit = { record: 'people', missing: false };
const MISSING: Misfit = { record: 'person', missing: true };

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
