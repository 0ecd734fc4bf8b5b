/**
 * @file Reads the audit log in parts, in either direction, so that a long log does not fill the memory or block the
 * page. Writes nothing.
 */
import type { AuditHead, FoundEntry } from './audit-chain.ts';
import { type DatedStart, HEAD_KEY, openEntry, openHead, openStart, START_KEY } from './audit-records.ts';
import type { AuditEntry } from '../types.ts';
import type { AuditRecord, Database } from '../database.ts';
import { SET_KEY } from '../record-set/record-set.ts';
import type { Vault } from '../vault.ts';

/** About ten milliseconds of work on a slow device. */
const PART = 256;

/** Far beyond any log. An attacker may plant a higher key, which must not make the next index overflow. */
const MAX_INDEX = 2 ** 48;

/** A stored entry; null if it cannot be opened. */
export interface ReadEntry {
  readonly key: number;
  readonly entry: FoundEntry;
}

/** Indexes of the first and of the last entry. */
export interface LogExtent {
  readonly first: number;
  readonly last: number;
}

/** What the log is checked against, read in one transaction. */
interface LogFrame {
  readonly start: DatedStart | null;
  readonly storedStart: unknown;
  readonly head: AuditHead | null;
  /** How many entries are stored. */
  readonly stored: number;
  /** The last key at that time; null for an empty log. */
  readonly lastKey: number | null;
}

/** The end of the log, read in one transaction. */
interface LogEnd {
  readonly head: AuditHead | null;
  readonly storedHead: unknown;
  readonly storedSet: unknown;
  readonly last: FoundEntry;
  readonly count: number;
}

export class AuditReader {
  private readonly _database: Database;
  private readonly _vault: Vault;

  constructor(database: Database, vault: Vault) {
    this._database = database;
    this._vault = vault;
  }

  async frame(): Promise<LogFrame> {
    const transaction = this._database.transaction(['audit', 'state'], 'readonly');
    const [stored, cursor, storedHead, storedStart] = await Promise.all([
      transaction.objectStore('audit').count(),
      transaction.objectStore('audit').openKeyCursor(null, 'prev'),
      transaction.objectStore('state').get(HEAD_KEY),
      transaction.objectStore('state').get(START_KEY),
      transaction.done,
    ]);
    const [head, start] = [
      await openHead(this._vault, storedHead),
      await openStart(this._vault, storedStart),
    ];
    return { start, storedStart, head, stored, lastKey: cursor?.key ?? null };
  }

  /** Oldest first, with keys that an attacker planted. @param lastKey - Reads up to it; null to the end. */
  async *forwards(lastKey: number | null = null): AsyncGenerator<readonly ReadEntry[]> {
    let range = lastKey === null ? null : IDBKeyRange.upperBound(lastKey);
    for (;;) {
      const records = await this._database.getAll('audit', range, PART);
      const last = records.at(-1)?.index;
      if (last === undefined) return;
      yield await this._open(records);
      if (records.length < PART || last === lastKey) return;
      range = lastKey === null ? IDBKeyRange.lowerBound(last, true) : IDBKeyRange.bound(last, lastKey, true);
    }
  }

  /** The newest part first, each part oldest first. Keys above `MAX_INDEX` are left out. */
  async *backwards(): AsyncGenerator<readonly ReadEntry[]> {
    let end = MAX_INDEX;
    while (end > 0) {
      // Entries may be missing: the next ones may have much lower keys.
      const below = IDBKeyRange.bound(0, end, false, true);
      const cursor = await this._database.transaction('audit').store.openKeyCursor(below, 'prev');
      if (cursor === null) return;
      const from = Math.max(0, cursor.key - PART + 1);
      yield await this._open(await this._database.getAll('audit', IDBKeyRange.bound(from, cursor.key)));
      end = from;
    }
  }

  async at(indexes: readonly number[]): Promise<readonly AuditEntry[]> {
    const { store } = this._database.transaction('audit');
    const records = await Promise.all(indexes.map(async (index) => store.get(index)));
    const read = await this._open(records.filter((record) => record !== undefined));
    return read.flatMap(({ entry }) => entry ?? []);
  }

  /** Keys above `MAX_INDEX` are left out. */
  async extent(): Promise<LogExtent | null> {
    const { store } = this._database.transaction('audit');
    const range = IDBKeyRange.bound(0, MAX_INDEX);
    const [first, last] = await Promise.all([
      store.openKeyCursor(range, 'next'),
      store.openKeyCursor(range, 'prev'),
    ]);
    return first === null || last === null ? null : { first: first.key, last: last.key };
  }

  /** The newest entry; null in an empty log, or if it cannot be opened. */
  async last(): Promise<FoundEntry> {
    const range = IDBKeyRange.bound(0, MAX_INDEX);
    const cursor = await this._database.transaction('audit').store.openCursor(range, 'prev');
    return cursor && openEntry(this._vault, cursor.value);
  }

  /** The head and the set as they are stored, and how many entries there are if the last one's number is right. */
  async end(): Promise<LogEnd> {
    const transaction = this._database.transaction(['audit', 'state'], 'readonly');
    const [cursor, storedHead, storedSet] = await Promise.all([
      transaction.objectStore('audit').openCursor(IDBKeyRange.bound(0, MAX_INDEX), 'prev'),
      transaction.objectStore('state').get(HEAD_KEY),
      transaction.objectStore('state').get(SET_KEY),
      transaction.done,
    ]);
    return {
      head: await openHead(this._vault, storedHead),
      storedHead,
      storedSet,
      last: cursor && (await openEntry(this._vault, cursor.value)),
      count: cursor === null ? 0 : Math.floor(cursor.key) + 1,
    };
  }

  private _open(records: readonly AuditRecord[]): Promise<readonly ReadEntry[]> {
    return Promise.all(
      records.map(async (record) => ({ key: record.index, entry: await openEntry(this._vault, record) })),
    );
  }
}
