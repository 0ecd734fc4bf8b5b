/** @file Writes the part of a graph that its outputs need as an ONNX model. */
import type { OnnxModel, OnnxNode, OnnxValueInfo } from '../onnx/types.ts';
import type { Graph, Value } from './graph.ts';

/** Opset 17 is the newest whose reductions take their axes as attributes, which every runtime reads. */
const OPSET = 17;
const IR_VERSION = 8;

export interface ToOnnxOptions {
  /**
   * Name for the first axis of every input and output, in place of its number. Right only for graphs that nowhere
   * count their first axis, as inference graphs of networks.
   */
  readonly batchSymbol?: string;
}

/**
 * @param outputs - Values by the name that they are to have outside.
 * @returns Plain data; constants are borrowed from the graph. All inputs are kept, used or not.
 */
export function toOnnx(
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
  options: ToOnnxOptions = {},
): OnnxModel {
  const kept = keepNeeded(exposeOutputs(graph, outputs), new Set(Object.keys(outputs)));
  const used = new Set(kept.flatMap((node) => node.inputs));
  const info = (name: string, value: Pick<Value, 'type' | 'shape'>): OnnxValueInfo => ({
    name,
    type: value.type,
    dims: value.shape.map((size, axis) => (axis === 0 ? (options.batchSymbol ?? size) : size)),
  });
  return {
    irVersion: IR_VERSION,
    opsets: { '': OPSET },
    producer: 'facegate',
    graph: {
      name: 'facegate',
      inputs: graph.inputs.map((input) => info(input.name, input)),
      outputs: Object.entries(outputs).map(([name, value]) => info(name, value)),
      nodes: kept,
      initializers: Object.fromEntries([...graph.constants].filter(([name]) => used.has(name))),
    },
  };
}

/** A node's value takes its output name; an input, a constant or a second name needs an Identity. */
function exposeOutputs(graph: Graph, outputs: Readonly<Record<string, Value>>): OnnxNode[] {
  const made = new Set(graph.nodes.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  const copies: OnnxNode[] = [];
  for (const [outer, { name }] of Object.entries(outputs)) {
    if (made.has(name) && !renamed.has(name)) renamed.set(name, outer);
    else copies.push({ opType: 'Identity', inputs: [renamed.get(name) ?? name], outputs: [outer] });
  }
  const rename = (names: readonly string[]): string[] => names.map((name) => renamed.get(name) ?? name);
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: rename(node.inputs),
    outputs: rename(node.outputs),
  }));
  return [...nodes, ...copies];
}

/** @param nodes - In an order in which inputs exist before their use, which the result keeps. */
function keepNeeded(nodes: readonly OnnxNode[], outputs: ReadonlySet<string>): OnnxNode[] {
  const needed = new Set(outputs);
  const kept: OnnxNode[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    for (const name of node.inputs) needed.add(name);
    kept.push(node);
  }
  return kept.reverse();
}
