/**
 * @file Stores a model's large weights in half precision, which halves the file. A Cast in front of each use makes
 * float32 of them again, so that every runtime computes as before; most do so once, when they load the model.
 */
import { LARGEST_HALF } from '../onnx/half.ts';
import { int } from '../onnx/types.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../onnx/types.ts';

/** Biases and batch norms stay as they are: they are few, and a Cast would cost as much as it saves. */
const SMALLEST_STORED = 256;
const FLOAT32 = 1;

/** @returns A new model; a weight with a number that half precision does not reach stays float32. */
export function storeWeightsAsHalf(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const stored = new Set(
    Object.entries(graph.initializers).flatMap(([name, tensor]) => (isStorable(tensor) ? [name] : [])),
  );
  // The weight keeps its name, by which fine-tuning finds it.
  const used = (name: string): string => (stored.has(name) ? `${name}.float32` : name);
  const casts = [...stored].map((name): OnnxNode => ({
    ...{ opType: 'Cast', inputs: [name], outputs: [used(name)] },
    attributes: { to: int(FLOAT32) },
  }));
  const nodes = graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(used) }));
  const initializers = Object.entries(graph.initializers).map(([name, tensor]): [string, OnnxTensor] => [
    name,
    stored.has(name) ? { ...tensor, storedAs: 'float16' } : tensor,
  ]);
  return {
    ...model,
    graph: { ...graph, nodes: [...casts, ...nodes], initializers: Object.fromEntries(initializers) },
  };
}

function isStorable({ data }: OnnxTensor): boolean {
  return (
    data instanceof Float32Array &&
    data.length >= SMALLEST_STORED &&
    data.every((value) => Math.abs(value) <= LARGEST_HALF)
  );
}
