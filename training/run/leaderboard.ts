/**
 * @file The best five checkpoints by accuracy together with the best five by EER: the save rule of system 2
 * (docs/sources.md #59). Pure; `run-folder.ts` has the files.
 */
import type { LeaderboardEntry } from './events.ts';

const BEST_BY_EACH = 5;

/** Below so many entries, whatever comes is saved. */
const ALWAYS_SAVED = 3;

export interface Placing {
  /** In the order in which they came. */
  readonly board: readonly LeaderboardEntry[];
  /** What `entry` pushed off. */
  readonly fallen: readonly LeaderboardEntry[];
}

/**
 * @returns The board with `entry`; null when it has no place there: it beats neither the lowest accuracy nor the
 * highest EER on the board, or it would fall off at once.
 */
export function place(board: readonly LeaderboardEntry[], entry: LeaderboardEntry): Placing | null {
  // A model whose figures are no numbers is broken, and has no place even on an empty board.
  if (!Number.isFinite(entry.accuracy) || !Number.isFinite(entry.eer)) return null;
  const promising =
    board.length < ALWAYS_SAVED ||
    board.some(({ accuracy, eer }) => entry.accuracy > accuracy || entry.eer < eer);
  if (!promising) return null;
  const all = [...board, entry];
  const kept = new Set([
    ...best(all, (a, b) => b.accuracy - a.accuracy),
    ...best(all, (a, b) => a.eer - b.eer),
  ]);
  if (!kept.has(entry)) return null;
  return { board: all.filter((each) => kept.has(each)), fallen: all.filter((each) => !kept.has(each)) };
}

/** `model_ep{e}_batch{b}_acc{.4f}_eer{.4f}.ckpt`, as in system 2 but for the ending. */
export function checkpointName(entry: Omit<LeaderboardEntry, 'path'>): string {
  const { epoch, batch, accuracy, eer } = entry;
  return `model_ep${epoch}_batch${batch}_acc${accuracy.toFixed(4)}_eer${eer.toFixed(4)}.ckpt`;
}

/** Of equals, those that came first: sorting is stable. */
function best(
  entries: readonly LeaderboardEntry[],
  compare: (a: LeaderboardEntry, b: LeaderboardEntry) => number,
): LeaderboardEntry[] {
  return [...entries].sort(compare).slice(0, BEST_BY_EACH);
}
