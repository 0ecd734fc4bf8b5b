/**
 * @file The IndexedDB schema, and browser errors as `StorageError`. What is written here is already sealed: nothing
 * here encrypts.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { StorageError } from './errors.ts';
import { beginWriteAheadLog, writeAheadLogBegun } from './write-ahead-log.ts';
import type { BlockKey } from './gallery/block-codec.ts';
import type { SlotRecord } from './keys/key-slots.ts';
import type { SealedRecord } from './vault.ts';

export const DEFAULT_DATABASE_NAME = 'facegate';
/** Version 1 had no blocks beside the people's records, and no incoming ones. */
const DATABASE_VERSION = 2;

/** A sealed subject. Its id and its model are needed to open it, and name nobody. */
export interface SubjectRecord {
  readonly id: string;
  /** Null for a subject without a template. */
  readonly modelSha256: string | null;
  readonly sealed: SealedRecord;
}

export interface AuditRecord {
  readonly index: number;
  readonly sealed: SealedRecord;
}

/** What the stores hold if nobody has altered them. Readers check it. */
export interface FacegateSchema extends DBSchema {
  keys: { key: string; value: SlotRecord };
  subjects: { key: string; value: SubjectRecord };
  /** Blocks beside the people's records. */
  index: { key: BlockKey; value: SealedRecord };
  /** Sealed subjects that one transaction moves to the others; what is left of it counts for nothing. */
  incoming: { key: string; value: SubjectRecord };
  audit: { key: number; value: AuditRecord };
  state: {
    key:
      | 'settings'
      | 'siteRules'
      | 'logDays'
      | 'outbox'
      | 'erased'
      | 'fleet'
      | 'fleetCursor'
      | 'fleetRoster'
      | 'fleetRules'
      | 'fleetHub'
      | 'auditHead'
      | 'auditStart'
      | 'clock'
      | 'recordSet';
    value: SealedRecord;
  };
}

export type StoreName = 'keys' | 'subjects' | 'index' | 'incoming' | 'audit' | 'state';
export type Database = IDBPDatabase<FacegateSchema>;
export type WriteTransaction = IDBPTransaction<FacegateSchema, StoreName[], 'readwrite'>;

export const ALL_STORES: StoreName[] = ['keys', 'subjects', 'index', 'incoming', 'audit', 'state'];

/**
 * Opens the database, making it on first use.
 * @throws StorageError `unavailable`, `newerDatabase`, `otherTab` or `quotaExceeded`.
 */
export async function openDatabase(name: string): Promise<Database> {
  if (typeof indexedDB === 'undefined') throw new StorageError('unavailable');
  await beginWriteAheadLog();
  // Getting new stores is a write, too.
  if (await isOfBefore(name)) await writeAheadLogBegun();
  let reportBlocked: (error: StorageError) => void = () => undefined;
  const blocked = new Promise<never>((_resolve, reject) => {
    reportBlocked = reject;
  });
  const opening = connect(name, () => {
    reportBlocked(new StorageError('otherTab'));
  });
  try {
    return await Promise.race([opening, blocked]);
  } catch (error) {
    // If this connection opens after all, it must not block the next attempt.
    opening.then((database) => database.close()).catch(() => undefined);
    throw toStorageError(error);
  }
}

/** Whether there is a database of an earlier version. */
async function isOfBefore(name: string): Promise<boolean> {
  const databases = await indexedDB.databases().catch(() => []);
  return databases.some((one) => one.name === name && (one.version ?? 0) < DATABASE_VERSION);
}

/** Asynchronous, so that an exception from `openDB` becomes a rejection too. */
async function connect(name: string, onBlocked: () => void): Promise<Database> {
  return openDB<FacegateSchema>(name, DATABASE_VERSION, {
    upgrade(database, oldVersion) {
      if (oldVersion < 1) {
        database.createObjectStore('keys');
        database.createObjectStore('subjects', { keyPath: 'id' });
        database.createObjectStore('audit', { keyPath: 'index' });
        database.createObjectStore('state');
      }
      if (oldVersion < 2) {
        database.createObjectStore('index');
        database.createObjectStore('incoming', { keyPath: 'id' });
      }
    },
    blocked: onBlocked,
    blocking(_current, _wanted, event) {
      // A newer Facegate in another tab wants to upgrade. This tab lets it, and then asks for a reload.
      (event.target as IDBDatabase).close();
    },
  });
}

/** A second connection to a database that is open already, for a worker that only reads. */
export function openToRead(name: string): Promise<Database> {
  return openDB<FacegateSchema>(name, DATABASE_VERSION, {
    blocking(_current, _wanted, event) {
      (event.target as IDBDatabase).close();
    },
  });
}

/** Turns an error of IndexedDB into a `StorageError`. Other errors stay as they are. */
export function toStorageError(error: unknown): unknown {
  const name = errorName(error);
  switch (name) {
    case 'QuotaExceededError':
      return new StorageError('quotaExceeded', undefined, { cause: error });
    case 'VersionError':
      return new StorageError('newerDatabase', undefined, { cause: error });
    case 'InvalidStateError':
    case 'SecurityError':
    case 'UnknownError':
    case 'NotFoundError':
    case 'AbortError':
    case 'TransactionInactiveError':
      return new StorageError('unavailable', `The database could not be used (${name}).`, { cause: error });
    default:
      return error;
  }
}

/**
 * Runs `work` in one read-write transaction. If it throws, nothing of it is written. `work` may wait only for the
 * transaction's own requests: the browser ends the transaction during any other wait.
 * @throws StorageError, or what `work` threw.
 */
export async function writeAtomically<T>(
  database: Database,
  work: (transaction: WriteTransaction) => Promise<T>,
): Promise<T> {
  await writeAheadLogBegun();
  let transaction: WriteTransaction | null = null;
  try {
    transaction = database.transaction(ALL_STORES, 'readwrite', { durability: 'strict' });
    // Without a handler here, the browser would report an abort during `work` as unhandled.
    transaction.done.catch(() => undefined);
    const result = await work(transaction);
    await transaction.done;
    return result;
  } catch (error) {
    // If the browser itself aborted, for example because the device is full, the transaction holds the reason.
    const reason = transaction?.error ?? error;
    if (transaction !== null) abort(transaction);
    throw toStorageError(reason);
  }
}

/**
 * Runs `work` while no other tab runs such work on the same database. Without Web Locks (in Node) it runs at once.
 * `work` must be correct without the lock, which only keeps one tab from starving another.
 */
export async function inTurnAmongTabs<T>(database: Database, work: () => Promise<T>): Promise<T> {
  // The types say that it is always there, but Node 20 lacks it.
  const { locks } = (globalThis.navigator as { readonly locks?: LockManager } | undefined) ?? {};
  return locks === undefined ? work() : locks.request(`facegate:${database.name}`, work);
}

function abort(transaction: WriteTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended already.
  }
}

function errorName(error: unknown): string | null {
  return error instanceof Error || error instanceof DOMException ? error.name : null;
}
