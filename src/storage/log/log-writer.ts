/**
 * @file Writes to the end of the audit log: entries, the head, the set of records, and changes of records, all in one
 * transaction. Does not decide what is written.
 *
 * Hashes and seals are made first, since a transaction would end while WebCrypto works. The transaction then compares
 * the stored head and set with those that were read before. If they are the same it writes; otherwise the append starts
 * over.
 */
import { FIRST_PREVIOUS_HASH, headAfter, nextEntry, type AuditHead, type FoundEntry } from './audit-chain.ts';
import type { AuditReader } from './audit-reader.ts';
import { HEAD_KEY, sealEntry, sealHead } from './audit-records.ts';
import { writeAtomically, type AuditRecord, type Database } from '../database.ts';
import { StorageError } from '../errors.ts';
import { LATEST_TIME_KEY, openLatestTime, sealLatestTime } from './latest-time.ts';
import { blockChanges } from '../gallery/blocks.ts';
import {
  writeChanges,
  type RecordChange,
  type StateChange,
  type SubjectRecordChange,
} from '../record-set/record-change.ts';
import { belongsTo, RecordSets, SET_KEY, type RecordSet } from '../record-set/record-set.ts';
import type { AuditEntry, AuditEvent, Doubts } from '../types.ts';
import { isSameSealing, nonceOf, type SealedRecord, type Vault } from '../vault.ts';

/**
 * With Web Locks the tabs take turns, and collisions are rare. Without, one of the colliding appends succeeds each
 * time.
 */
export const MAX_ATTEMPTS = 100;

/** What is ready to be written in one transaction. */
interface PreparedEntries {
  readonly entries: readonly AuditEntry[];
  readonly records: readonly AuditRecord[];
  /** What goes with them in the store `state`. */
  readonly state: readonly { readonly key: StateKey; readonly sealed: SealedRecord }[];
}

type StateKey = StateChange['key'];

/** The head to append after, and the set that belongs to it. */
export interface BeforeAppend {
  readonly head: AuditHead;
  readonly storedHead: unknown;
  readonly storedSet: unknown;
  /** Null where it is missing, was altered, or belongs to another head. */
  readonly set: RecordSet | null;
  readonly last: FoundEntry;
}

export class LogWriter {
  readonly sets: RecordSets;
  /** Hears of people who were changed, once it is written. */
  onPeople: (changes: readonly SubjectRecordChange[]) => void = () => undefined;

  constructor(
    private readonly _database: Database,
    private readonly _vault: Vault,
    private readonly _crypto: Crypto,
    private readonly _reader: AuditReader,
  ) {
    this.sets = new RecordSets(_vault);
  }

  async append(
    events: readonly AuditEvent[],
    atMs: number,
    changes: readonly RecordChange[],
    options: AppendOptions = {},
  ): Promise<{ readonly written: boolean; readonly entries: readonly AuditEntry[] }> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const before = await this.readEnd(options.removedTo ?? -1);
      const { outcome, entries } = await this.appendAfter(before, events, atMs, changes, options);
      if (outcome !== 'overtaken') return { written: outcome === 'written', entries };
    }
    throw new StorageError('otherTab');
  }

  /**
   * Makes everything ready, since a transaction would end meanwhile, and then writes it in one. Changes of people bring
   * those of their blocks with them.
   */
  async appendAfter(
    before: BeforeAppend,
    events: readonly AuditEvent[],
    atMs: number,
    asked: readonly RecordChange[],
    { acceptedMs = null, removedTo = -1, set = before.set, latestMs, doubts, people }: AppendOptions,
  ): Promise<{ readonly outcome: Outcome; readonly entries: readonly AuditEntry[] }> {
    const ofPeople = asked.filter((change): change is SubjectRecordChange => change.store === 'subjects');
    const blocks = await blockChanges({ database: this._database, vault: this._vault }, ofPeople);
    const changes = [...asked, ...blocks];
    const { entries, records, head } = await chainEntries(
      this._vault,
      before.head,
      events,
      atMs,
      this._crypto,
    );
    const latest = latestMs ?? (await this.latestAt(before));
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
      const kept = { ...set, others, doubts: doubts ?? set.doubts, people: people ?? set.people };
      const next = { ...kept, head: { count, lastHash }, latestMs: newLatestMs };
      state.push({ key: SET_KEY, sealed: await this.sets.seal(this.sets.after(next, changes)) });
    }
    const outcome = await this._write({ entries, records, state }, before, changes, removedTo);
    if (outcome === 'written') this.onPeople(ofPeople);
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
  async readEnd(removedTo: number): Promise<BeforeAppend> {
    const { head, last, count, ...stored } = await this._reader.end();
    const set = await this.sets.open(stored.storedSet);
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
  async latestAt({ set, last }: BeforeAppend): Promise<number> {
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
  /** The blocks of everybody are among the changes. */
  readonly people?: 'blocks';
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
