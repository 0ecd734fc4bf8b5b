/** @file K-of-N voting over frames. */

/**
 * The one subject that at least `needed` of the votes name. Null when nobody has that many, or more than one has.
 * @param votes - One per frame; null for a frame that names nobody.
 * @throws RangeError unless `needed` is a whole number above 0.
 */
export function winnerOf(votes: readonly (string | null)[], needed: number): string | null {
  if (!Number.isInteger(needed) || needed < 1) {
    throw new RangeError(`A vote needs at least one voice, not ${needed}.`);
  }
  const counts = new Map<string, number>();
  for (const vote of votes) {
    if (vote !== null) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  }
  const winners = [...counts].filter(([, count]) => count >= needed);
  return winners.length === 1 ? winners[0][0] : null;
}
