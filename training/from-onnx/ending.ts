/**
 * @file Where an exported model's raw output lies: before the normalising to unit length, or before the logistic
 * function, that exports end with and that losses bring themselves.
 */
import { attributeOf } from '../onnx/types.ts';
import type { OnnxGraph, OnnxNode } from '../onnx/types.ts';

export interface Ending {
  /** Name of the value that is the raw embedding or logit. */
  readonly raw: string;
  /** What the file does to it afterwards. */
  readonly dropped: 'normalisation' | 'sigmoid' | null;
}

/** What a length is computed with, from x alone: ‖x‖ kept away from zero and stretched to x's shape. */
const LENGTH_OPERATORS = new Set([
  ...['ReduceL2', 'ReduceSum', 'ReduceSumSquare', 'Sqrt', 'Pow', 'Abs', 'Mul', 'Add', 'Max', 'Clip'],
  ...['Expand', 'Shape', 'Unsqueeze', 'Reshape', 'Identity', 'Cast', 'Constant'],
]);

/** @param output - Name of the graph's output. */
export function findEnding(graph: OnnxGraph, output: string): Ending {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  let name = output;
  let node = makers.get(name);
  while (node && (node.opType === 'Identity' || node.opType === 'Cast')) {
    [name] = node.inputs;
    node = makers.get(name);
  }
  if (node?.opType === 'Sigmoid') return { raw: node.inputs[0], dropped: 'sigmoid' };
  const normalised = node && normalisedInput(node, makers);
  return normalised === undefined
    ? { raw: output, dropped: null }
    : { raw: normalised, dropped: 'normalisation' };
}

/** x, where the node computes x/‖x‖ in one of the usual ways. */
function normalisedInput(node: OnnxNode, makers: ReadonlyMap<string, OnnxNode>): string | undefined {
  const [first, second] = node.inputs;
  if (node.opType === 'LpNormalization') {
    return Number(attributeOf(node, 'p')?.value ?? 2) === 2 ? first : undefined;
  }
  if (node.opType === 'Div' && isLengthOf(first, second, makers)) return first;
  if (node.opType !== 'Mul') return undefined;
  const inverse = makers.get(second);
  return inverse?.opType === 'Reciprocal' && isLengthOf(first, inverse.inputs[0], makers) ? first : undefined;
}

function isLengthOf(x: string, length: string, makers: ReadonlyMap<string, OnnxNode>): boolean {
  const met = new Set<string>();
  const open = [length];
  const seen = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === x || name === '' || seen.has(name)) continue;
    seen.add(name);
    const node = makers.get(name);
    // What no node makes is a constant: an epsilon, an exponent, a list of axes.
    if (!node) continue;
    if (!LENGTH_OPERATORS.has(node.opType)) return false;
    met.add(node.opType);
    open.push(...node.inputs);
  }
  const root = met.has('Sqrt') || met.has('Pow');
  return met.has('ReduceL2') || (root && (met.has('ReduceSum') || met.has('ReduceSumSquare')));
}
