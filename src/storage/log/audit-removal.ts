/**
 * @file Which entries of the audit log are too old to be kept. Reads and follows the chain; removes nothing.
 *
 * The log measures its age by its own entries, not by the clock alone: a moment counts once the log has gone on for a week past
 * it. So a clock that jumps ahead removes nothing before somebody had a week to notice, and one that was set back makes
 * entries last longer, never shorter.
 */
import { DAY_MS } from '../../core/enrolment/retention.ts';
import { ChainFollower, EMPTY_START } from './audit-chain.ts';
import type { AuditReader, ReadEntry } from './audit-reader.ts';

/** How long the log must have gone on past a moment. */
const PROOF_MS = 7 * DAY_MS;

/** The beginning of the log, up to the last entry that is too old. */
interface OldEntries {
  readonly removed: number;
  readonly lastIndex: number;
  readonly lastHash: string;
  /** Index of the first of them that does not fit the chain; null when all do. */
  readonly firstBroken: number | null;
  /** Of the log, when they were read. */
  readonly storedStart: unknown;
}

/**
 * @param days - How long entries are kept.
 * @param latestMs - The latest moment that the log knows of. An entry beyond it was made by a clock that was found to be
 *   wrong, and goes with its neighbours.
 * @returns Null when none is too old.
 */
export async function findOldEntries(
  reader: AuditReader,
  days: number,
  nowMs: number,
  latestMs: number,
  crypto: Crypto,
): Promise<OldEntries | null> {
  const keptMs = days * DAY_MS;
  const { start, storedStart, head } = await reader.frame();
  let untilMs = nowMs - PROOF_MS - keptMs;
  let proven = false;
  const isYoung = ({ entry }: ReadEntry): boolean =>
    entry !== null && entry.atMs <= latestMs && entry.atMs >= untilMs;
  const isOld = ({ entry }: ReadEntry): boolean => entry !== null && entry.atMs < untilMs;
  const follower = new ChainFollower(start ?? EMPTY_START, head?.lostAt ?? null, crypto);
  let waiting: ReadEntry[] = [];
  let removed = 0;
  let last: { readonly index: number; readonly hash: string } | null = null;
  for await (const part of reader.forwards()) {
    // Mostly none is old even by the clock; what the log proves costs a look at its last week.
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

/** The latest moment that lies a week back by the clock and before which no later entry was made; −Infinity without one. */
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
