/** @file Builds a loss over fed values and runs it once. */
import { createRng } from '../../../src/core/rng/rng.ts';
import { Graph } from '../../../training/graph/graph.ts';
import type { Value } from '../../../training/graph/graph.ts';
import { gradients } from '../../../training/graph/gradients.ts';
import { Scope } from '../../../training/graph/scope.ts';
import type { LossResult } from '../../../training/losses/reduce.ts';
import { sizeOf } from '../../../training/graph/shape.ts';
import { normalArray } from '../finite-difference.ts';
import { runGraph } from '../run-graph.ts';

export interface Fed {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export const row = (...values: number[]): Fed => ({
  shape: [values.length],
  data: Float32Array.from(values),
});
export const indices = (...values: number[]): Fed => ({
  shape: [values.length],
  data: Int32Array.from(values),
});
export const matrix = (rows: readonly (readonly number[])[]): Fed => ({
  shape: [rows.length, rows[0].length],
  data: Float32Array.from(rows.flat()),
});

function declare(graph: Graph, fed: Readonly<Record<string, Fed>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(fed).map(([name, { shape, data }]) => [
      name,
      graph.input(name, shape, data instanceof Float32Array ? 'float32' : 'int32'),
    ]),
  );
}

/** @returns One number for scalars and a list for the rest. */
export async function evaluate(
  fed: Readonly<Record<string, Fed>>,
  build: (inputs: Record<string, Value>, graph: Graph) => Record<string, Value>,
): Promise<Record<string, number[]>> {
  const graph = new Graph();
  const outputs = build(declare(graph, fed), graph);
  const data = Object.fromEntries(Object.entries(fed).map(([name, value]) => [name, value.data]));
  const result = await runGraph(graph, outputs, data);
  return Object.fromEntries(Object.entries(result).map(([name, values]) => [name, Array.from(values)]));
}

/** Loss, metrics and the gradient of the loss with respect to one input. */
export function lossOutputs({ loss, metrics }: LossResult, wrt: Value): Record<string, Value> {
  return { loss, ...metrics, gradient: gradients(loss, [wrt])[0] };
}

/** A scope whose parameters are fed inputs, or random constants where none is fed. */
export function fedScope(graph: Graph, inputs: Readonly<Record<string, Value>>): Scope {
  const seed = createRng(9);
  return new Scope({
    graph,
    training: true,
    parameter: ({ name, shape }) =>
      inputs[name] ?? graph.constant(normalArray(sizeOf(shape), Math.floor(seed() * 1000)), shape),
    statistic: ({ shape, initial }) => graph.constant(new Float32Array(sizeOf(shape)).fill(initial), shape),
  });
}
