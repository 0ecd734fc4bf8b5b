/**
 * @file Triplet losses: an anchor closer to its positive than to its negative (docs/sources.md #35).
 *
 * Euclidean: relu(M + d_ap − d_an), or without margin log(1 + e^(d_ap − d_an)) (docs/sources.md #32).
 * Cosine: relu(c_an − c_ap + M), mean over those above zero (docs/sources.md #36).
 */
import type { Value } from '../graph/graph.ts';
import { add, gatherRows, relu, softplus, sub } from '../graph/ops/index.ts';
import { cosine, euclidean } from './distances.ts';
import { meanOfPositive, weightedMean } from './reduce.ts';
import type { LossResult } from './reduce.ts';
import type { Triplets } from './tuples.ts';

/** One term per tuple from the distances to positive and negative, [Q] each. @param margin - null: soft form. */
export function rankingTerm(positive: Value, negative: Value, margin: number | null): Value {
  const gap = sub(positive, negative);
  return margin === null ? softplus(gap) : relu(add(gap, margin));
}

export interface TripletOptions {
  /** null for the soft form. 1 suits raw embeddings; unit ones want 0.2 to 0.3. */
  readonly margin: number | null;
}

/** @param embeddings - [N, D], as the network gives them. */
export function tripletLoss(embeddings: Value, tuples: Triplets, { margin }: TripletOptions): LossResult {
  const [anchor, positive, negative] = [tuples.anchors, tuples.positives, tuples.negatives].map((rows) =>
    gatherRows(embeddings, rows),
  );
  const distance = { positive: euclidean(anchor, positive), negative: euclidean(anchor, negative) };
  return {
    loss: weightedMean(rankingTerm(distance.positive, distance.negative, margin), tuples.weights),
    metrics: {
      d_pos: weightedMean(distance.positive, tuples.weights),
      d_neg_real: weightedMean(distance.negative, tuples.weights),
    },
  };
}

/** @param margin - 0.2 in system 4. @returns Also the mean cosines. */
export function cosineTripletLoss(embeddings: Value, tuples: Triplets, margin = 0.2): LossResult {
  const [anchor, positive, negative] = [tuples.anchors, tuples.positives, tuples.negatives].map((rows) =>
    gatherRows(embeddings, rows),
  );
  const similarity = { positive: cosine(anchor, positive), negative: cosine(anchor, negative) };
  const terms = relu(add(sub(similarity.negative, similarity.positive), margin));
  return {
    loss: meanOfPositive(terms, tuples.weights),
    metrics: {
      c_pos: weightedMean(similarity.positive, tuples.weights),
      c_neg_real: weightedMean(similarity.negative, tuples.weights),
    },
  };
}
