/** @file Gives the constants of an inference model the names of the weights that they are. */
import type { OnnxModel, OnnxTensor } from '../onnx/types.ts';

/**
 * @param names - Weight by constant. A name that the model uses for something else is not given.
 * @returns The same model; the file then says what is what, and fine-tuning finds the names of the training again.
 */
export function nameWeights(model: OnnxModel, names: ReadonlyMap<string, string>): OnnxModel {
  const { graph } = model;
  const taken = new Set([
    ...graph.inputs.map(({ name }) => name),
    ...graph.nodes.flatMap(({ outputs }) => outputs),
    ...Object.keys(graph.initializers),
  ]);
  const renamed = (name: string): string => {
    const weight = names.get(name);
    return weight === undefined || taken.has(weight) ? name : weight;
  };
  const nodes = graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed) }));
  const initializers = Object.entries(graph.initializers).map(([name, value]): [string, OnnxTensor] => [
    renamed(name),
    value,
  ]);
  return { ...model, graph: { ...graph, nodes, initializers: Object.fromEntries(initializers) } };
}
