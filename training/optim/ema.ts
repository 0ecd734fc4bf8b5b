/** @file Exponential moving average of the parameters, which often validates better than the parameters themselves. */
import type { Value } from '../graph/graph.ts';
import { add, mul, sub } from '../graph/ops/index.ts';

/** average + (1 − decay)·(parameters − average). @param rate - Scalar, 1 − decay. */
export function moveAverage(average: Value, parameters: Value, rate: Value): Value {
  return add(average, mul(sub(parameters, average), rate));
}

/**
 * 1 − decay at a step: early on the average follows faster, so that the random start is soon forgotten
 * (min(decay, (1 + t)/(10 + t)), as TensorFlow's ExponentialMovingAverage).
 *
 * @param step - Counts from 1.
 */
export function averageRateAt(step: number, decay: number): number {
  return 1 - Math.min(decay, (1 + step) / (10 + step));
}
