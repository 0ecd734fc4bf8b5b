/**
 * @file Contrastive loss of pairs, for Siamese training (docs/sources.md #37): y·d² + (1 − y)·relu(m − d)², y = 1 for
 * the same person. With m = 1 it replaces the loss of system 1's Siamese network, which trained on the wrong pairs
 * (docs/sources.md #40).
 */
import type { Value } from '../graph/graph.ts';
import { add, concat, gatherRows, mul, relu, square, sub } from '../graph/ops/index.ts';
import { euclidean } from './distances.ts';
import { weightedMean } from './reduce.ts';
import type { LossResult } from './reduce.ts';
import type { Triplets } from './tuples.ts';

/**
 * @param a - [Q, D]. @param b - [Q, D].
 * @param same - 1 for the same person, else 0, [Q].
 * @param weights - [Q].
 */
export function contrastiveLoss(a: Value, b: Value, same: Value, weights: Value, margin = 1): LossResult {
  const one = a.graph.scalar(1);
  const different = sub(one, same);
  const distance = euclidean(a, b);
  const far = square(relu(sub(a.graph.scalar(margin), distance)));
  return {
    loss: weightedMean(add(mul(same, square(distance)), mul(different, far)), weights),
    metrics: {
      d_pos: weightedMean(distance, mul(weights, same)),
      d_neg: weightedMean(distance, mul(weights, different)),
    },
  };
}

/** The pairs anchor–positive (same) and anchor–negative (different) of each triplet. @param embeddings - [N, D]. */
export function contrastiveTripletLoss(
  embeddings: Value,
  { anchors, positives, negatives, weights }: Triplets,
  margin = 1,
): LossResult {
  const [count] = anchors.shape;
  const anchor = gatherRows(embeddings, concat([anchors, anchors], 0));
  const other = gatherRows(embeddings, concat([positives, negatives], 0));
  const same = embeddings.graph.constant(
    Float32Array.from({ length: 2 * count }, (_, at) => (at < count ? 1 : 0)),
    [2 * count],
  );
  return contrastiveLoss(anchor, other, same, concat([weights, weights], 0), margin);
}
