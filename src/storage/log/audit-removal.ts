/**
 * @file Finds the entries of the audit log that are too old to be kept. Reads and follows the chain; removes nothing.
 *
 * The log measures its age by its own entries, not by the clock alone. A time counts once the log has gone on for a
 * week after it. So if the clock jumps ahead, people have a week to notice before anything is removed. If the clock is
 * set back, entries last longer, never shorter.
 */
import { DAY_MS } from '../../core/enrolment/retention.ts';
import { ChainFollower, EMPTY_START } from './audit-chain.ts';
import type { AuditReader, ReadEntry } from './audit-reader.ts';

/** How long the log must have gone on after a time, for that time to count. */
const PROOF_MS = 7 * DAY_MS;

/** The entries from the beginning of the log to the last one that is too old. */
interface OldEntries {
  readonly removed: number;
  readonly lastIndex: number;
  readonly lastHash: string;
  /** Index of the first of them that does not fit the chain; null if all do. */
  readonly firstBroken: number | null;
  /** The log's start when they were read. */
  readonly storedStart: unknown;
}

interface Bounds {
  /** How long entries are kept. */
  readonly days: number;
  readonly nowMs: number;
  /**
   * The latest time that the log knows. A later entry was made while the clock was wrong, and goes with its
   * neighbours.
   */
  readonly latestMs: number;
  /** Entries after it stay. */
  readonly mostIndex: number;
}

/** @returns Null if none is too old. */
export async function findOldEntries(
  reader: AuditReader,
  { days, nowMs, latestMs, mostIndex }: Bounds,
  crypto: Crypto,
): Promise<OldEntries | null> {
  const keptMs = days * DAY_MS;
  const { start, storedStart, head } = await reader.frame();
  let untilMs = nowMs - PROOF_MS - keptMs;
  let proven = false;
  const isYoung = ({ entry }: ReadEntry): boolean =>
    entry !== null && (entry.index > mostIndex || (entry.atMs <= latestMs && entry.atMs >= untilMs));
  const isOld = ({ entry }: ReadEntry): boolean => entry !== null && entry.atMs < untilMs;
  const follower = new ChainFollower(start ?? EMPTY_START, head?.lostAt ?? null, crypto);
  let waiting: ReadEntry[] = [];
  let removed = 0;
  let last: { readonly index: number; readonly hash: string } | null = null;
  for await (const part of reader.forwards()) {
    // Mostly no entry is old even by the clock. Only otherwise is the log's last week read.
    if (!proven && part.some(isOld)) {
      untilMs = (await provenMs(reader, nowMs)) - keptMs;
      proven = true;
    }
    const young = part.findIndex(isYoung);
    const before = young === -1 ? part : part.slice(0, young);
    const lastOld = before.map(isOld).lastIndexOf(true);
    if (lastOld === -1) {
      waiting = [...waiting, ...before];
    } else {
      const old = [...waiting, ...before.slice(0, lastOld + 1)];
      waiting = before.slice(lastOld + 1);
      await follower.follow(old.map(({ entry }) => entry));
      removed += old.length;
      last = old[old.length - 1].entry;
    }
    if (young !== -1) break;
  }
  if (last === null) return null;
  const { index: lastIndex, hash: lastHash } = last;
  return { removed, lastIndex, lastHash, firstBroken: follower.firstBroken, storedStart };
}

/** The latest time that is a week ago by the clock and by every entry made since; −Infinity without one. */
async function provenMs(reader: AuditReader, nowMs: number): Promise<number> {
  let earliestMs = nowMs;
  for await (const part of reader.backwards()) {
    for (const { entry } of [...part].reverse()) {
      if (entry !== null) earliestMs = Math.min(earliestMs, entry.atMs);
      if (earliestMs <= nowMs - PROOF_MS) return earliestMs;
    }
  }
  return -Infinity;
}
