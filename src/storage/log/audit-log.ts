/**
 * @file The audit log in the database: appends, reads, verifies. It never changes an entry, and removes only entries
 * that are too old.
 *
 * Entries are sealed, since who came when is personal data. Appends from several tabs cannot fork the chain. Each first
 * makes hashes and seals, since a transaction would end while WebCrypto works. One transaction then compares the stored
 * head with the one that was read before. If they are the same it writes; otherwise the append starts over. Web Locks
 * make that rare.
 *
 * The limit: an attacker who puts back an older copy of the whole database, with its head, is not noticed here.
 */
import {
  chainCheck,
  ChainFollower,
  EMPTY_HEAD,
  EMPTY_START,
  FIRST_PREVIOUS_HASH,
  headAfter,
  nextEntry,
} from './audit-chain.ts';
import type { AuditHead } from './audit-chain.ts';
import { AuditReader } from './audit-reader.ts';
import { HEAD_KEY, sealEntry, sealHead, sealStart, START_KEY } from './audit-records.ts';
import { findOldEntries } from './audit-removal.ts';
import {
  inTurnAmongTabs,
  writeAtomically,
  type AuditRecord,
  type Database,
  type WriteTransaction,
} from '../database.ts';
import { StorageError } from '../errors.ts';
import { LATEST_TIME_KEY, openLatestTime, sealLatestTime } from './latest-time.ts';
import type { AuditEntry, AuditEvent, ChainCheck, VerifyOptions } from '../types.ts';
import { isSameSealing, type SealedRecord, type Vault } from '../vault.ts';

/**
 * With Web Locks the tabs take turns, and collisions are rare. Without, one of the colliding appends succeeds each
 * time.
 */
const MAX_ATTEMPTS = 100;

/** Entries that are ready to be written, and the head that goes with them. */
interface PreparedEntries {
  readonly entries: readonly AuditEntry[];
  readonly records: readonly AuditRecord[];
  readonly head: SealedRecord;
  /** The latest time that the log then knows. */
  readonly latestTime: SealedRecord;
}

/** More writes in the same transaction. If they no longer apply, it writes nothing and returns false. */
export type AtomicChange = (transaction: WriteTransaction) => Promise<boolean>;

const ALWAYS: AtomicChange = () => Promise.resolve(true);

export class AuditLog {
  private readonly _database: Database;
  private readonly _vault: Vault;
  private readonly _crypto: Crypto;
  private readonly _reader: AuditReader;
  /** The last append of this tab. The next one waits for it. */
  private _last: Promise<unknown> = Promise.resolve();

  constructor(database: Database, vault: Vault, crypto: Crypto) {
    this._database = database;
    this._vault = vault;
    this._crypto = crypto;
    this._reader = new AuditReader(database, vault);
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
   * @returns Whether they were written: false if `change` no longer applied.
   * @throws StorageError `quotaExceeded`, `unavailable`, `otherTab`.
   */
  appendWith(events: readonly AuditEvent[], atMs: number, change: AtomicChange): Promise<boolean> {
    return this._inTurn(() => this._append(events, atMs, change).then(({ written }) => written));
  }

  /**
   * As `appendWith`, for one event.
   * @returns The entry; null if `change` no longer applied.
   */
  async appendOneWith(event: AuditEvent, atMs: number, change: AtomicChange): Promise<AuditEntry | null> {
    const { written, entries } = await this._inTurn(() => this._append([event], atMs, change));
    return written ? entries[0] : null;
  }

  /** The readable entries, oldest first. A gap in `index` is an unreadable one: `verify` names it. */
  async entries(): Promise<readonly AuditEntry[]> {
    const entries: AuditEntry[] = [];
    for await (const part of this._reader.forwards()) {
      for (const { entry } of part) if (entry !== null) entries.push(entry);
    }
    return entries;
  }

  /** The readable entries in parts, the newest part first; each part oldest first. */
  async *parts(): AsyncGenerator<readonly AuditEntry[]> {
    for await (const part of this._reader.backwards()) yield part.flatMap(({ entry }) => entry ?? []);
  }

  /** As `entries`, of those at or after `fromMs`, read from the end of the log backwards. */
  async entriesSince(fromMs: number): Promise<readonly AuditEntry[]> {
    const since: AuditEntry[] = [];
    for await (const part of this._reader.backwards()) {
      const found = part.flatMap(({ entry }) => entry ?? []);
      since.unshift(...found.filter(({ atMs }) => atMs >= fromMs));
      // A clock that was set back puts entries out of order. So only a whole part of older entries ends the search.
      if (found.length > 0 && found.every(({ atMs }) => atMs < fromMs)) break;
    }
    return since;
  }

  /** The latest time of any entry, by the clock at that time; −Infinity for an empty log. */
  async latestMs(): Promise<number> {
    const [latestMs, last] = await Promise.all([
      this._database.get('state', LATEST_TIME_KEY).then((stored) => openLatestTime(this._vault, stored)),
      this._reader.last(),
    ]);
    // An older version of the program writes entries without this record. So the newest entry counts too.
    return Math.max(latestMs, last?.atMs ?? -Infinity);
  }

  /** The administrator says that the clock is right. The log forgets every time after `atMs`. */
  acceptClock(atMs: number): Promise<void> {
    return this._inTurn(async () => {
      const behindMs = Math.max(0, (await this.latestMs()) - atMs);
      await this._append([{ kind: 'clockAccepted', behindMs }], atMs, ALWAYS, { acceptedMs: atMs });
    });
  }

  /** Checks every entry, and the log's two ends. */
  async verify({ signal, onProgress }: VerifyOptions = {}): Promise<ChainCheck> {
    for (;;) {
      let done = 0;
      const { start, storedStart, head, stored, lastKey } = await this._reader.frame();
      const follower = new ChainFollower(start ?? EMPTY_START, head?.lostAt ?? null, this._crypto);
      if (lastKey !== null) {
        for await (const part of this._reader.forwards(lastKey)) {
          signal?.throwIfAborted();
          await follower.follow(part.map(({ entry }) => entry));
          if (follower.firstBroken !== null) break;
          done += part.length;
          onProgress?.(done / stored);
        }
      }
      // Old entries were removed during the check, which is no gap. The check starts over.
      if (!isSameSealing(storedStart, await this._database.get('state', START_KEY))) continue;
      return chainCheck(stored, follower.finish(head, stored));
    }
  }

  /**
   * Removes the entries that are more than `days` old, in one transaction with the log's new start and the entry about
   * it.
   * @returns How many.
   * @throws StorageError `quotaExceeded`, `unavailable`, `otherTab`.
   */
  async removeOld(days: number, nowMs: number): Promise<number> {
    for (;;) {
      const old = await findOldEntries(this._reader, days, nowMs, await this.latestMs(), this._crypto);
      if (old === null) return 0;
      const { removed, firstBroken, lastIndex, lastHash, storedStart } = old;
      const start = await sealStart(this._vault, { count: lastIndex + 1, lastHash, atMs: nowMs });
      const event: AuditEvent = { kind: 'entriesRemoved', removed, lastIndex, firstBroken };
      const remove: AtomicChange = async (transaction) => {
        const state = transaction.objectStore('state');
        // Another tab may have removed them. Then this loop starts over.
        if (!isSameSealing(await state.get(START_KEY), storedStart)) return false;
        await transaction.objectStore('audit').delete(IDBKeyRange.upperBound(lastIndex));
        await state.put(start, START_KEY);
        return true;
      };
      const { written } = await this._inTurn(() =>
        this._append([event], nowMs, remove, { removedTo: lastIndex }),
      );
      if (written) return removed;
    }
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
    { acceptedMs = null, removedTo = -1 }: AppendOptions = {},
  ): Promise<{ readonly written: boolean; readonly entries: readonly AuditEntry[] }> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const before = await this._readHead(removedTo);
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
      const storedHead: unknown = await transaction.objectStore('state').get(HEAD_KEY);
      if (!isSameSealing(storedHead, expectedHead)) return 'overtaken';
      if (!(await change(transaction))) return 'refused';
      await writePrepared(transaction, prepared);
      return 'written';
    });
  }

  /**
   * The head to append after. If it is missing or does not fit, somebody altered the database. The kiosk then goes on
   * after the last entry that it finds. The new head says that the log is broken there, until the entries before it are
   * removed.
   */
  private async _readHead(
    removedTo: number,
  ): Promise<{ readonly head: AuditHead; readonly stored: unknown }> {
    const { head, storedHead, last, count } = await this._reader.end();
    // If there are fewer entries than the head counts, the check finds the gap.
    if (head !== null && count <= head.count) {
      const lostAt = head.lostAt !== null && head.lostAt <= removedTo ? null : head.lostAt;
      return { head: { ...head, lostAt }, stored: storedHead };
    }
    const lostAt = head === null ? count : Math.min(head.count, head.lostAt ?? head.count);
    return { head: { count, lastHash: last?.hash ?? FIRST_PREVIOUS_HASH, lostAt }, stored: storedHead };
  }
}

interface AppendOptions {
  /** From now on the latest time that the log knows. */
  readonly acceptedMs?: number | null;
  /** The same transaction removes the entries up to this index. */
  readonly removedTo?: number;
}

/** Chains and seals `events` after `head`. @param latestMs - What `latestMs()` then answers. */
async function prepareEntries(
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
    entries.push(entry);
    records.push(await sealEntry(vault, entry));
    last = headAfter(last, entry);
  }
  const sealedHead = await sealHead(vault, last);
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
  await transaction.objectStore('state').put(head, HEAD_KEY);
  await transaction.objectStore('state').put(latestTime, LATEST_TIME_KEY);
}
