/**
 * @file The receiver operating characteristic of two lists of similarities, as counts. Chooses no threshold.
 */

/** What follows from accepting every pair whose similarity is at or above `threshold`. */
export interface RocPoint {
  /** `Infinity` for the first point, which accepts nobody. */
  readonly threshold: number;
  /** Genuine pairs accepted. */
  readonly trueMatches: number;
  /** Impostor pairs accepted. */
  readonly falseMatches: number;
}

export interface Roc {
  /** By falling threshold, from nobody accepted to everybody accepted. */
  readonly points: readonly RocPoint[];
  readonly genuinePairs: number;
  readonly impostorPairs: number;
}

export interface RocOptions {
  /**
   * Drops points that lie on a straight line between their neighbours, as scikit-learn's `roc_curve` does. Only to
   * reproduce figures of others: it moves the equal error rate of small samples (docs/sources.md #15).
   */
  readonly parity?: boolean;
}

/**
 * @param genuine - Similarities of pairs of one subject, at least one.
 * @param impostor - Similarities of pairs of two subjects, at least one.
 * @throws RangeError when a list is empty or holds a value that is not finite.
 */
export function rocCurve(
  genuine: ArrayLike<number>,
  impostor: ArrayLike<number>,
  options: RocOptions = {},
): Roc {
  const sortedGenuine = sortedDescending(genuine, 'genuine');
  const sortedImpostor = sortedDescending(impostor, 'impostor');
  const points: RocPoint[] = [];
  let g = 0;
  let i = 0;
  while (g < sortedGenuine.length || i < sortedImpostor.length) {
    const threshold = Math.max(sortedGenuine[g] ?? -Infinity, sortedImpostor[i] ?? -Infinity);
    while (g < sortedGenuine.length && sortedGenuine[g] === threshold) g++;
    while (i < sortedImpostor.length && sortedImpostor[i] === threshold) i++;
    points.push({ threshold, trueMatches: g, falseMatches: i });
  }
  const kept = options.parity === true ? dropCollinear(points) : points;
  return {
    // Prepended after dropping, as scikit-learn does (docs/sources.md #15).
    points: [{ threshold: Infinity, trueMatches: 0, falseMatches: 0 }, ...kept],
    genuinePairs: sortedGenuine.length,
    impostorPairs: sortedImpostor.length,
  };
}

/**
 * A sorted copy, largest first.
 * @throws RangeError when `similarities` is empty or holds a value that is not finite.
 */
export function sortedDescending(
  similarities: ArrayLike<number>,
  what: 'genuine' | 'impostor',
): Float64Array {
  if (similarities.length === 0) {
    throw new RangeError(
      `There is no ${what} pair, so no error rate can be computed. Use a pair list with pairs of both kinds.`,
    );
  }
  const sorted = Float64Array.from(similarities);
  if (!sorted.every(Number.isFinite)) {
    throw new RangeError(`One of the ${what} similarities is not a finite number: an embedding is broken.`);
  }
  return sorted.sort().reverse();
}

/** Keeps both ends, and each point where either count bends. */
function dropCollinear(points: readonly RocPoint[]): RocPoint[] {
  return points.filter((point, index) => {
    if (index === 0 || index === points.length - 1) return true;
    const before = points[index - 1];
    const after = points[index + 1];
    return (
      after.trueMatches - 2 * point.trueMatches + before.trueMatches !== 0 ||
      after.falseMatches - 2 * point.falseMatches + before.falseMatches !== 0
    );
  });
}

/** Area under the curve by trapezoids over all points, [0, 1]: ties count half. */
export function areaUnderCurve(roc: Roc): number {
  let twiceArea = 0;
  for (let index = 1; index < roc.points.length; index++) {
    const before = roc.points[index - 1];
    const point = roc.points[index];
    twiceArea += (point.falseMatches - before.falseMatches) * (point.trueMatches + before.trueMatches);
  }
  return twiceArea / (2 * roc.genuinePairs * roc.impostorPairs);
}
