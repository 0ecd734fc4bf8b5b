/**
 * @file AdaFace (docs/sources.md #41): the margin follows the embedding's length, which tells
 * an image's quality.
 *
 * n = clip(‖z‖, .001, 100); μ, σ moving mean and deviation of n; q = clip(h·(n − μ)/(σ + 1e-3), −1, 1);
 * target s·(cos(clip(θ − m·q, ε, π − ε)) − (m + m·q)), ε = 1e-3; then cross-entropy. n, μ, σ carry no gradient.
 */
import type { Value } from '../graph/graph.ts';
import { detach } from '../graph/graph.ts';
import {
  acos,
  add,
  clip,
  cos,
  div,
  length,
  mul,
  reduceMean,
  reshape,
  sqrt,
  square,
  sub,
} from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import { centreCosines, marginCrossEntropy, targetCosines } from './angular.ts';
import type { ClassTargets } from './cross-entropy.ts';
import type { LossResult } from './reduce.ts';

export interface AdaFaceOptions {
  /** s; 64 when absent. */
  readonly scale?: number;
  /** m; 0.4 when absent. */
  readonly margin?: number;
  /** h; 0.333 when absent. */
  readonly concentration?: number;
  /** Share of a new batch in μ and σ; 0.01 when absent, as AdaFace's command line sets it. */
  readonly momentum?: number;
}

const EPSILON = 1e-3;
const SHORTEST = 0.001;
const LONGEST = 100;
const START_MEAN = 20;
const START_DEVIATION = 100;

/** q, [N]. @param lengths - n, [N]. @param mean - μ, [1]. @param deviation - σ, [1]. */
export function quality(lengths: Value, mean: Value, deviation: Value, concentration: number): Value {
  return clip(mul(div(sub(lengths, mean), add(deviation, EPSILON)), concentration), -1, 1);
}

/** cos(clip(θ − m·q, ε, π − ε)) − (m + m·q), not scaled. @param cosines - The targets', [N]. @param q - [N]. */
export function adaFaceTarget(cosines: Value, q: Value, margin: number): Value {
  const angle = acos(clip(cosines, -1 + EPSILON, 1 - EPSILON));
  const turned = clip(sub(angle, mul(q, margin)), EPSILON, Math.PI - EPSILON);
  return sub(cos(turned), add(mul(q, margin), margin));
}

/** Mean and deviation after this batch, [1] each; recorded as the scope's statistics. */
function followLengths(
  scope: Scope,
  name: string,
  lengths: Value,
  momentum: number,
): { readonly mean: Value; readonly deviation: Value } {
  const [count] = lengths.shape;
  const seenMean = reduceMean(lengths, { axes: [0], keepAxes: true });
  const spread = reduceMean(square(sub(lengths, seenMean)), { axes: [0], keepAxes: true });
  const seenDeviation = sqrt(mul(spread, count / Math.max(count - 1, 1)));
  const follow = (part: string, start: number, seen: Value): Value => {
    const old = scope.statistic(`${name}.${part}`, [1], start);
    const next = add(old, mul(sub(seen, old), momentum));
    scope.updateStatistic(`${name}.${part}`, next);
    return next;
  };
  return {
    mean: follow('length-mean', START_MEAN, seenMean),
    deviation: follow('length-deviation', START_DEVIATION, seenDeviation),
  };
}

/** @param embeddings - [N, D]. Parameter `<name>.weight` [classes, D]; statistics `<name>.length-…`. */
export function adaFaceLoss(
  scope: Scope,
  name: string,
  embeddings: Value,
  targets: ClassTargets,
  { scale = 64, margin = 0.4, concentration = 0.333, momentum = 0.01 }: AdaFaceOptions = {},
): LossResult {
  const [count] = embeddings.shape;
  const lengths = clip(reshape(length(detach(embeddings), 0), [count]), SHORTEST, LONGEST);
  const { mean, deviation } = followLengths(scope, name, lengths, momentum);
  const cosines = centreCosines(scope, name, embeddings, targets.classes);
  const q = quality(lengths, mean, deviation, concentration);
  const changed = adaFaceTarget(targetCosines(cosines, targets.labels), q, margin);
  return marginCrossEntropy(cosines, changed, targets, scale);
}
