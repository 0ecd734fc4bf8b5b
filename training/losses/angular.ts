/** @file What the margin heads share: class centres on the unit sphere, and the target logit replaced by its margin. */
import type { Value } from '../graph/graph.ts';
import {
  add,
  greaterOrEqual,
  mul,
  oneHot,
  reduceSum,
  reshape,
  sqrt,
  square,
  sub,
  where,
} from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import { linearNormal } from '../nets/layers.ts';
import { cosineMatrix } from './distances.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { ClassTargets } from './cross-entropy.ts';
import type { LossResult } from './reduce.ts';

/** Keeps cosines off ±1, where the angle's gradient is infinite (docs/sources.md #42). */
export const COSINE_EPSILON = 1e-4;

/** The cosines of embeddings [N, D] with `count` learned centres, [N, count]. Parameter `<name>.weight`. */
export function centreCosines(scope: Scope, name: string, embeddings: Value, count: number): Value {
  const [, size] = embeddings.shape;
  return cosineMatrix(embeddings, scope.parameter(`${name}.weight`, [count, size], linearNormal(size)));
}

/**
 * cos(θ + m) by the addition theorem. Past θ = π − m, where that would rise again, cos θ − m·sin m goes on falling.
 *
 * @param cosines - Within (−1, 1).
 */
export function addAngle(cosines: Value, margin: number): Value {
  const sines = sqrt(sub(cosines.graph.scalar(1), square(cosines)));
  const turned = sub(mul(cosines, Math.cos(margin)), mul(sines, Math.sin(margin)));
  const inside = greaterOrEqual(cosines, Math.cos(Math.PI - margin));
  return where(inside, turned, add(cosines, -margin * Math.sin(margin)));
}

/** The target classes' cosines, [N]. */
export function targetCosines(cosines: Value, labels: Value): Value {
  return reduceSum(mul(cosines, oneHot(labels, cosines.shape[1])), { axes: [1] });
}

/**
 * Cross-entropy of s·cosines, with each row's target replaced.
 *
 * @param changed - The targets with their margin, [N].
 */
export function marginCrossEntropy(
  cosines: Value,
  changed: Value,
  { labels, weights, classes }: ClassTargets,
  scale: number,
): LossResult {
  const hot = oneHot(labels, classes);
  const column = reshape(changed, [changed.shape[0], 1]);
  const replaced = add(cosines, mul(hot, sub(column, cosines)));
  const { loss } = crossEntropy(mul(replaced, scale), labels, weights);
  // Accuracy without the margin, which is a handicap for training only.
  return { loss, metrics: crossEntropy(cosines, labels, weights).metrics };
}
