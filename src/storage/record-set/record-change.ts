/** @file A change of one stored record, and how a transaction makes it. Everything but the log changes in this way. */
import type { FacegateSchema, SubjectRecord, WriteTransaction } from '../database.ts';
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

export type RecordChange = SubjectRecordChange | StateChange | SlotChange;

/** Writes all of them; writes none where another tab has changed one meanwhile: then the caller looks again. */
export async function writeChanges(
  transaction: WriteTransaction,
  changes: readonly RecordChange[],
): Promise<boolean> {
  const now: readonly unknown[] = await Promise.all(
    changes.map(async ({ store, key }) => transaction.objectStore(store).get(key as never)),
  );
  if (!changes.every(({ before }, row) => isSameSealing(now[row], before))) return false;
  await Promise.all(changes.map((change) => write(transaction, change)));
  return true;
}

async function write(transaction: WriteTransaction, change: RecordChange): Promise<void> {
  if (change.after === null) await transaction.objectStore(change.store).delete(change.key);
  else if (change.store === 'subjects') await transaction.objectStore('subjects').put(change.after);
  else if (change.store === 'keys') await transaction.objectStore('keys').put(change.after, change.key);
  else await transaction.objectStore('state').put(change.after, change.key);
}
