/** @file Runs a graph once on the CPU, for tests. */
import { createSession, feedTensor } from '../../training/engine/devices.ts';
import type { TensorData } from '../../training/engine/devices.ts';
import type { Graph, Value } from '../../training/graph/graph.ts';
import { toOnnx } from '../../training/graph/to-onnx.ts';
import { encodeOnnxModel } from '../../training/onnx/writer.ts';

export type Feeds = Readonly<Record<string, TensorData>>;
export type RunGraph = (feeds: Feeds) => Promise<Record<string, Float32Array>>;

/** @returns A function that feeds the graph's inputs and gives the outputs' data by name. */
export async function compileGraph(
  graph: Graph,
  outputs: Record<string, Value>,
): Promise<{ run: RunGraph; release: () => Promise<void> }> {
  const session = await createSession(encodeOnnxModel(toOnnx(graph, outputs)), { threads: 1 });
  return {
    run: async (feeds) => {
      const tensors = graph.inputs.map(
        ({ name, type, shape }) => [name, feedTensor(name, type, shape, feeds[name])] as const,
      );
      const result = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(
        Object.entries(result).map(([name, tensor]) => [name, tensor.data as Float32Array]),
      );
    },
    release: () => session.release(),
  };
}

export async function runGraph(
  graph: Graph,
  outputs: Record<string, Value>,
  feeds: Feeds = {},
): Promise<Record<string, Float32Array>> {
  const { run, release } = await compileGraph(graph, outputs);
  const result = await run(feeds);
  await release();
  return result;
}
