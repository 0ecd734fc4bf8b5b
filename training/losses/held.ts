/**
 * @file Holds a network near what it was when training began: 1 − cos(embedding now, embedding then). Few people teach
 * it what fakes are; what millions of photos taught it must not be lost meanwhile.
 */
import type { Value } from '../graph/graph.ts';
import { sub } from '../graph/ops/index.ts';
import { cosine } from './distances.ts';
import { weightedMean } from './reduce.ts';
import type { LossResult } from './reduce.ts';

/**
 * @param now - [N, D].
 * @param start - [N, D], of the same images; nothing of it is trained.
 * @param weights - [N], 0 or 1.
 * @returns Also the mean cosine, as `similarity`.
 */
export function heldLoss(now: Value, start: Value, weights: Value): LossResult {
  const similarity = cosine(now, start);
  const terms = sub(now.graph.scalar(1), similarity);
  return { loss: weightedMean(terms, weights), metrics: { similarity: weightedMean(similarity, weights) } };
}
