/**
 * @file Loss of a fake detector (docs/sources.md #44): ½·(BCE over fakes + BCE over reals), labels clipped to [.01,
 * .99], so that the two kinds count alike however many each batch holds. A kind that is missing counts 0.
 */
import type { Value } from '../graph/graph.ts';
import { add, clip, equal, greater, mul, reshape, sub, toFloat } from '../graph/ops/index.ts';
import { binaryCrossEntropy } from './logistic.ts';
import { weightedMean } from './reduce.ts';
import type { LossResult } from './reduce.ts';

const LABEL_CLIP = 0.01;

/** @param logits - [N, 1] or [N], positive for a fake. @param isFake - 1 or 0, [N]. */
export function balancedBinaryCrossEntropy(logits: Value, isFake: Value): LossResult {
  const z = reshape(logits, isFake.shape);
  const isReal = sub(isFake.graph.scalar(1), isFake);
  const terms = binaryCrossEntropy(z, clip(isFake, LABEL_CLIP, 1 - LABEL_CLIP));
  const saysFake = toFloat(greater(z, 0));
  const right = toFloat(equal(saysFake, isFake));
  const [fakes, reals] = [weightedMean(terms, isFake), weightedMean(terms, isReal)];
  return {
    loss: mul(add(fakes, reals), 0.5),
    metrics: {
      fakes_found: weightedMean(right, isFake),
      reals_passed: weightedMean(right, isReal),
    },
  };
}
