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
import type { AuditHead, FoundEntry } from './audit-chain.ts';
import { AuditReader } from './audit-reader.ts';
import { HEAD_KEY, sealEntry, sealHead, sealStart, START_KEY } from './audit-records.ts';
import { findOldEntries } from './audit-removal.ts';
import { inTurnAmongTabs, writeAtomically, type AuditRecord, type Database } from '../database.ts';
import { StorageError } from '../errors.ts';
import { LATEST_TIME_KEY, openLatestTime, sealLatestTime } from './latest-time.ts';
import { checkSet } from '../record-set/check-set.ts';
import { doubtAll } from '../record-set/record-check.ts';
import { writeChanges, type RecordChange, type StateChange } from '../record-set/record-change.ts';
import {
  belongsTo,
  NO_DOUBTS,
  placeOf,
  RecordSets,
  SET_KEY,
  type RecordSet,
} from '../record-set/record-set.ts';
import { NO_SUMS } from '../record-set/set-sum.ts';
import type { AuditEntry, AuditEvent, ChainCheck, Doubts, VerifyOptions } from '../types.ts';
import { isSameSealing, nonceOf, type SealedRecord, type Vault } from '../vault.ts';

/**
 * With Web Locks the tabs take turns, and collisions are rare. Without, one of the colliding appends succeeds each
 * time.
 */
const MAX_ATTEMPTS = 100;

/** What is ready to be written in one transaction. */
interface PreparedEntries {
  readonly entries: readonly AuditEntry[];
  readonly records: readonly AuditRecord[];
  /** What goes with them in the store `state`. */
  readonly state: readonly { readonly key: StateKey; readonly sealed: SealedRecord }[];
}

type StateKey = StateChange['key'];

/** The head to append after, and the set that belongs to it. */
interface BeforeAppend {
  readonly head: AuditHead;
  readonly storedHead: unknown;
  readonly storedSet: unknown;
  /** Null where it is missing, was altered, or belongs to another head. */
  readonly set: RecordSet | null;
  readonly last: FoundEntry;
}

export class AuditLog {
  private readonly _database: Database;
  private readonly _vault: Vault;
  private readonly _crypto: Crypto;
  private readonly _reader: AuditReader;
  private readonly _sets: RecordSets;
  /** The last append of this tab. The next one waits for it. */
  private _last: Promise<unknown> = Promise.resolve();

  constructor(database: Database, vault: Vault, crypto: Crypto) {
    this._database = database;
    this._vault = vault;
    this._crypto = crypto;
    this._reader = new AuditReader(database, vault);
    this._sets = new RecordSets(vault, crypto);
  }

  /**
   * The first entries of a new log, with the first records.
   * @returns False, with nothing written, where there is a log already.
   */
  async first(
    events: readonly AuditEvent[],
    atMs: number,
    changes: readonly RecordChange[],
  ): Promise<boolean> {
    const before = { head: EMPTY_HEAD, storedHead: undefined, storedSet: undefined, set: null, last: null };
    const key = await this._sets.newKey();
    const set = { key, people: NO_SUMS, others: {}, doubts: NO_DOUBTS };
    const { outcome } = await this._appendAfter(before, events, atMs, changes, { set });
    return outcome === 'written';
  }

  /**
   * Appends the events of an unlocking, and those of what does not fit the set of records any more. A store of a
   * version without a set gets one.
   * @returns False, with nothing written, where `changes` no longer applied.
   * @throws StorageError `quotaExceeded`, `unavailable`, `otherTab`.
   */
  begin(
    events: readonly AuditEvent[],
    atMs: number,
    changes: readonly RecordChange[] = [],
  ): Promise<boolean> {
    return this._inTurn(async () => {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        const before = await this._readEnd(-1);
        const { found, ...checked } = await checkSet(this, this._sets, this._database, before);
        const all = [...events, ...found];
        const { outcome } = await this._appendAfter(before, all, atMs, changes, checked);
        if (outcome !== 'overtaken') return outcome === 'written';
      }
      throw new StorageError('otherTab');
    });
  }

  /** What did not fit the set of records when the kiosk was unlocked, and was not accepted since. */
  async doubts(): Promise<Doubts> {
    return (await this._readEnd(-1)).set?.doubts ?? doubtAll();
  }

  /** Whether this very sealing of a credential was stored last. Also true where nobody can tell. */
  async isPresentSlot(slot: string, stored: unknown): Promise<boolean> {
    const { set } = await this._readEnd(-1);
    if (set === null) return true;
    const place = placeOf('keys', slot);
    return set.others[place] === nonceOf(stored) && !set.doubts.records.includes(place);
  }

  /** An administrator has looked at what did not fit, and takes it as it is. */
  acceptDoubts(atMs: number): Promise<void> {
    return this._inTurn(async () => {
      const doubts = await this.doubts();
      await this._append([{ kind: 'recordsAccepted', ...doubts }], atMs, [], { doubts: NO_DOUBTS });
    });
  }

  /**
   * Appends one event.
   * @throws StorageError `quotaExceeded`, `unavailable`, `otherTab`.
   */
  async append(event: AuditEvent, atMs: number): Promise<AuditEntry> {
    const [entry] = await this._inTurn(() => this._append([event], atMs, []).then(({ entries }) => entries));
    return entry;
  }

  /**
   * Appends `events` in order and makes `changes` in the same transaction: both are written or neither.
   * @param events - Without any, the changes alone are made.
   * @returns Whether they were written: false if `changes` no longer applied.
   * @throws StorageError `quotaExceeded`, `unavailable`, `otherTab`.
   */
  appendWith(
    events: readonly AuditEvent[],
    atMs: number,
    changes: readonly RecordChange[],
  ): Promise<boolean> {
    return this._inTurn(() => this._append(events, atMs, changes).then(({ written }) => written));
  }

  /**
   * As `appendWith`, for one event.
   * @returns The entry; null if `changes` no longer applied.
   */
  async appendOneWith(
    event: AuditEvent,
    atMs: number,
    changes: readonly RecordChange[],
  ): Promise<AuditEntry | null> {
    const { written, entries } = await this._inTurn(() => this._append([event], atMs, changes));
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
    return this._latestAt(await this._readEnd(-1));
  }

  /** The administrator says that the clock is right. The log forgets every time after `atMs`. */
  acceptClock(atMs: number): Promise<void> {
    return this._inTurn(async () => {
      const behindMs = Math.max(0, (await this.latestMs()) - atMs);
      await this._append([{ kind: 'clockAccepted', behindMs }], atMs, [], { acceptedMs: atMs });
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
      const event: AuditEvent = { kind: 'entriesRemoved', bound: true, removed, lastIndex, firstBroken };
      // Where another tab has removed them, this loop starts over.
      const change = { store: 'state', key: START_KEY, before: storedStart, after: start } as const;
      const { written } = await this._inTurn(() =>
        this._append([event], nowMs, [change], { removedTo: lastIndex }),
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
    changes: readonly RecordChange[],
    options: AppendOptions = {},
  ): Promise<{ readonly written: boolean; readonly entries: readonly AuditEntry[] }> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const before = await this._readEnd(options.removedTo ?? -1);
      const { outcome, entries } = await this._appendAfter(before, events, atMs, changes, options);
      if (outcome !== 'overtaken') return { written: outcome === 'written', entries };
    }
    throw new StorageError('otherTab');
  }

  /** Makes everything ready, since a transaction would end meanwhile, and then writes it in one. */
  private async _appendAfter(
    before: BeforeAppend,
    events: readonly AuditEvent[],
    atMs: number,
    changes: readonly RecordChange[],
    { acceptedMs = null, removedTo = -1, set = before.set, latestMs, doubts }: AppendOptions,
  ): Promise<{ readonly outcome: Outcome; readonly entries: readonly AuditEntry[] }> {
    const { entries, records, head } = await chainEntries(
      this._vault,
      before.head,
      events,
      atMs,
      this._crypto,
    );
    const latest = latestMs ?? (await this._latestAt(before));
    const newLatestMs = acceptedMs ?? (events.length === 0 ? latest : Math.max(atMs, latest));
    const state: PreparedEntries['state'][number][] = [];
    let others = set?.others ?? {};
    if (events.length > 0) {
      const clock = await sealLatestTime(this._vault, newLatestMs);
      others = { ...others, [LATEST_TIME_KEY]: nonceOf(clock) ?? '' };
      state.push({ key: HEAD_KEY, sealed: await sealHead(this._vault, head) });
      state.push({ key: LATEST_TIME_KEY, sealed: clock });
    }
    if (set !== null) {
      const { count, lastHash } = head;
      const kept = { ...set, others, doubts: doubts ?? set.doubts };
      const next = { ...kept, head: { count, lastHash }, latestMs: newLatestMs };
      state.push({ key: SET_KEY, sealed: await this._sets.seal(await this._sets.after(next, changes)) });
    }
    const outcome = await this._write({ entries, records, state }, before, changes, removedTo);
    return { outcome, entries };
  }

  private async _write(
    { records, state }: PreparedEntries,
    before: BeforeAppend,
    changes: readonly RecordChange[],
    removedTo: number,
  ): Promise<Outcome> {
    return writeAtomically(this._database, async (transaction) => {
      const stored = transaction.objectStore('state');
      const now = [await stored.get(HEAD_KEY), await stored.get(SET_KEY)];
      const expected = [before.storedHead, before.storedSet];
      if (!now.every((record, row) => isSameSealing(record, expected[row]))) return 'overtaken';
      if (!(await writeChanges(transaction, changes))) return 'refused';
      const audit = transaction.objectStore('audit');
      if (removedTo >= 0) await audit.delete(IDBKeyRange.upperBound(removedTo));
      // An index that is taken fails the transaction.
      await Promise.all(records.map(async (record) => audit.add(record)));
      await Promise.all(state.map(async ({ key, sealed }) => stored.put(sealed, key)));
      return 'written';
    });
  }

  /**
   * The head to append after. If it is missing or does not fit, somebody altered the database. The kiosk then goes on
   * after the last entry that it finds. The new head says that the log is broken there, until the entries before it are
   * removed.
   */
  private async _readEnd(removedTo: number): Promise<BeforeAppend> {
    const { head, last, count, ...stored } = await this._reader.end();
    const set = await this._sets.open(stored.storedSet);
    const fitting = set !== null && belongsTo(set, head) ? set : null;
    // If there are fewer entries than the head counts, the check finds the gap.
    if (head !== null && count <= head.count) {
      const lostAt = head.lostAt !== null && head.lostAt <= removedTo ? null : head.lostAt;
      return { head: { ...head, lostAt }, last, ...stored, set: fitting };
    }
    const lostAt = head === null ? count : Math.min(head.count, head.lostAt ?? head.count);
    const after = { count, lastHash: last?.hash ?? FIRST_PREVIOUS_HASH, lostAt };
    return { head: after, last, ...stored, set: null };
  }

  /** The set knows it. Without one, an older version may have written entries and no record of the time. */
  private async _latestAt({ set, last }: BeforeAppend): Promise<number> {
    if (set !== null) return set.latestMs;
    const stored: unknown = await this._database.get('state', LATEST_TIME_KEY);
    return Math.max(await openLatestTime(this._vault, stored), last?.atMs ?? -Infinity);
  }
}

type Outcome = 'written' | 'refused' | 'overtaken';

interface AppendOptions {
  /** From now on the latest time that the log knows. */
  readonly acceptedMs?: number | null;
  /** The same transaction removes the entries up to this index. */
  readonly removedTo?: number;
  /** What binds the records, in place of the stored set. */
  readonly set?: Omit<RecordSet, 'head' | 'latestMs'> | null;
  /** The latest time that the log knows, where the set is not to be asked. */
  readonly latestMs?: number;
  /** In place of those of the set. */
  readonly doubts?: Doubts;
}

/** Chains and seals `events` after `before`. */
async function chainEntries(
  vault: Vault,
  before: AuditHead,
  events: readonly AuditEvent[],
  atMs: number,
  crypto: Crypto,
) {
  const entries: AuditEntry[] = [];
  const records: AuditRecord[] = [];
  let head = before;
  for (const event of events) {
    const entry = await nextEntry(head, event, atMs, crypto);
    entries.push(entry);
    records.push(await sealEntry(vault, entry));
    head = headAfter(head, entry);
  }
  return { entries, records, head };
}
