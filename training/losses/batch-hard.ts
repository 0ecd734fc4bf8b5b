/**
 * @file Chooses each anchor's hardest companions inside the graph: the farthest positive, the nearest other person,
 * the nearest fake (Hermans et al. 2017, arXiv 1703.07737). The choice itself carries no gradient.
 */
import type { Value } from '../graph/graph.ts';
import { detach } from '../graph/graph.ts';
import {
  add,
  argMax,
  broadcastTo,
  equal,
  minimum,
  mul,
  neg,
  reduceMax,
  reshape,
  sub,
  toFloat,
} from '../graph/ops/index.ts';
import { squaredDistanceMatrix } from './distances.ts';
import type { Quadruplets } from './tuples.ts';

export interface BatchLabels {
  /** Identity of each row, int32 [N]. */
  readonly labels: Value;
  /** 1 for a fake, 0 for a real image, float32 [N]. */
  readonly isFake: Value;
}

export interface BatchHardOptions {
  /** Whose fakes count as negatives: only the anchor's own person's (as the sources), or anybody's. */
  readonly fakesOf: 'same-person' | 'anybody';
}

/** Far beyond any squared distance of embeddings, so that a barred pair never wins. */
const BARRED = 1e12;

/** The allowed column that is largest in each row, and whether the row has one. */
function choose(scores: Value, allowed: Value): { readonly rows: Value; readonly found: Value } {
  const barred = mul(sub(allowed.graph.scalar(1), allowed), -BARRED);
  return { rows: argMax(add(mul(scores, allowed), barred)), found: reduceMax(allowed, { axes: [1] }) };
}

/**
 * @param embeddings - [N, D].
 * @returns N tuples; every real image is an anchor once, with weight 0 where a companion is missing.
 */
export function mineBatchHard(
  embeddings: Value,
  { labels, isFake }: BatchLabels,
  { fakesOf }: BatchHardOptions,
): Quadruplets {
  const { graph } = embeddings;
  const [rows] = embeddings.shape;
  const distances = squaredDistanceMatrix(detach(embeddings));
  const one = graph.scalar(1);
  const same = toFloat(equal(reshape(labels, [rows, 1]), reshape(labels, [1, rows])));
  const fakeColumn = reshape(detach(isFake), [1, rows]);
  const realColumn = sub(one, fakeColumn);
  const numbers = graph.constant(
    Int32Array.from({ length: rows }, (_, row) => row),
    [rows],
  );
  const itself = toFloat(equal(reshape(numbers, [rows, 1]), reshape(numbers, [1, rows])));
  const nearest = neg(distances);
  const positive = choose(distances, mul(mul(same, realColumn), sub(one, itself)));
  const negative = choose(nearest, mul(sub(one, same), realColumn));
  const fakePairs = fakesOf === 'anybody' ? broadcastTo(fakeColumn, [rows, rows]) : mul(same, fakeColumn);
  const fake = choose(nearest, fakePairs);
  const anchored = mul(sub(one, detach(isFake)), positive.found);
  return {
    anchors: numbers,
    positives: positive.rows,
    negatives: negative.rows,
    fakes: fake.rows,
    weights: minimum(anchored, negative.found),
    fakeWeights: minimum(anchored, fake.found),
  };
}
