/**
 * @file Puts the weights that an ONNX file keeps beside it into the file itself, since the kiosk serves one file for
 * each model. Everything else of the file stays as it is.
 */
import { ATTRIBUTE, GRAPH, MODEL, NODE, TENSOR } from '../../../../training/onnx/fields.ts';
import { FUNCTION, SUBGRAPH } from './fields.ts';
import { readExternal } from './survey.ts';
import { fieldOf, rewriteMessage } from './wire.ts';

/**
 * @param weights - The files' bytes, by the paths that the model writes.
 * @returns A new file.
 * @throws Error when a tensor lies outside its file.
 */
export function intoOneFile(model: Uint8Array, weights: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const onTensor = (tensor: Uint8Array): Uint8Array => withOwnData(tensor, weights);
  const onGraph = (graph: Uint8Array): Uint8Array =>
    rewriteMessage(graph, { [GRAPH.node]: onNode, [GRAPH.initializer]: onTensor });
  const onAttribute = (attribute: Uint8Array): Uint8Array =>
    rewriteMessage(attribute, {
      [ATTRIBUTE.tensor]: onTensor,
      [SUBGRAPH.tensors]: onTensor,
      [SUBGRAPH.graph]: onGraph,
      [SUBGRAPH.graphs]: onGraph,
    });
  const onNode = (node: Uint8Array): Uint8Array => rewriteMessage(node, { [NODE.attribute]: onAttribute });
  return rewriteMessage(model, {
    [MODEL.graph]: onGraph,
    [MODEL.functions]: (definition) => rewriteMessage(definition, { [FUNCTION.node]: onNode }),
  });
}

function withOwnData(tensor: Uint8Array, weights: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const { external, entries } = readExternal(tensor);
  if (!external) return tensor;
  const location = entries.get('location') ?? '';
  const file = weights.get(location);
  if (!file) throw new Error(`${location} is missing`);
  const offset = Number(entries.get('offset') ?? 0);
  const length = Number(entries.get('length') ?? file.length - offset);
  if (!(offset >= 0 && length >= 0 && offset + length <= file.length)) {
    throw new Error(`${location} is too short: it ends before the weights that the model names do`);
  }
  return rewriteMessage(tensor, { [TENSOR.externalData]: 'remove', [TENSOR.dataLocation]: 'remove' }, [
    fieldOf(TENSOR.rawData, file.subarray(offset, offset + length)),
  ]);
}
