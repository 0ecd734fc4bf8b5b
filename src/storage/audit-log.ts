/**
 * @file The audit log in the database: appends, reads, verifies. Never changes or removes an entry.
 *
 * Entries are sealed, since who came when is personal data. Appends from several tabs cannot fork the chain:
 * hashes and seals are made first, then one transaction compares the head with the one they were made from and
 * writes, or starts over. Web Locks only spare the starting over. (An open transaction would end by itself while WebCrypto works.)
 *
 * The limit: whoever can put back an older copy of the whole database, head included, is not noticed here.
 */
import * as v from 'valibot';
import { checkChain, EMPTY_HEAD, FIRST_PREVIOUS_HASH, headAfter, nextEntry } from './audit-chain.ts';
import type { AuditHead, FoundEntry } from './audit-chain.ts';
import { decodeUtf8, encodeUtf8 } from './bytes.ts';
import {
  inTurnAmongTabs,
  writeAtomically,
  type AuditRecord,
  type Database,
  type WriteTransaction,
} from './database.ts';
import { isStorageError, StorageError } from './errors.ts';
import { LATEST_TIME_KEY, openLatestTime, sealLatestTime } from './latest-time.ts';
import type { AuditEntry, AuditEvent, ChainCheck } from './types.ts';
import { isSameSealing, type RecordIdentity, type SealedRecord, type Vault } from './vault.ts';

/** Tabs take turns, so losses are rare where there are Web Locks; without, one of those that collide gets through. */
const MAX_ATTEMPTS = 100;

/** So many entries are read at once where not all are wanted. */
const CHUNK = 64;

/** Far beyond any log; a key above it was planted, and must not make the next index overflow. */
const MAX_INDEX = 2 ** 48;

const HEAD_IDENTITY: RecordIdentity = { kind: 'auditHead', id: 'auditHead', modelSha256: null };

const HashSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const CountSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const HeadSchema = v.strictObject({
  count: CountSchema,
  lastHash: HashSchema,
  lostAt: v.nullable(CountSchema),
});

const EntrySchema = v.strictObject({
  index: CountSchema,
  atMs: v.number(),
  event: v.looseObject({ kind: v.string() }),
  previousHash: HashSchema,
  hash: HashSchema,
});

/** Entries that are ready to be written, and the head that goes with them. */
export interface PreparedEntries {
  readonly entries: readonly AuditEntry[];
  readonly records: readonly AuditRecord[];
  readonly head: SealedRecord;
  /** The latest moment that the log then knows of. */
  readonly latestTime: SealedRecord;
}

/** Further writes of the same transaction. Returns false, having written nothing, when they no longer apply. */
export type AtomicChange = (transaction: WriteTransaction) => Promise<boolean>;

const ALWAYS: AtomicChange = () => Promise.resolve(true);

export class AuditLog {
  private readonly _database: Database;
  private readonly _vault: Vault;
  private readonly _crypto: Crypto;
  /** The last append of this tab; the next one waits for it. */
  private _last: Promise<unknown> = Promise.resolve();

  constructor(database: Database, vault: Vault, crypto: Crypto) {
    this._database = database;
    this._vault = vault;
    this._crypto = crypto;
  }

  /**
   * Appends one event.
   * @throws StorageError `quotaExceeded`, `unavailable`, `otherTab`.
   */
  async append(event: AuditEvent, atMs: number): Promise<AuditEntry> {
    const [entry] = await this._inTurn(() =>
      this._append([event], atMs, ALWAYS).then(({ entries }) => entries),
    );
    return entry;
  }

  /**
   * Appends `events` in order and makes `change` in the same transaction: both are written or neither.
   * @returns Whether they were written: false when `change` no longer applied.
   * @throws StorageError `quotaExceeded`, `unavailable`, `otherTab`.
   */
  appendWith(events: readonly AuditEvent[], atMs: number, change: AtomicChange): Promise<boolean> {
    return this._inTurn(() => this._append(events, atMs, change).then(({ written }) => written));
  }

  /**
   * As `appendWith`, for one event.
   * @returns The entry; null when `change` no longer applied.
   */
  async appendOneWith(event: AuditEvent, atMs: number, change: AtomicChange): Promise<AuditEntry | null> {
    const { written, entries } = await this._inTurn(() => this._append([event], atMs, change));
    return written ? entries[0] : null;
  }

  /** The entries that can be read, oldest first. A gap in `index` is one that cannot: `verify` names it. */
  async entries(): Promise<readonly AuditEntry[]> {
    const records = await this._database.getAll('audit');
    const found = await Promise.all(records.map((record) => this._openEntry(record)));
    return found.filter((entry) => entry !== null);
  }

  /** As `entries`, of those at or after `fromMs`, read from the end of the log backwards. */
  async entriesSince(fromMs: number): Promise<readonly AuditEntry[]> {
    const since: AuditEntry[] = [];
    let endIndex = (await this._lastIndex()) + 1;
    while (endIndex > 0) {
      const range = IDBKeyRange.bound(Math.max(0, endIndex - CHUNK), endIndex, false, true);
      const records = await this._database.getAll('audit', range);
      const opened = await Promise.all(records.map((record) => this._openEntry(record)));
      const found = opened.filter((entry) => entry !== null);
      since.unshift(...found.filter(({ atMs }) => atMs >= fromMs));
      // A clock that was set back leaves an entry out of order: only a whole chunk of old ones is the end.
      if (found.length > 0 && found.every(({ atMs }) => atMs < fromMs)) break;
      endIndex -= CHUNK;
    }
    return since;
  }

  /** The latest moment that any entry was made at, by the clock of its time; −Infinity for an empty log. */
  async latestMs(): Promise<number> {
    const [latestMs, [last]] = await Promise.all([
      this._database.get('state', LATEST_TIME_KEY).then((stored) => openLatestTime(this._vault, stored)),
      this._lastEntries(1),
    ]);
    // The newest entry alone, where an older version of the program has written last.
    return Math.max(latestMs, last?.atMs ?? -Infinity);
  }

  /** The operator says that the clock is right now: no moment after `atMs` is known any more. */
  acceptClock(atMs: number): Promise<void> {
    return this._inTurn(async () => {
      const behindMs = Math.max(0, (await this.latestMs()) - atMs);
      await this._append([{ kind: 'clockAccepted', behindMs }], atMs, ALWAYS, atMs);
    });
  }

  private async _lastEntries(count: number): Promise<readonly FoundEntry[]> {
    const endIndex = (await this._lastIndex()) + 1;
    if (endIndex === 0) return [];
    const range = IDBKeyRange.bound(Math.max(0, endIndex - count), endIndex, false, true);
    const records = await this._database.getAll('audit', range);
    return Promise.all(records.map((record) => this._openEntry(record)));
  }

  /** −1 when the log is empty. */
  private async _lastIndex(): Promise<number> {
    const keys = IDBKeyRange.bound(0, MAX_INDEX);
    const cursor = await this._database.transaction('audit').store.openKeyCursor(keys, 'prev');
    return cursor === null ? -1 : Math.floor(cursor.key);
  }

  /** Checks every entry and the end of the log. */
  async verify(): Promise<ChainCheck> {
    const transaction = this._database.transaction(['audit', 'state'], 'readonly');
    const [records, storedHead] = await Promise.all([
      transaction.objectStore('audit').getAll(),
      transaction.objectStore('state').get('auditHead'),
      transaction.done,
    ]);
    const entries = await Promise.all(records.map((record) => this._openEntry(record)));
    return checkChain(entries, await this._openHead(storedHead), this._crypto);
  }

  /** Runs `append` after the last one of this tab, and while no other tab appends. */
  private _inTurn<T>(append: () => Promise<T>): Promise<T> {
    const mine = this._last.then(() => inTurnAmongTabs(this._database, append));
    this._last = mine.catch(() => undefined);
    return mine;
  }

  private async _append(
    events: readonly AuditEvent[],
    atMs: number,
    change: AtomicChange,
    acceptedMs: number | null = null,
  ): Promise<{ readonly written: boolean; readonly entries: readonly AuditEntry[] }> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const before = await this._readHead();
      const latestMs = acceptedMs ?? Math.max(atMs, await this.latestMs());
      const prepared = await prepareEntries(this._vault, before.head, events, atMs, this._crypto, latestMs);
      const outcome = await this._write(prepared, before.stored, change);
      if (outcome !== 'overtaken') return { written: outcome === 'written', entries: prepared.entries };
    }
    throw new StorageError('otherTab');
  }

  private async _write(
    prepared: PreparedEntries,
    expectedHead: unknown,
    change: AtomicChange,
  ): Promise<'written' | 'refused' | 'overtaken'> {
    return writeAtomically(this._database, async (transaction) => {
      const storedHead: unknown = await transaction.objectStore('state').get('auditHead');
      if (!isSameSealing(storedHead, expectedHead)) return 'overtaken';
      if (!(await change(transaction))) return 'refused';
      await writePrepared(transaction, prepared);
      return 'written';
    });
  }

  /**
   * The head to append after. When it is missing or does not fit, somebody altered the database: the kiosk goes on
   * logging after the last entry there is, and the new head says for ever that the log is broken there.
   */
  private async _readHead(): Promise<{ readonly head: AuditHead; readonly stored: unknown }> {
    const transaction = this._database.transaction(['audit', 'state'], 'readonly');
    const [cursor, stored] = await Promise.all([
      transaction.objectStore('audit').openCursor(IDBKeyRange.bound(0, MAX_INDEX), 'prev'),
      transaction.objectStore('state').get('auditHead'),
      transaction.done,
    ]);
    const entryCount = cursor === null ? 0 : Math.floor(cursor.key) + 1;
    const head = await this._openHead(stored);
    // Fewer entries than the head counts show as a gap by themselves.
    if (head !== null && entryCount <= head.count) return { head, stored };
    const last = cursor === null ? null : await this._openEntry(cursor.value);
    const lostAt = head === null ? entryCount : Math.min(head.count, head.lostAt ?? head.count);
    return { head: { count: entryCount, lastHash: last?.hash ?? FIRST_PREVIOUS_HASH, lostAt }, stored };
  }

  private async _openHead(stored: unknown): Promise<AuditHead | null> {
    const json = await this._openJson(HEAD_IDENTITY, stored);
    const parsed = v.safeParse(HeadSchema, json);
    return parsed.success ? parsed.output : null;
  }

  private async _openEntry(record: AuditRecord): Promise<FoundEntry> {
    const json = await this._openJson(entryIdentity(record.index), record.sealed);
    const parsed = v.safeParse(EntrySchema, json);
    return parsed.success && parsed.output.index === record.index ? (parsed.output as AuditEntry) : null;
  }

  private async _openJson(identity: RecordIdentity, sealed: unknown): Promise<unknown> {
    try {
      return JSON.parse(decodeUtf8(await this._vault.open(identity, sealed)));
    } catch (error) {
      if (isStorageError(error, 'tampered')) return null;
      throw error;
    }
  }
}

/** Chains and seals `events` after `head`. @param latestMs - What `latestMs()` then answers. */
export async function prepareEntries(
  vault: Vault,
  head: AuditHead,
  events: readonly AuditEvent[],
  atMs: number,
  crypto: Crypto,
  latestMs = atMs,
): Promise<PreparedEntries> {
  const entries: AuditEntry[] = [];
  const records: AuditRecord[] = [];
  let last = head;
  for (const event of events) {
    const entry = await nextEntry(last, event, atMs, crypto);
    const sealed = await vault.seal(entryIdentity(entry.index), encodeUtf8(JSON.stringify(entry)));
    entries.push(entry);
    records.push({ index: entry.index, sealed });
    last = headAfter(last, entry);
  }
  const sealedHead = await vault.seal(HEAD_IDENTITY, encodeUtf8(JSON.stringify(last)));
  return { entries, records, head: sealedHead, latestTime: await sealLatestTime(vault, latestMs) };
}

/** The first entries of a new log. */
export function prepareLog(vault: Vault, events: readonly AuditEvent[], atMs: number, crypto: Crypto) {
  return prepareEntries(vault, EMPTY_HEAD, events, atMs, crypto);
}

/** Writes prepared entries and their head. An index that is taken fails the transaction. */
export async function writePrepared(
  transaction: WriteTransaction,
  { records, head, latestTime }: PreparedEntries,
): Promise<void> {
  const audit = transaction.objectStore('audit');
  await Promise.all(records.map(async (record) => audit.add(record)));
  await transaction.objectStore('state').put(head, 'auditHead');
  await transaction.objectStore('state').put(latestTime, LATEST_TIME_KEY);
}

function entryIdentity(index: number): RecordIdentity {
  return { kind: 'auditEntry', id: String(index), modelSha256: null };
}
