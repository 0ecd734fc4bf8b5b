/**
 * @file Makes a network of an ONNX model, so that an existing embedder can be trained further: every operator becomes
 * ours, which have gradients, and every weight a parameter under its name in the file.
 */
import { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/graph.ts';
import * as ops from '../graph/ops/index.ts';
import { describeModel } from '../graph/scope.ts';
import type { Scope } from '../graph/scope.ts';
import { showShape, ShapeError } from '../graph/shape.ts';
import type { Shape } from '../graph/shape.ts';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from '../onnx/types.ts';
import { FOLDED_OPERATORS, foldConstant } from './constants.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { findEnding } from './ending.ts';
import type { Ending } from './ending.ts';
import { chosenOutput, imageInput } from './interface.ts';
import type { FromOnnxOptions } from './interface.ts';
import { LAYERS } from './layers.ts';
import { SHAPES } from './shapes.ts';
import { meaningfulName, NodeView } from './translation.ts';
import type { Folded, Operand, Translation, Translator } from './translation.ts';
import type { Network } from '../nets/types.ts';

const TRANSLATORS: Readonly<Record<string, Translator>> = { ...LAYERS, ...ELEMENTWISE, ...SHAPES };

/** Every operator that an imported model may have. Normalising at the very end is dropped, not translated. */
const SUPPORTED_OPERATORS: readonly string[] = [
  ...new Set([...Object.keys(TRANSLATORS), ...FOLDED_OPERATORS]),
].sort();

/** Older operators broadcast by attributes and spell batch norm differently. */
const OLDEST_OPSET = 7;

export interface ImportedNetwork {
  /** Gives raw embeddings or logits, for any number of images. */
  readonly network: Network;
  /** The file's numbers for every parameter and running statistic of the network. */
  readonly weights: Readonly<Record<string, OnnxTensor>>;
  /** What the file did to its raw output, and the network does not. */
  readonly dropped: Ending['dropped'];
}

/**
 * @throws Error naming the node and its operator where the model holds what is not supported, or saying what of its
 *   input or output does not fit.
 */
export function networkFromOnnx(model: OnnxModel, options: FromOnnxOptions = {}): ImportedNetwork {
  const { graph } = model;
  const opset = model.opsets[''] ?? 0;
  if (opset < OLDEST_OPSET) {
    throw new Error(
      `The model uses opset ${opset}; ${OLDEST_OPSET} is the oldest that is read. Export it anew.`,
    );
  }
  const image = imageInput(graph, options);
  const output = chosenOutput(graph, options);
  const { raw, dropped } = findEnding(graph, output);
  const nodes = nodesBefore(graph, raw);
  const labels = labelsOf(nodes);
  const folded: Folded = new Map();
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const build = (scope: Scope, x: Value): { rows: Value; weights: Map<string, OnnxTensor> } => {
    const weights = new Map<string, OnnxTensor>();
    const translation: Translation = {
      ...{ scope, fileBatch: image.fileBatch, batch: x.shape[0], weights },
      ...{ operands: new Map(), parameters: new Map() },
      ...{ fileNames: new Set(Object.keys(graph.initializers)), folded, opset, makers },
    };
    const start = image.channelsLast ? ops.transpose(x, [0, 2, 3, 1]) : x;
    translation.operands.set(image.name, { value: start, learned: false });
    for (const [name, tensor] of Object.entries(graph.initializers)) {
      translation.operands.set(name, { tensor, name: meaningfulName(name) });
    }
    for (const [at, node] of nodes.entries()) translate(new NodeView(node, labels[at], translation));
    const value = valueOf(translation.operands.get(raw), raw);
    return { rows: rowsOf(options.finish ? options.finish(scope, value) : value), weights };
  };
  const trial = tryOut(build, image.size);
  if (trial.shape.length !== 2 || trial.shape[0] !== TRIAL_BATCH) {
    throw new Error(
      `Output ${output} is ${showShape(trial.shape)} for ${TRIAL_BATCH} images; one row for each is wanted.`,
    );
  }
  const network = {
    ...{ name: graph.name, inputSize: image.size, outputSize: trial.shape[1] },
    build: (scope: Scope, x: Value): Value => build(scope, x).rows,
  };
  return { network, weights: Object.fromEntries(trial.weights), dropped };
}

/** More than one, since a model that only works for one image would show it only when it is trained. */
const TRIAL_BATCH = 2;

/** Builds the network in a graph that is thrown away. */
function tryOut(
  build: (scope: Scope, x: Value) => { rows: Value; weights: Map<string, OnnxTensor> },
  size: number,
): { shape: Shape; weights: Map<string, OnnxTensor> } {
  const graph = new Graph();
  let found: ReturnType<typeof tryOut> = { shape: [], weights: new Map() };
  describeModel(graph, false, (scope) => {
    const { rows, weights } = build(scope, graph.input('x', [TRIAL_BATCH, 3, size, size]));
    found = { shape: rows.shape, weights };
  });
  return found;
}

/** @returns The nodes that the value needs, in their order. */
function nodesBefore({ nodes }: OnnxGraph, value: string): OnnxNode[] {
  const needed = new Set([value]);
  const kept = [...nodes].reverse().filter(({ inputs, outputs }) => {
    if (!outputs.some((name) => needed.has(name))) return false;
    for (const name of inputs) needed.add(name);
    return true;
  });
  return kept.reverse();
}

/** Node names, or operators with their number where a name is missing or taken. */
function labelsOf(nodes: readonly OnnxNode[]): string[] {
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return nodes.map(({ name = '', opType }) => {
    const count = (counts.get(opType) ?? 0) + 1;
    counts.set(opType, count);
    const label = name === '' || taken.has(name) ? `${opType.toLowerCase()}${count}` : name;
    taken.add(label);
    return label;
  });
}

function translate(view: NodeView): void {
  const { node, translation } = view;
  const { operands, parameters } = translation;
  const constant = node.domain === undefined ? foldConstant(view) : null;
  if (constant) {
    operands.set(node.outputs[0], constant);
    return;
  }
  if (node.domain !== undefined || !Object.hasOwn(TRANSLATORS, node.opType)) {
    const domain = node.domain === undefined ? '' : ` of ${node.domain}`;
    view.fail(`this operator${domain} is not supported; supported are ${SUPPORTED_OPERATORS.join(', ')}`);
  }
  const before = parameters.size;
  const made = guarded(view, () => [TRANSLATORS[node.opType](view)].flat());
  const inputs = node.inputs.map((name) => operands.get(name));
  const inherited = inputs.some((operand) => operand && 'value' in operand && operand.learned);
  const learned = inherited || parameters.size > before;
  for (const [at, value] of made.entries()) operands.set(node.outputs[at], { value, learned });
}

/** Shapes that do not fit are the node's fault. */
function guarded(view: NodeView, run: () => Value[]): Value[] {
  try {
    return run();
  } catch (error) {
    return error instanceof ShapeError ? view.fail(error.message) : rethrow(error);
  }
}

function rethrow(error: unknown): never {
  throw error;
}

function valueOf(operand: Operand | undefined, name: string): Value {
  if (!operand || !('value' in operand)) throw new Error(`Output ${name} does not depend on the image.`);
  return operand.value;
}

/** [N, D], also of an embedding that the file leaves as [N, D, 1, 1]. */
function rowsOf(value: Value): Value {
  return value.shape.length > 2 && value.shape.slice(2).every((size) => size === 1)
    ? ops.flatten(value)
    : value;
}
