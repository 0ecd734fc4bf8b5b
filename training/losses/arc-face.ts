/**
 * @file ArcFace (Deng et al. 2019, arXiv 1801.07698): target logit s·cos(θ + m), others s·cos θ; then cross-entropy.
 */
import type { Value } from '../graph/graph.ts';
import { clip, reduceMax, reshape } from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import { addAngle, centreCosines, COSINE_EPSILON, marginCrossEntropy, targetCosines } from './angular.ts';
import type { ClassTargets } from './cross-entropy.ts';
import type { LossResult } from './reduce.ts';

export interface ArcFaceOptions {
  /** s; 64 when absent. */
  readonly scale?: number;
  /** Radians; 0.5 when absent. */
  readonly margin?: number;
  /** Centres of each class, of which the nearest counts (sub-centre ArcFace, ECCV 2020); 1 when absent. */
  readonly centres?: number;
}

/** System 4's recipe: three centres and 28.6 degrees (docs/sources.md #43). */
export const SUB_CENTRE_RECIPE: ArcFaceOptions = { centres: 3, margin: (28.6 * Math.PI) / 180 };

/** cos(θ + m), not scaled. @param cosines - The targets', [N]. */
export function arcFaceTarget(cosines: Value, margin: number): Value {
  return addAngle(clip(cosines, -1 + COSINE_EPSILON, 1 - COSINE_EPSILON), margin);
}

/** @param embeddings - [N, D]. Parameter `<name>.weight` [classes·centres, D]. */
export function arcFaceLoss(
  scope: Scope,
  name: string,
  embeddings: Value,
  targets: ClassTargets,
  { scale = 64, margin = 0.5, centres = 1 }: ArcFaceOptions = {},
): LossResult {
  const all = centreCosines(scope, name, embeddings, targets.classes * centres);
  const cosines =
    centres === 1 ? all : reduceMax(reshape(all, [all.shape[0], targets.classes, centres]), { axes: [2] });
  const changed = arcFaceTarget(targetCosines(cosines, targets.labels), margin);
  return marginCrossEntropy(cosines, changed, targets, scale);
}
