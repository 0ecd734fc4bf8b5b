/** @file From a configuration's losses to a program: network, mining and the weighted sum of the terms. */
import type { GraphInput, Value } from '../graph/graph.ts';
import { add, l2Normalise, mul, sub } from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import type { Objective, TrainingProgram } from '../engine/program.ts';
import { adaFaceLoss } from '../losses/ada-face.ts';
import { adaptiveMarginTripletLoss } from '../losses/adaptive-margin.ts';
import { arcFaceLoss } from '../losses/arc-face.ts';
import { balancedBinaryCrossEntropy } from '../losses/balanced-bce.ts';
import { mineBatchHard } from '../losses/batch-hard.ts';
import { contrastiveTripletLoss } from '../losses/contrastive.ts';
import { cosFaceLoss } from '../losses/cos-face.ts';
import { cosineHeadLoss } from '../losses/cosine-head.ts';
import { classifierLoss } from '../losses/cross-entropy.ts';
import { quadrupletLoss } from '../losses/quadruplet.ts';
import { heldLoss } from '../losses/held.ts';
import type { LossResult } from '../losses/reduce.ts';
import { cosineTripletLoss, tripletLoss } from '../losses/triplet.ts';
import type { Quadruplets } from '../losses/tuples.ts';
import { quadrupletInputs, readQuadruplets } from '../losses/tuples.ts';
import type { Network } from '../nets/types.ts';
import type { LossTerm } from './config.ts';

export interface ObjectiveOptions {
  readonly network: Network;
  readonly losses: readonly LossTerm[];
  /** Rows of a batch. */
  readonly batchSize: number;
  /** People to tell apart, for losses that classify. */
  readonly classes: number;
}

type Inputs = Readonly<Record<string, Value>>;

/** Index inputs that the miner outside the graph fills, if any loss wants it; one tuple per row. */
function wantsRandomTuples(losses: readonly LossTerm[]): boolean {
  return losses.some((term) => 'mining' in term && term.mining.kind === 'random');
}

/** Images [N, 3, S, S], labels and sources int32 [N], isFake float32 [N], the random miner's tuples. */
export function objectiveProgram(options: ObjectiveOptions): TrainingProgram {
  const { network, losses, batchSize } = options;
  const side = network.inputSize;
  const inputs: GraphInput[] = [
    { name: 'images', shape: [batchSize, 3, side, side], type: 'float32' },
    { name: 'labels', shape: [batchSize], type: 'int32' },
    { name: 'sources', shape: [batchSize], type: 'int32' },
    { name: 'isFake', shape: [batchSize], type: 'float32' },
    ...(wantsRandomTuples(losses) ? quadrupletInputs(batchSize) : []),
  ];
  return { inputs, build: (scope, values) => build(scope, values, options) };
}

function build(scope: Scope, inputs: Inputs, options: ObjectiveOptions): Objective {
  const { network, losses } = options;
  const output = network.build(scope, inputs.images);
  const results = losses.map((term) => ({ term, result: lossOf(scope, output, inputs, term, options) }));
  const [first, ...rest] = results.map(({ term, result }) => mul(result.loss, term.weight));
  const metrics: Record<string, Value> = {};
  for (const { term, result } of results) {
    if (results.length > 1) metrics[term.kind] = result.loss;
    for (const [name, value] of Object.entries(result.metrics)) {
      metrics[results.length > 1 ? `${term.kind}.${name}` : name] = value;
    }
  }
  return { loss: rest.reduce((sum, loss) => add(sum, loss), first), metrics };
}

function lossOf(
  scope: Scope,
  output: Value,
  inputs: Inputs,
  term: LossTerm,
  { network, classes }: ObjectiveOptions,
): LossResult {
  const isReal = sub(output.graph.scalar(1), inputs.isFake);
  const targets = { labels: inputs.labels, weights: isReal, classes };
  switch (term.kind) {
    case 'arc-face':
      return arcFaceLoss(scope, 'arc-face', output, targets, term);
    case 'cos-face':
      return cosFaceLoss(scope, 'cos-face', output, targets, term);
    case 'ada-face':
      return adaFaceLoss(scope, 'ada-face', output, targets, term);
    case 'cosine-head':
      return cosineHeadLoss(scope, 'cosine-head', output, targets);
    case 'classifier':
      return classifierLoss(scope, 'classifier', output, targets);
    case 'held':
      return heldLoss(output, network.build(scope.atStart(), inputs.images), isReal);
    case 'balanced-bce':
      return balancedBinaryCrossEntropy(output, inputs.isFake);
    case 'quadruplet':
    case 'triplet':
    case 'cosine-triplet':
    case 'adaptive-margin':
    case 'contrastive':
      return tupleLoss(output, inputs, term);
  }
}

type TupleTerm = Extract<LossTerm, { readonly mining: unknown }>;

function tupleLoss(output: Value, inputs: Inputs, term: TupleTerm): LossResult {
  const embeddings = term.embeddings === 'unit' ? l2Normalise(output) : output;
  const tuples = tuplesOf(embeddings, inputs, term);
  switch (term.kind) {
    case 'quadruplet':
      return quadrupletLoss(embeddings, tuples, term);
    case 'triplet':
      return tripletLoss(embeddings, tuples, term);
    case 'cosine-triplet':
      return cosineTripletLoss(embeddings, tuples, term.margin);
    case 'adaptive-margin':
      return adaptiveMarginTripletLoss(embeddings, tuples, term);
    case 'contrastive':
      return contrastiveTripletLoss(embeddings, tuples, term.margin);
  }
}

function tuplesOf(embeddings: Value, inputs: Inputs, { mining }: TupleTerm): Quadruplets {
  if (mining.kind === 'hard') return mineBatchHard(embeddings, batchLabels(inputs), mining);
  return readQuadruplets(inputs);
}

const batchLabels = ({ labels, sources, isFake }: Inputs): Parameters<typeof mineBatchHard>[1] => ({
  labels,
  sources,
  isFake,
});
