/** @file Cross-entropy of a classifier: log Σ e^z − z_label, mean over the rows that count. */
import type { Value } from '../graph/graph.ts';
import { argMax, equal, mul, oneHot, reduceSum, sub, toFloat, logSumExp } from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import { dense } from '../nets/layers.ts';
import { weightedMean } from './reduce.ts';
import type { LossResult } from './reduce.ts';

/**
 * @param logits - [N, classes].
 * @param labels - int32 [N], 0…classes − 1.
 * @param weights - [N]; 0 leaves a row out, such as a fake in a loss over real images.
 */
export function crossEntropy(logits: Value, labels: Value, weights: Value): LossResult {
  const chosen = reduceSum(mul(logits, oneHot(labels, logits.shape[1])), { axes: [1] });
  return {
    loss: weightedMean(sub(logSumExp(logits), chosen), weights),
    metrics: { accuracy: weightedMean(toFloat(equal(argMax(logits), labels)), weights) },
  };
}

/** A linear classifier on embeddings. Parameters `<name>.weight` and `<name>.bias`. */
export function classifierLoss(
  scope: Scope,
  name: string,
  embeddings: Value,
  { labels, weights, classes }: ClassTargets,
): LossResult {
  return crossEntropy(dense(scope, name, embeddings, classes), labels, weights);
}

export interface ClassTargets {
  /** int32 [N]. */
  readonly labels: Value;
  /** [N]. */
  readonly weights: Value;
  readonly classes: number;
}
