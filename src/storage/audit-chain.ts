/**
 * @file The hash chain of the audit log, pure: makes the next entry and finds the first one that does not fit.
 * Does not seal, store or read the clock.
 */
import { encodeUtf8, toHex } from './bytes.ts';
import type { AuditEntry, AuditEvent, ChainCheck } from './types.ts';

/** Previous hash of the first entry. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

/** What the chain ends in. Kept sealed apart from the entries, so that a shortened log shows. */
export interface AuditHead {
  /** Number of entries. */
  readonly count: number;
  /** Hash of the last entry; 64 zeros without one. */
  readonly lastHash: string;
  /**
   * Index of the first entry written after the head itself was found missing or not to fit; null when that never
   * happened. From there back the log's end cannot be vouched for.
   */
  readonly lostAt: number | null;
}

export const EMPTY_HEAD: AuditHead = { count: 0, lastHash: FIRST_PREVIOUS_HASH, lostAt: null };

/** An entry as it was found: null stands for one that could not be opened or read. */
export type FoundEntry = AuditEntry | null;

/**
 * The one JSON text of a value: keys sorted by code unit, no white space; otherwise as `JSON.stringify` (so a
 * number that is not finite becomes null, and an undefined property is left out).
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    const entries = Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries);
  });
}

/** The entry that follows `head`. Its event is what JSON keeps of `event`. */
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

/**
 * Checks a log against its head.
 * @param entries - In the order in which they are stored.
 * @param head - Null when it is missing or cannot be opened: then the log's end cannot be vouched for.
 * @returns `firstBroken` is the index of the first entry that was altered, is missing, or stands out of place.
 */
export async function checkChain(
  entries: readonly FoundEntry[],
  head: AuditHead | null,
  crypto: Crypto,
): Promise<ChainCheck> {
  const broken = (firstBroken: number): ChainCheck => ({
    intact: false,
    entries: entries.length,
    firstBroken,
  });
  let previousHash = FIRST_PREVIOUS_HASH;
  const end = head?.lostAt ?? Infinity;
  for (const [index, entry] of entries.entries()) {
    const fits =
      index < end &&
      entry !== null &&
      entry.index === index &&
      entry.previousHash === previousHash &&
      entry.hash === (await hashEntry(entry, crypto));
    if (!fits) return broken(index);
    previousHash = entry.hash;
  }
  if (head === null) return broken(entries.length);
  // Too short, or with entries that the head does not know.
  if (head.count !== entries.length) return broken(Math.min(head.count, entries.length));
  if (head.lastHash !== previousHash) return broken(Math.max(0, entries.length - 1));
  return { intact: true, entries: entries.length };
}
