/**
 * @file Cosine-distance head (docs/sources.md #34): logits τ·W·x/(‖x‖ + 1e-5), W weight-normed (a
 * direction and a learned length per class) without bias, τ = 2 up to 200 classes, else 10; cross-entropy.
 */
import type { Value } from '../graph/graph.ts';
import { add, div, gemm, l2Normalise, length, mul, reshape } from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import { constantly, linearNormal } from '../nets/layers.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { ClassTargets } from './cross-entropy.ts';
import type { LossResult } from './reduce.ts';

const EPSILON = 1e-5;
/** Keeps the length's gradient finite for an embedding of zeros. */
const LENGTH_EPSILON = 1e-12;

/** τ as system 0 chooses it. */
export const temperatureFor = (classes: number): number => (classes <= 200 ? 2 : 10);

/** @param embeddings - [N, D]. Parameters `<name>.direction` [classes, D] and `<name>.length` [classes]. */
export function cosineHeadLoss(
  scope: Scope,
  name: string,
  embeddings: Value,
  { labels, weights, classes }: ClassTargets,
): LossResult {
  const [, size] = embeddings.shape;
  const direction = scope.parameter(`${name}.direction`, [classes, size], linearNormal(size));
  const lengths = scope.parameter(`${name}.length`, [classes], constantly(1), { decay: false });
  const weight = mul(l2Normalise(direction), reshape(lengths, [classes, 1]));
  const unit = div(embeddings, add(length(embeddings, LENGTH_EPSILON), EPSILON));
  const logits = mul(gemm(unit, weight, { transB: true }), temperatureFor(classes));
  return crossEntropy(logits, labels, weights);
}
