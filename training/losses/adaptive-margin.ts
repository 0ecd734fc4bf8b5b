/**
 * @file Adaptive margin on the cosine of pairs, which systems 1 and 2 share (docs/sources.md #38; system 2 calls it
 * dynamic).
 *
 * m(c) = base + adaptation·(1 − c); z = s·(c − y·m(c)); loss = BCE with logits(z, y). The margin is not detached.
 */
import type { Value } from '../graph/graph.ts';
import { add, gatherRows, mul, sub } from '../graph/ops/index.ts';
import { cosine } from './distances.ts';
import { binaryCrossEntropy } from './logistic.ts';
import { weightedMean } from './reduce.ts';
import type { LossResult } from './reduce.ts';
import type { Triplets } from './tuples.ts';

export interface AdaptiveMarginOptions {
  /** s; 64 when absent. */
  readonly scale?: number;
  /** 0.35 when absent. */
  readonly base?: number;
  /** 0.1 when absent. */
  readonly adaptation?: number;
}

/** @param similarity - Cosines, [Q]. @param same - 1 for the same person's real images, else 0, [Q]. @returns [Q]. */
export function adaptiveMarginTerm(
  similarity: Value,
  same: Value,
  { scale = 64, base = 0.35, adaptation = 0.1 }: AdaptiveMarginOptions = {},
): Value {
  const margin = sub(similarity.graph.scalar(base + adaptation), mul(similarity, adaptation));
  return binaryCrossEntropy(mul(sub(similarity, mul(same, margin)), scale), same);
}

/** Pairs of rows: similarity of a [Q, D] and b [Q, D]. */
export function adaptiveMarginPairLoss(
  a: Value,
  b: Value,
  same: Value,
  weights: Value,
  options: AdaptiveMarginOptions = {},
): LossResult {
  const similarity = cosine(a, b);
  return {
    loss: weightedMean(adaptiveMarginTerm(similarity, same, options), weights),
    metrics: {
      c_pos: weightedMean(similarity, mul(weights, same)),
      c_neg: weightedMean(similarity, mul(weights, sub(same.graph.scalar(1), same))),
    },
  };
}

/** System 1's form on triplets: loss(c_ap, 1) + loss(c_an, 0) (docs/sources.md #39). */
export function adaptiveMarginTripletLoss(
  embeddings: Value,
  tuples: Triplets,
  options: AdaptiveMarginOptions = {},
): LossResult {
  const { anchors, positives, negatives, weights } = tuples;
  const anchor = gatherRows(embeddings, anchors);
  const toPositive = cosine(anchor, gatherRows(embeddings, positives));
  const toNegative = cosine(anchor, gatherRows(embeddings, negatives));
  const constant = (value: number): Value =>
    anchor.graph.constant(new Float32Array(anchors.shape[0]).fill(value), anchors.shape);
  const terms = add(
    adaptiveMarginTerm(toPositive, constant(1), options),
    adaptiveMarginTerm(toNegative, constant(0), options),
  );
  return {
    loss: weightedMean(terms, weights),
    metrics: { c_pos: weightedMean(toPositive, weights), c_neg: weightedMean(toNegative, weights) },
  };
}
