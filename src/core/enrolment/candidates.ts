/** @file Keeps the best few good frames of a pose. It holds embeddings only, and never more than it was told to. */
import type { CaptureCandidate } from './types.ts';

/**
 * Adds a candidate and drops the worst beyond `limit`.
 * @param kept - Best first.
 * @returns Best first, at most `limit`; of equals the earlier one stands first. `kept` is not changed.
 */
export function keepBest(
  kept: readonly CaptureCandidate[],
  candidate: CaptureCandidate,
  limit: number,
): readonly CaptureCandidate[] {
  const at = kept.findIndex(({ overall }) => candidate.overall > overall);
  const place = at === -1 ? kept.length : at;
  return [...kept.slice(0, place), candidate, ...kept.slice(place)].slice(0, limit);
}
