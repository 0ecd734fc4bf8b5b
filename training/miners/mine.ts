/**
 * @file Picks the quadruplets of a batch outside the graph: the values for the inputs that
 * `quadrupletInputs` of training/losses/tuples.ts declares.
 */
import type { Rng } from '../../src/core/rng/rng.ts';
import { candidatesOf, FAKES_OF } from './candidates.ts';
import type { FakesOf, MinedRow } from './candidates.ts';
import { squaredDistances } from './distances.ts';
import type { Embeddings } from './distances.ts';
import { batchHardStrategy, randomStrategy, semiHardStrategy } from './strategies.ts';
import type { Strategy } from './strategies.ts';

export const MINING_STRATEGIES = ['random', 'semi-hard', 'batch-hard'] as const;
export type MiningStrategy = (typeof MINING_STRATEGIES)[number];

export interface MinerConfig {
  /** All but `random` need the embeddings of the batch. */
  readonly strategy: MiningStrategy;
  readonly fakesOf: FakesOf;
  /**
   * Whether an anchor that lacks a negative or a fake counts for neither term, as in the source (spec §3). When
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
 * @param rng - For the random picks; batch-hard needs none of them.
 * @param embeddings - Of the N rows; null for `random`.
 * @throws RangeError when the configuration or the embeddings do not fit.
 */
export function mineQuadruplets(
  rows: readonly MinedRow[],
  { strategy, fakesOf, skipIncomplete = false }: MinerConfig,
  rng: Rng,
  embeddings: Embeddings | null = null,
): MinedQuadruplets {
  if (!FAKES_OF.includes(fakesOf)) {
    throw new RangeError(`fakesOf must be one of ${FAKES_OF.join(', ')}; it is ${fakesOf}.`);
  }
  const pick = strategyOf(strategy, rng);
  const distances =
    strategy === 'random' ? null : squaredDistances(needed(embeddings, strategy), rows.length);
  const mined = emptyTuples(rows.length);
  for (const [anchor, { isFake }] of rows.entries()) {
    if (isFake) continue;
    const { positives, negatives, fakes } = candidatesOf(rows, anchor, fakesOf);
    const incomplete = negatives.length === 0 || fakes.length === 0;
    if (positives.length === 0 || (skipIncomplete && incomplete)) continue;
    const distance = (row: number): number => distances?.[anchor * rows.length + row] ?? 0;
    const positive = pick.positive(positives, distance);
    mined.positives[anchor] = positive;
    if (negatives.length > 0) {
      mined.negatives[anchor] = pick.negative(negatives, distance, distance(positive));
      mined.weights[anchor] = 1;
    }
    if (fakes.length > 0) {
      mined.fakes[anchor] = pick.negative(fakes, distance, distance(positive));
      mined.fakeWeights[anchor] = 1;
    }
  }
  return mined;
}

function strategyOf(strategy: MiningStrategy, rng: Rng): Strategy {
  switch (strategy) {
    case 'random':
      return randomStrategy(rng);
    case 'semi-hard':
      return semiHardStrategy(rng);
    case 'batch-hard':
      return batchHardStrategy;
    default:
      throw new RangeError(
        `strategy must be one of ${MINING_STRATEGIES.join(', ')}; it is ${String(strategy)}.`,
      );
  }
}

function needed(embeddings: Embeddings | null, strategy: MiningStrategy): Embeddings {
  if (embeddings === null) throw new RangeError(`${strategy} mining needs the embeddings of the batch.`);
  return embeddings;
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
