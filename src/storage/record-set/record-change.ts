/** @file A change of one stored record, and how a transaction makes it. Everything but the log changes in this way. */
import type { FacegateSchema, SubjectRecord, WriteTransaction } from '../database.ts';
import { StorageError } from '../errors.ts';
import type { BlockKey, IndexEntry } from '../gallery/block-codec.ts';
import type { SlotRecord } from '../keys/key-slots.ts';
import { isSameSealing, type SealedRecord } from '../vault.ts';

interface Change {
  /** What is stored, as it was read; undefined for nothing. */
  readonly before: unknown;
  /** Somebody who may has seen that the one before did not fit, and this one holds instead. */
  readonly settles?: boolean;
}

export interface SubjectRecordChange extends Change {
  readonly store: 'subjects';
  readonly key: string;
  /** Null removes it. */
  readonly after: SubjectRecord | null;
  /** `after` has the nonce alone: the record lies in the store `incoming`. */
  readonly incoming?: true;
  /** What the blocks hold of `after`; null where it removes it. Stays the caller's. */
  readonly index: IndexEntry | null;
}

/** Of a block beside the people's records. The log makes those that belong to changes of subjects. */
export interface IndexChange extends Change {
  readonly store: 'index';
  readonly key: BlockKey;
  /** Null removes it. */
  readonly after: SealedRecord | null;
}

export interface StateChange extends Change {
  readonly store: 'state';
  readonly key: FacegateSchema['state']['key'];
  readonly after: SealedRecord;
}

export interface SlotChange extends Change {
  readonly store: 'keys';
  readonly key: string;
  /** Null removes it. */
  readonly after: SlotRecord | null;
}

export type RecordChange = SubjectRecordChange | IndexChange | StateChange | SlotChange;

/** Records of this many people are in memory at a time. */
const AT_ONCE = 256;

/** Writes all of them; writes none where another tab has changed one meanwhile: then the caller looks again. */
export async function writeChanges(
  transaction: WriteTransaction,
  changes: readonly RecordChange[],
): Promise<boolean> {
  for (let from = 0; from < changes.length; from += AT_ONCE) {
    const some = changes.slice(from, from + AT_ONCE);
    const now: readonly unknown[] = await Promise.all(
      some.map(async ({ store, key }) => transaction.objectStore(store).get(key as never)),
    );
    if (!some.every(({ before }, row) => isSameSealing(now[row], before))) return false;
  }
  for (let from = 0; from < changes.length; from += AT_ONCE) {
    await Promise.all(changes.slice(from, from + AT_ONCE).map((change) => write(transaction, change)));
  }
  return true;
}

async function write(transaction: WriteTransaction, change: RecordChange): Promise<void> {
  if (change.after === null) await transaction.objectStore(change.store).delete(change.key);
  else if (change.store === 'subjects') await writeSubject(transaction, change, change.after);
  else if (change.store === 'index') await transaction.objectStore('index').put(change.after, change.key);
  else if (change.store === 'keys') await transaction.objectStore('keys').put(change.after, change.key);
  else await transaction.objectStore('state').put(change.after, change.key);
}

async function writeSubject(
  transaction: WriteTransaction,
  { key, incoming }: SubjectRecordChange,
  after: SubjectRecord,
): Promise<void> {
  if (incoming === undefined) {
    await transaction.objectStore('subjects').put(after);
    return;
  }
  const record = await transaction.objectStore('incoming').get(key);
  if (record === undefined) throw new StorageError('unavailable', 'A record that was to come in is gone.');
  await transaction.objectStore('subjects').put(record);
  await transaction.objectStore('incoming').delete(key);
}
