/**
 * @file The fake-aware loss: triplet(anchor, positive, negative) + λ·triplet(anchor, positive, fake)
 * (docs/sources.md #32).
 *
 * mean(relu(M + d_ap − d_an)) + λ·mean(relu(M + d_ap − d_af)), d Euclidean; without margin the soft form
 * log(1 + e^(d_ap − d_an)) + λ·log(1 + e^(d_ap − d_af)). The source's soft form ignores λ; here λ = 1 is the same.
 */
import type { Value } from '../graph/graph.ts';
import { add, gatherRows, mul } from '../graph/ops/index.ts';
import { euclidean } from './distances.ts';
import { weightedMean } from './reduce.ts';
import type { LossResult } from './reduce.ts';
import { rankingTerm } from './triplet.ts';
import type { Quadruplets } from './tuples.ts';

export interface QuadrupletOptions {
  /** null for the soft form. */
  readonly margin: number | null;
  /** λ, weight of the fake term; 1 when absent. 0 trains on real images only, and still reports d_neg_fake. */
  readonly fakeWeight?: number;
}

/**
 * @param embeddings - [N, D], as the network gives them.
 * @returns Metrics d_pos, d_neg_real, d_neg_fake: mean distances; and both terms on their own.
 */
export function quadrupletLoss(
  embeddings: Value,
  tuples: Quadruplets,
  { margin, fakeWeight = 1 }: QuadrupletOptions,
): LossResult {
  const { anchors, positives, negatives, fakes, weights, fakeWeights } = tuples;
  const [anchor, positive, negative, fake] = [anchors, positives, negatives, fakes].map((rows) =>
    gatherRows(embeddings, rows),
  );
  const toPositive = euclidean(anchor, positive);
  const toNegative = euclidean(anchor, negative);
  const toFake = euclidean(anchor, fake);
  const real = weightedMean(rankingTerm(toPositive, toNegative, margin), weights);
  const faked = weightedMean(rankingTerm(toPositive, toFake, margin), fakeWeights);
  return {
    loss: fakeWeight === 0 ? real : add(real, mul(faked, fakeWeight)),
    metrics: {
      d_pos: weightedMean(toPositive, weights),
      d_neg_real: weightedMean(toNegative, weights),
      d_neg_fake: weightedMean(toFake, fakeWeights),
      real_term: real,
      fake_term: faked,
    },
  };
}
