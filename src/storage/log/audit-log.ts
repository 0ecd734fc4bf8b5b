/**
 * @file The audit log in the database: appends, reads, verifies. It never changes an entry, and removes only entries
 * that are too old. Every change of another record goes through it too, with its entry or without one.
 *
 * Entries are sealed, since who came when is personal data. Appends from several tabs cannot fork the chain: the later
 * one starts over (`log-writer.ts`). Web Locks make that rare.
 *
 * The limit: an attacker who puts back an older copy of the whole database, with its head, is not noticed here.
 */
import { chainCheck, ChainFollower, EMPTY_HEAD, EMPTY_START } from './audit-chain.ts';
import { AuditReader, type LogExtent } from './audit-reader.ts';
import { sealStart, START_KEY } from './audit-records.ts';
import { findOldEntries } from './audit-removal.ts';
import { inTurnAmongTabs, type Database } from '../database.ts';
import { StorageError } from '../errors.ts';
import { LogWriter, MAX_ATTEMPTS } from './log-writer.ts';
import { checkSet } from '../record-set/check-set.ts';
import { doubtAll, withMisfits } from '../record-set/record-check.ts';
import type { IndexChange, RecordChange, SubjectRecordChange } from '../record-set/record-change.ts';
import { NO_DOUBTS, placeOf } from '../record-set/record-set.ts';
import type { AuditEntry, AuditEvent, ChainCheck, Doubts, Misfit, VerifyOptions } from '../types.ts';
import { isSameSealing, nonceOf, type Vault } from '../vault.ts';

export class AuditLog {
  private readonly _database: Database;
  private readonly _vault: Vault;
  private readonly _crypto: Crypto;
  private readonly _reader: AuditReader;
  private readonly _writer: LogWriter;
  /** The last append of this tab. The next one waits for it. */
  private _last: Promise<unknown> = Promise.resolve();

  constructor(database: Database, vault: Vault, crypto: Crypto) {
    this._database = database;
    this._vault = vault;
    this._crypto = crypto;
    this._reader = new AuditReader(database, vault);
    this._writer = new LogWriter(database, vault, crypto, this._reader);
  }

  /** @param hear - Hears of people who were changed, once it is written. */
  onPeople(hear: (changes: readonly SubjectRecordChange[]) => void): void {
    this._writer.onPeople = hear;
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
    const set = { people: 'blocks', others: {}, doubts: NO_DOUBTS } as const;
    const { outcome } = await this._writer.appendAfter(before, events, atMs, changes, { set });
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
        const before = await this._writer.readEnd(-1);
        const { found, ...checked } = await checkSet(
          ...([this, this._database, this._vault, this._crypto, before] as const),
        );
        const all = [...events, ...found];
        const { outcome } = await this._writer.appendAfter(before, all, atMs, changes, checked);
        if (outcome !== 'overtaken') return outcome === 'written';
      }
      throw new StorageError('otherTab');
    });
  }

  /** What did not fit the set of records when the kiosk was unlocked, and was not accepted since. */
  async doubts(): Promise<Doubts> {
    return (await this._writer.readEnd(-1)).set?.doubts ?? doubtAll();
  }

  /** Whether people are bound by the blocks beside their records. Otherwise those are still to be made. */
  async hasBlocks(): Promise<boolean> {
    return (await this._writer.readEnd(-1)).set?.people === 'blocks';
  }

  /**
   * Puts blocks that were made anew from the records, and says whose record did not fit.
   * @param doubted - Ids that are doubted besides.
   * @returns False, with nothing written, where a block has changed meanwhile.
   */
  bindBlocks(
    blocks: readonly IndexChange[],
    found: readonly Misfit[],
    doubted: readonly string[],
    atMs: number,
  ): Promise<boolean> {
    return this._inTurn(async () => {
      const before = await this.doubts();
      const known = withMisfits(before, found);
      const people = known.people === 'all' ? 'all' : [...new Set([...known.people, ...doubted])];
      const events = found.map((misfit): AuditEvent => ({ kind: 'recordMisfit', ...misfit }));
      const changes = blocks.map((change) => ({ ...change, settles: true }));
      const options = { doubts: { ...known, people }, people: 'blocks' } as const;
      return (await this._writer.append(events, atMs, changes, options)).written;
    });
  }

  /** Whether this very sealing of a credential was stored last. Also true where nobody can tell. */
  async isPresentSlot(slot: string, stored: unknown): Promise<boolean> {
    const { set } = await this._writer.readEnd(-1);
    if (set === null) return true;
    const place = placeOf('keys', slot);
    return set.others[place] === nonceOf(stored) && !set.doubts.records.includes(place);
  }

  /** An administrator has looked at what did not fit, and takes it as it is. */
  acceptDoubts(atMs: number): Promise<void> {
    return this._inTurn(async () => {
      const doubts = await this.doubts();
      await this._writer.append([{ kind: 'recordsAccepted', ...doubts }], atMs, [], { doubts: NO_DOUBTS });
    });
  }

  /**
   * Appends one event.
   * @throws StorageError `quotaExceeded`, `unavailable`, `otherTab`.
   */
  async append(event: AuditEvent, atMs: number): Promise<AuditEntry> {
    const [entry] = await this._inTurn(() =>
      this._writer.append([event], atMs, []).then(({ entries }) => entries),
    );
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
    return this._inTurn(() => this._writer.append(events, atMs, changes).then(({ written }) => written));
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
    const { written, entries } = await this._inTurn(() => this._writer.append([event], atMs, changes));
    return written ? entries[0] : null;
  }

  /**
   * The readable entries that are wanted, oldest first. A gap in `index` is an unreadable one: `verify` names it.
   * @param isWanted - The others are not kept in memory.
   */
  async entries(isWanted: (entry: AuditEntry) => boolean = () => true): Promise<readonly AuditEntry[]> {
    const entries: AuditEntry[] = [];
    for await (const part of this.partsForwards()) entries.push(...part.filter(isWanted));
    return entries;
  }

  /** The readable entries in parts, the oldest part first; each part oldest first. */
  async *partsForwards(): AsyncGenerator<readonly AuditEntry[]> {
    for await (const part of this._reader.forwards()) yield part.flatMap(({ entry }) => entry ?? []);
  }

  /** The readable ones of the entries with these indexes, in their order. Takes as long in every log. */
  entriesAt(indexes: readonly number[]): Promise<readonly AuditEntry[]> {
    return this._reader.at(indexes);
  }

  /** Indexes of the first entry and of the last; null for an empty log. */
  extent(): Promise<LogExtent | null> {
    return this._reader.extent();
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
    return this._writer.latestAt(await this._writer.readEnd(-1));
  }

  /** The administrator says that the clock is right. The log forgets every time after `atMs`. */
  acceptClock(atMs: number): Promise<void> {
    return this._inTurn(async () => {
      const behindMs = Math.max(0, (await this.latestMs()) - atMs);
      await this._writer.append([{ kind: 'clockAccepted', behindMs }], atMs, [], { acceptedMs: atMs });
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
   * Removes the entries up to `mostIndex` that are more than `days` old, in one transaction with the log's new start
   * and the entry about it.
   * @returns How many.
   * @throws StorageError `quotaExceeded`, `unavailable`, `otherTab`.
   */
  async removeOld(days: number, nowMs: number, mostIndex: number): Promise<number> {
    for (;;) {
      const bounds = { days, nowMs, latestMs: await this.latestMs(), mostIndex };
      const old = await findOldEntries(this._reader, bounds, this._crypto);
      if (old === null) return 0;
      const { removed, firstBroken, lastIndex, lastHash, storedStart } = old;
      const start = await sealStart(this._vault, { count: lastIndex + 1, lastHash, atMs: nowMs });
      const event: AuditEvent = { kind: 'entriesRemoved', bound: true, removed, lastIndex, firstBroken };
      // Where another tab has removed them, this loop starts over.
      const change = { store: 'state', key: START_KEY, before: storedStart, after: start } as const;
      const { written } = await this._inTurn(() =>
        this._writer.append([event], nowMs, [change], { removedTo: lastIndex }),
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
}
