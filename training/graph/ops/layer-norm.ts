/** @file Layer normalisation, and the error function's gate that stands beside it in transformers. */
import type { Value } from '../graph.ts';
import { add, div, mul, sub } from './arithmetic.ts';
import { erf, sqrt, square } from './functions.ts';
import { reduceMean } from './reduce.ts';

/** (x − mean)/√(variance + ε) over the given axes; the variance is the biased one. */
export function standardise(x: Value, axes: readonly number[], epsilon: number): Value {
  const apart = sub(x, reduceMean(x, { axes, keepAxes: true }));
  const variance = reduceMean(square(apart), { axes, keepAxes: true });
  return div(apart, sqrt(add(variance, epsilon)));
}

/** x·Φ(x), with the normal distribution's Φ (Hendrycks and Gimpel 2016, arXiv 1606.08415). */
export function gelu(x: Value): Value {
  return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
}
