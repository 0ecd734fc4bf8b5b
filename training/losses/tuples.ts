/**
 * @file Which rows of a batch form triplets and quadruplets: index inputs for miners outside the graph.
 *
 * A tuple that a miner could not fill has any valid index and weight 0.
 */
import type { GraphInput, Value } from '../graph/graph.ts';

/** Rows of the batch for Q tuples; all int32 [Q] in 0…N − 1, weights float32 [Q], 0 or 1. */
export interface Triplets {
  readonly anchors: Value;
  readonly positives: Value;
  /** Another person's real images. */
  readonly negatives: Value;
  /** 1 where anchor, positive and negative exist. */
  readonly weights: Value;
}

export interface Quadruplets extends Triplets {
  /** Fakes: of the anchor's person, or of another one. */
  readonly fakes: Value;
  /** 1 where anchor, positive and fake exist. */
  readonly fakeWeights: Value;
}

const INDICES = ['anchors', 'positives', 'negatives', 'fakes'] as const;
const WEIGHTS = ['weights', 'fakeWeights'] as const;

/** The program inputs that `readQuadruplets` wants, `count` tuples each. */
export function quadrupletInputs(count: number): GraphInput[] {
  return [
    ...INDICES.map((name) => ({ name, shape: [count], type: 'int32' as const })),
    ...WEIGHTS.map((name) => ({ name, shape: [count], type: 'float32' as const })),
  ];
}

/** The inputs of `quadrupletInputs` by role. */
export function readQuadruplets(inputs: Readonly<Record<string, Value>>): Quadruplets {
  const { anchors, positives, negatives, fakes, weights, fakeWeights } = inputs;
  return { anchors, positives, negatives, fakes, weights, fakeWeights };
}
