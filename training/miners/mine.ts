/**
 * @file Picks the quadruplets of a batch at random (docs/sources.md #28), outside the graph: the values for the inputs
 * that `quadrupletInputs` of training/losses/tuples.ts declares. Picks by distance are made inside the graph, where the
 * embeddings are: training/losses/batch-hard.ts.
 */
import type { Rng } from '../../src/core/rng/rng.ts';
import { randomInteger } from '../../src/core/rng/rng.ts';
import { candidatesOf } from './candidates.ts';
import type { FakesOf, MinedRow } from './candidates.ts';

export interface MinerConfig {
  readonly fakesOf: FakesOf;
  /**
   * Whether an anchor that lacks a negative or a fake counts for neither term, as in system 0. When
   * false or absent, each term counts the anchors that have what it needs.
   */
  readonly skipIncomplete?: boolean;
}

/** N tuples, the n-th one with row n as its anchor; all arrays are [N]. */
export interface MinedQuadruplets {
  readonly anchors: Int32Array;
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
  readonly fakes: Int32Array;
  /** 1 where anchor, positive and negative exist; 0 elsewhere, and the indices mean nothing. */
  readonly weights: Float32Array;
  /** 1 where anchor, positive and fake exist. */
  readonly fakeWeights: Float32Array;
}

/**
 * Every real image with a positive is an anchor. Negatives and other people's fakes come only from people of another
 * group, and fakes only from the anchor's own dataset.
 *
 * @param rows - The N rows of the batch.
 */
export function mineQuadruplets(
  rows: readonly MinedRow[],
  { fakesOf, skipIncomplete = false }: MinerConfig,
  rng: Rng,
): MinedQuadruplets {
  const pick = (from: readonly number[]): number => from[randomInteger(rng, 0, from.length - 1)];
  const mined = emptyTuples(rows.length);
  for (const [anchor, { isFake }] of rows.entries()) {
    if (isFake) continue;
    const { positives, negatives, fakes } = candidatesOf(rows, anchor, fakesOf);
    const incomplete = negatives.length === 0 || fakes.length === 0;
    if (positives.length === 0 || (skipIncomplete && incomplete)) continue;
    mined.positives[anchor] = pick(positives);
    if (negatives.length > 0) {
      mined.negatives[anchor] = pick(negatives);
      mined.weights[anchor] = 1;
    }
    if (fakes.length > 0) {
      mined.fakes[anchor] = pick(fakes);
      mined.fakeWeights[anchor] = 1;
    }
  }
  return mined;
}

function emptyTuples(count: number): MinedQuadruplets {
  const numbers = (): Int32Array => Int32Array.from({ length: count }, (_, row) => row);
  return {
    anchors: numbers(),
    positives: numbers(),
    negatives: numbers(),
    fakes: numbers(),
    weights: new Float32Array(count),
    fakeWeights: new Float32Array(count),
  };
}
