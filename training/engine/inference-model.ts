/** @file A network with given weights as an ONNX model to run, not to train. */
import { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/graph.ts';
import { add, l2Normalise, mul, sigmoid } from '../graph/ops/index.ts';
import { Scope } from '../graph/scope.ts';
import { sameShape, showShape } from '../graph/shape.ts';
import type { Shape } from '../graph/shape.ts';
import { toOnnx } from '../graph/to-onnx.ts';
import type { Network } from '../nets/types.ts';
import type { OnnxModel } from '../onnx/types.ts';
import { foldBatchNorms } from './fold-batch-norm.ts';
import { nameWeights } from './name-weights.ts';
import type { Weights } from './state.ts';

export interface InferenceModelOptions {
  /** `unit`: embedding of length 1; `probability`: logistic of a logit; `raw`: as the network gives it. */
  readonly output: 'unit' | 'probability' | 'raw';
  /** Images per run; any number when absent. */
  readonly batch?: number;
  readonly inputName?: string;
  readonly outputName?: string;
  /** Of a probability: its logit is first brought to scale · logit + shift, which calibrates it. */
  readonly logitLine?: { readonly scale: number; readonly shift: number };
  /** Merge batch norms into the weights before them; true when absent. */
  readonly fold?: boolean;
}

/**
 * @param weights - Parameters and running statistics by the network's names; others are ignored.
 * @throws Error naming a weight that is missing or has another shape.
 */
export function inferenceModel(
  network: Network,
  weights: Weights,
  options: InferenceModelOptions,
): OnnxModel {
  const { batch, inputName = 'input', outputName = 'output', fold = true } = options;
  const graph = new Graph();
  const names = new Map<string, string>();
  const constant = ({ name, shape }: { name: string; shape: Shape }): Value => {
    if (!(name in weights)) throw new Error(`${network.name}: no weight named ${name}`);
    const { dims, data } = weights[name];
    if (!sameShape(dims, shape)) {
      throw new Error(
        `${network.name}: weight ${name} is ${showShape(dims)}, the network wants ${showShape(shape)}`,
      );
    }
    const value = graph.constant(data, shape);
    names.set(value.name, name);
    return value;
  };
  const scope = new Scope({ graph, training: false, parameter: constant, statistic: constant });
  const size = network.inputSize;
  const raw = network.build(scope, graph.input(inputName, [batch ?? 1, 3, size, size]));
  const result = finished(raw, options);
  const plain = toOnnx(graph, { [outputName]: result }, batch === undefined ? { batchSymbol: 'batch' } : {});
  const model = nameWeights(plain, names);
  return fold ? foldBatchNorms(model) : model;
}

function finished(raw: Value, { output, logitLine }: InferenceModelOptions): Value {
  if (output === 'raw') return raw;
  if (output === 'unit') return l2Normalise(raw);
  return sigmoid(logitLine ? add(mul(raw, logitLine.scale), logitLine.shift) : raw);
}
