/**
 * @file CosFace (Wang et al. 2018, arXiv 1801.09414): target logit s·(cos θ − m), others s·cos θ; then cross-entropy.
 */
import type { Value } from '../graph/graph.ts';
import { sub } from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import { centreCosines, marginCrossEntropy, targetCosines } from './angular.ts';
import type { ClassTargets } from './cross-entropy.ts';
import type { LossResult } from './reduce.ts';

export interface CosFaceOptions {
  /** s; 64 when absent. */
  readonly scale?: number;
  /** Of the cosine; 0.4 when absent. */
  readonly margin?: number;
}

/** cos θ − m, not scaled. @param cosines - The targets', [N]. */
export function cosFaceTarget(cosines: Value, margin: number): Value {
  return sub(cosines, margin);
}

/** @param embeddings - [N, D]. Parameter `<name>.weight` [classes, D]. */
export function cosFaceLoss(
  scope: Scope,
  name: string,
  embeddings: Value,
  targets: ClassTargets,
  { scale = 64, margin = 0.4 }: CosFaceOptions = {},
): LossResult {
  const cosines = centreCosines(scope, name, embeddings, targets.classes);
  const changed = cosFaceTarget(targetCosines(cosines, targets.labels), margin);
  return marginCrossEntropy(cosines, changed, targets, scale);
}
