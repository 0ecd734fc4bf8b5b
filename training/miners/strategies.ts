/** @file How a miner picks one of the rows that may stand beside an anchor. */
import type { Rng } from '../../src/core/rng/rng.ts';
import { randomInteger } from '../../src/core/rng/rng.ts';

/** Each gets at least one row, and `distance` from the anchor to a row. */
export interface Strategy {
  positive(rows: readonly number[], distance: (row: number) => number): number;
  /** Of other people, or of fakes. @param positiveDistance - From the anchor to the positive picked. */
  negative(rows: readonly number[], distance: (row: number) => number, positiveDistance: number): number;
}

/** Uniform picks (spec §3). Never asks for a distance. */
export function randomStrategy(rng: Rng): Strategy {
  const pick = (rows: readonly number[]): number => rows[randomInteger(rng, 0, rows.length - 1)];
  return { positive: pick, negative: pick };
}

/**
 * A random positive, and the nearest of those farther than it; where none is farther, the farthest of all, which is
 * the least hard (FaceNet, arXiv 1503.03832, §3.2: the hardest ones of all lead to collapse early on).
 */
export function semiHardStrategy(rng: Rng): Strategy {
  return {
    positive: (rows) => rows[randomInteger(rng, 0, rows.length - 1)],
    negative(rows, distance, positiveDistance) {
      const farther = rows.filter((row) => distance(row) > positiveDistance);
      return farther.length > 0 ? nearest(farther, distance) : nearest(rows, (row) => -distance(row));
    },
  };
}

/** The farthest positive and the nearest negative (Hermans et al. 2017, arXiv 1703.07737). */
export const batchHardStrategy: Strategy = {
  positive: (rows, distance) => nearest(rows, (row) => -distance(row)),
  negative: nearest,
};

function nearest(rows: readonly number[], distance: (row: number) => number): number {
  return rows.reduce((best, row) => (distance(row) < distance(best) ? row : best));
}
