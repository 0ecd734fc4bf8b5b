/**
 * @file The hash chain of the audit log, pure: makes the next entry and finds the first one that does not fit.
 * Does not seal, store or read the clock.
 */
import { encodeUtf8, toHex } from '../bytes.ts';
import type { AuditEntry, AuditEvent, ChainCheck } from '../types.ts';

/** Previous hash of the first entry. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

/** The end of the chain. It is sealed apart from the entries, so that a shortened log is noticed. */
export interface AuditHead {
  /** Number of entries. */
  readonly count: number;
  /** Hash of the last entry; 64 zeros without one. */
  readonly lastHash: string;
  /**
   * The head may have been missing or wrong. This is then the index of the first entry that was written afterwards;
   * otherwise null. Entries before it may have been removed from the end of the log at that time.
   */
  readonly lostAt: number | null;
}

/** What comes before the first entry: entries that were too old and were removed. It is sealed, as the head is. */
export interface AuditStart {
  /** Number of entries that were removed, which is the index of the first one that is left. */
  readonly count: number;
  /** Hash of the last of them; 64 zeros without one. */
  readonly lastHash: string;
}

export const EMPTY_START: AuditStart = { count: 0, lastHash: FIRST_PREVIOUS_HASH };

export const EMPTY_HEAD: AuditHead = { count: 0, lastHash: FIRST_PREVIOUS_HASH, lostAt: null };

/** An entry as it was found; null if it could not be opened or read. */
export type FoundEntry = AuditEntry | null;

/**
 * The one JSON text of a value: keys sorted by code unit, no white space. The rest is as in `JSON.stringify`: a number
 * that is not finite becomes null, and an undefined property is left out.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    const entries = Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries);
  });
}

/** The entry that follows `head`. Its event holds what JSON keeps of `event`. */
export async function nextEntry(
  head: AuditHead,
  event: AuditEvent,
  atMs: number,
  crypto: Crypto,
): Promise<AuditEntry> {
  const kept = JSON.parse(canonicalJson(event)) as AuditEvent;
  const content = { index: head.count, atMs, event: kept, previousHash: head.lastHash };
  return { ...content, hash: await hashEntry(content, crypto) };
}

export function headAfter(head: AuditHead, entry: AuditEntry): AuditHead {
  return { count: entry.index + 1, lastHash: entry.hash, lostAt: head.lostAt };
}

/** SHA-256 of the canonical JSON of everything but the hash itself, lower-case hex. */
export async function hashEntry(entry: Omit<AuditEntry, 'hash'>, crypto: Crypto): Promise<string> {
  const { index, atMs, event, previousHash } = entry;
  const bytes = encodeUtf8(canonicalJson({ index, atMs, event, previousHash }));
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** Follows a chain from its start, part by part, and finds the first entry that is altered, missing or out of place. */
export class ChainFollower {
  private readonly _start: AuditStart;
  private readonly _endIndex: number;
  private readonly _crypto: Crypto;
  private _next: number;
  private _lastHash: string;
  private _firstBroken: number | null = null;
  private _removed = 0;

  /** @param lostAt - From the head. An entry from there on counts as one that does not fit. */
  constructor(start: AuditStart, lostAt: number | null, crypto: Crypto) {
    this._start = start;
    this._endIndex = lostAt ?? Infinity;
    this._crypto = crypto;
    this._next = start.count;
    this._lastHash = start.lastHash;
  }

  /** Index of the first entry that does not fit; null as long as all do. */
  get firstBroken(): number | null {
    return this._firstBroken;
  }

  /** @param entries - The next stored entries, in their order. */
  async follow(entries: readonly FoundEntry[]): Promise<void> {
    if (this._firstBroken !== null) return;
    const hashes = await Promise.all(
      entries.map(async (entry) => (entry === null ? null : hashEntry(entry, this._crypto))),
    );
    for (const [row, entry] of entries.entries()) {
      const fits =
        this._next < this._endIndex &&
        entry?.index === this._next &&
        entry.previousHash === this._lastHash &&
        entry.hash === hashes[row];
      if (!fits) {
        this._firstBroken = this._next;
        return;
      }
      this._lastHash = entry.hash;
      this._next += 1;
      if (entry.event.kind === 'entriesRemoved') this._removed = entry.event.lastIndex + 1;
    }
  }

  /**
   * After the last entry.
   * @param head - Null if it is missing or cannot be opened. Then entries may be missing at the end.
   * @param stored - How many entries are stored.
   * @returns Index of the first entry that does not fit; null if the log is whole.
   */
  finish(head: AuditHead | null, stored: number): number | null {
    if (this._firstBroken !== null) return this._firstBroken;
    // The log always holds the entry of its last removal, which says where the log begins. So an older start that an
    // attacker put back is noticed.
    if (this._removed !== this._start.count) return this._start.count;
    const end = this._start.count + stored;
    if (head === null) return end;
    // The log is too short, or has entries that the head does not know.
    if (head.count !== end) return Math.min(head.count, end);
    return head.lastHash === this._lastHash ? null : Math.max(this._start.count, end - 1);
  }
}

export function chainCheck(entries: number, firstBroken: number | null): ChainCheck {
  return firstBroken === null ? { intact: true, entries } : { intact: false, entries, firstBroken };
}
