/**
 * @file Chooses each anchor's hardest companions inside the graph: the farthest positive, the nearest other person,
 * the nearest fake (Hermans et al. 2017, arXiv 1703.07737); or, semi-hard, the nearest that are farther than the
 * positive (FaceNet, arXiv 1503.03832). The choice itself carries no gradient.
 */
import type { Value } from '../graph/graph.ts';
import { detach } from '../graph/graph.ts';
import {
  add,
  argMax,
  equal,
  greater,
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
  /**
   * Data set of each row, int32 [N]. Real and fake are contrasted only within one: across two, a network would learn
   * to tell the data sets apart.
   */
  readonly sources: Value;
  /** 1 for a fake, 0 for a real image, float32 [N]. */
  readonly isFake: Value;
}

export interface BatchHardOptions {
  /** Whose fakes count as negatives: only the anchor's own person's (as system 0), only others', or anybody's. */
  readonly fakesOf: 'same-person' | 'other-person' | 'anybody';
  /** `semi-hard`: the hardest farther than the positive; where there is none, the hardest. `hardest` when absent. */
  readonly negatives?: 'hardest' | 'semi-hard';
}

/** Far beyond any squared distance of embeddings, so that a barred pair never wins. */
const BARRED = 1e12;

interface Choice {
  /** Column chosen in each row, [N]. */
  readonly rows: Value;
  /** Its score, [N]; meaningless where none was allowed. */
  readonly score: Value;
  /** 1 where one was allowed, [N]. */
  readonly found: Value;
}

/** The allowed column that is largest in each row. */
function choose(scores: Value, allowed: Value): Choice {
  const barred = mul(sub(allowed.graph.scalar(1), allowed), -BARRED);
  const open = add(mul(scores, allowed), barred);
  return {
    rows: argMax(open),
    score: reduceMax(open, { axes: [1] }),
    found: reduceMax(allowed, { axes: [1] }),
  };
}

/** Of the allowed columns those farther than `limit` [N]; in a row without any, all that are allowed. */
function preferBeyond(distances: Value, limit: Value, allowed: Value): Value {
  const [rows] = limit.shape;
  const beyond = mul(allowed, toFloat(greater(distances, reshape(limit, [rows, 1]))));
  const some = reshape(reduceMax(beyond, { axes: [1] }), [rows, 1]);
  return add(beyond, mul(sub(allowed, beyond), sub(allowed.graph.scalar(1), some)));
}

/**
 * @param embeddings - [N, D].
 * @returns N tuples; every real image is an anchor once, with weight 0 where a companion is missing.
 */
export function mineBatchHard(
  embeddings: Value,
  { labels, sources, isFake }: BatchLabels,
  { fakesOf, negatives = 'hardest' }: BatchHardOptions,
): Quadruplets {
  const { graph } = embeddings;
  const [rows] = embeddings.shape;
  const distances = squaredDistanceMatrix(detach(embeddings));
  const one = graph.scalar(1);
  const matches = (value: Value): Value =>
    toFloat(equal(reshape(value, [rows, 1]), reshape(value, [1, rows])));
  const same = matches(labels);
  const fakeColumn = reshape(detach(isFake), [1, rows]);
  const realColumn = sub(one, fakeColumn);
  const numbers = graph.constant(
    Int32Array.from({ length: rows }, (_, row) => row),
    [rows],
  );
  const positive = choose(distances, mul(mul(same, realColumn), sub(one, matches(numbers))));
  const nearest = neg(distances);
  const chooseNegative = (allowed: Value): Choice =>
    choose(nearest, negatives === 'hardest' ? allowed : preferBeyond(distances, positive.score, allowed));
  const negative = chooseNegative(mul(sub(one, same), realColumn));
  const sameSource = mul(matches(sources), fakeColumn);
  const whose = { 'same-person': same, 'other-person': sub(one, same), anybody: null }[fakesOf];
  const fake = chooseNegative(whose ? mul(sameSource, whose) : sameSource);
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
