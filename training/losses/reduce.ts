/** @file How a list of losses becomes one number, and what every loss gives back. */
import type { Value } from '../graph/graph.ts';
import { detach } from '../graph/graph.ts';
import { div, greater, maximum, mul, reduceSum, toFloat } from '../graph/ops/index.ts';
import { expectSameShape } from '../graph/shape.ts';

export interface LossResult {
  /** Scalar. */
  readonly loss: Value;
  /** Scalars to report, by name. */
  readonly metrics: Readonly<Record<string, Value>>;
}

/**
 * Σ w·x / Σ w, and 0 (with a gradient of 0) where all weights are 0, as for an empty batch of tuples.
 *
 * @param values - [Q].
 * @param weights - [Q], 0 or 1; no gradient flows into them.
 */
export function weightedMean(values: Value, weights: Value): Value {
  expectSameShape('weightedMean', values.shape, weights.shape);
  const fixed = detach(weights);
  return div(reduceSum(mul(values, fixed)), maximum(reduceSum(fixed), 1));
}

/** Mean over the entries above zero: easy tuples do not water the loss down. */
export function meanOfPositive(values: Value, weights: Value): Value {
  return weightedMean(values, mul(detach(weights), toFloat(greater(detach(values), 0))));
}
