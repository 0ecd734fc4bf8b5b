/**
 * @file Takes out of an embedding what it shares with faces of its kind. An embedder that saw few people of some kind
 * puts them all in one corner: for them a threshold that fits the rest lets strangers through (FairCal, Salvador et al.
 * 2022, arXiv 2106.03761, sets one threshold per cluster; moving the origin into the cluster keeps one for all).
 */
import type { Value } from '../graph/graph.ts';
import { div, exp, gemm, l2Normalise, mul, reduceMax, reduceSum, sub } from '../graph/ops/index.ts';

export interface LocalCentring {
  /** Unit vectors, float32 [K, D]: middles of the kinds, learnt from training people. */
  readonly prototypes: Float32Array;
  readonly count: number;
  /** How sharply an embedding belongs to its nearest prototypes: the factor of cosines in a softmax, > 0. */
  readonly sharpness: number;
  /** How much of the mean of its prototypes is taken away, [0, 1). */
  readonly share: number;
}

/**
 * u' = normalise(u − share · Σ wₖ cₖ), w = softmax(sharpness · cos(u, cₖ)).
 *
 * @param unit - [N, D], of length 1.
 * @param prototypes - [K, D], the prototypes as a value of the graph.
 * @returns [N, D], of length 1.
 */
export function centreLocally(unit: Value, prototypes: Value, { sharpness, share }: LocalCentring): Value {
  const logits = mul(gemm(unit, prototypes, { transB: true }), sharpness);
  const powers = exp(sub(logits, reduceMax(logits, { axes: [-1], keepAxes: true })));
  const weights = div(powers, reduceSum(powers, { axes: [-1], keepAxes: true }));
  return l2Normalise(sub(unit, mul(gemm(weights, prototypes), share)));
}
