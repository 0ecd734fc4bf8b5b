/** @file Gradient clipping by the length of the whole gradient. */
import type { Value } from '../graph/graph.ts';
import { add, div, minimum, mul, reduceSum, sqrt, square } from '../graph/ops/index.ts';

/** Keeps the quotient finite at a gradient of zero, as PyTorch's clip_grad_norm_ does. */
const EPSILON = 1e-6;

/**
 * Shortens the gradient to `maxNorm` where it is longer.
 *
 * @param maxNorm - null for no clipping.
 * @returns The gradient, and its length before clipping as a scalar.
 */
export function clipByGlobalNorm(
  gradient: Value,
  maxNorm: number | null,
): { readonly gradient: Value; readonly norm: Value } {
  const norm = sqrt(reduceSum(square(gradient)));
  if (maxNorm === null) return { gradient, norm };
  const factor = minimum(div(gradient.graph.scalar(maxNorm), add(norm, EPSILON)), 1);
  return { gradient: mul(gradient, factor), norm };
}
