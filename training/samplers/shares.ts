/** @file Divides the places of every batch among the pools. */

/**
 * Each place goes to the pool that is furthest behind its share. So every batch is as near to the shares as whole
 * numbers allow, and all batches together meet them exactly.
 *
 * @param shares - Weights, ≥ 0; need not add up to 1.
 * @returns Places by batch and pool.
 */
export function dividePlaces(shares: readonly number[], places: number, batches: number): number[][] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const given = shares.map(() => 0);
  let place = 0;
  return Array.from({ length: batches }, () => {
    const batch = shares.map(() => 0);
    for (let at = 0; at < places; at += 1) {
      place += 1;
      let next = 0;
      let widest = -Infinity;
      for (const [pool, share] of shares.entries()) {
        const behind = (share / total) * place - given[pool];
        if (share > 0 && behind > widest + 1e-9) {
          widest = behind;
          next = pool;
        }
      }
      given[next] += 1;
      batch[next] += 1;
    }
    return batch;
  });
}

/**
 * @param sizes - Of the pools; the shares when none are given.
 * @throws RangeError when the shares do not fit the pools.
 */
export function sharesOf(shares: readonly number[] | undefined, sizes: readonly number[]): readonly number[] {
  if (shares === undefined) return sizes;
  if (shares.length !== sizes.length || !shares.every((share) => share >= 0 && Number.isFinite(share))) {
    throw new RangeError(
      `shares wants ${sizes.length} numbers ≥ 0, one per pool; it is [${shares.join(', ')}].`,
    );
  }
  if (!shares.some((share) => share > 0)) throw new RangeError('shares are all 0: one pool must have some.');
  const starved = sizes.findIndex((size, pool) => size === 0 && shares[pool] > 0);
  if (starved >= 0) {
    throw new RangeError(`shares[${starved}] is ${shares[starved]}, but that pool has nothing to draw.`);
  }
  return shares;
}
