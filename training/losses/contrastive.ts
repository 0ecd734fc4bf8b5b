/**
 * @file Contrastive loss of pairs, for Siamese training (Hadsell et al. 2006): y·d² + (1 − y)·relu(m − d)², y = 1 for
 * the same person. Spec §4 recommends it with m = 1 in place of system 1's, which trained on the wrong pairs (§10).
 */
import type { Value } from '../graph/graph.ts';
import { add, mul, relu, square, sub } from '../graph/ops/index.ts';
import { euclidean } from './distances.ts';
import { weightedMean } from './reduce.ts';
import type { LossResult } from './reduce.ts';

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
