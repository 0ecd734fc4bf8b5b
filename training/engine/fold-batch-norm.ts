/**
 * @file Merges batch norms with constant statistics, and biases added on their own, into the convolution or matrix
 * product before them. A batch norm *before* a padded convolution stays: at the border the sum would differ.
 */
import type { OnnxModel, OnnxNode, OnnxTensor } from '../onnx/types.ts';
import { attributeOf, float32Tensor } from '../onnx/types.ts';

/** What multiplies and shifts each output channel. */
interface ChannelAffine {
  readonly factor: Float32Array;
  readonly shift: Float32Array;
}

type Initializers = Record<string, OnnxTensor>;

/** @returns A new model; weights that are no longer used are left out. */
export function foldBatchNorms(model: OnnxModel): OnnxModel {
  const initializers: Initializers = { ...model.graph.initializers };
  const uses = new Map<string, number>();
  for (const name of model.graph.nodes.flatMap(({ inputs }) => inputs)) {
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const outputs = new Set(model.graph.outputs.map(({ name }) => name));
  const nodes: OnnxNode[] = [];
  const makerAt = new Map<string, number>();
  for (const node of model.graph.nodes) {
    const at = makerAt.get(node.inputs[0]);
    const alone = uses.get(node.inputs[0]) === 1 && !outputs.has(node.inputs[0]);
    const merged = at !== undefined && alone ? merge(nodes[at], node, initializers, uses) : null;
    if (at !== undefined && merged) nodes[at] = merged;
    else nodes.push(node);
    makerAt.set(node.outputs[0], at !== undefined && merged ? at : nodes.length - 1);
  }
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const kept = Object.entries(initializers).filter(([name]) => used.has(name));
  return { ...model, graph: { ...model.graph, nodes, initializers: Object.fromEntries(kept) } };
}

/** @returns `maker` doing the work of both, or null where they cannot be one. */
function merge(
  maker: OnnxNode,
  node: OnnxNode,
  initializers: Initializers,
  uses: ReadonlyMap<string, number>,
): OnnxNode | null {
  const channelAxis = outputAxis(maker);
  if (channelAxis === null) return null;
  const weight = initializers[maker.inputs[1]] as OnnxTensor | undefined;
  if (!weight) return null;
  const channels = weight.dims[channelAxis];
  const affine = affineOf(node, channels, initializers, maker.opType === 'Gemm');
  if (!affine) return null;
  const bias = (initializers[maker.inputs[2]] as OnnxTensor | undefined)?.data as Float32Array | undefined;
  // The names of the training stay, unless another node needs what they stand for.
  const consumed = [...maker.inputs, ...node.inputs];
  const nameOf = (wanted: string, part: string): string => {
    const free = consumed.includes(wanted) ? (uses.get(wanted) ?? 0) <= 1 : !(wanted in initializers);
    return free ? wanted : `${node.outputs[0]}.${part}`;
  };
  const weightName = nameOf(maker.inputs[1], 'weight');
  const biasName = nameOf(maker.inputs[1].replace(/(\.weight)?$/, '.bias'), 'bias');
  initializers[weightName] = scaleChannels(weight, channelAxis, affine.factor);
  const shifted = affine.shift.map(
    (shift, channel) => (bias?.[channel] ?? 0) * affine.factor[channel] + shift,
  );
  initializers[biasName] = float32Tensor([channels], shifted);
  return { ...maker, inputs: [maker.inputs[0], weightName, biasName], outputs: node.outputs };
}

/** Axis of the weight that counts the node's output channels; null for other operators. */
function outputAxis(node: OnnxNode): number | null {
  if (node.opType === 'Conv') return 0;
  if (node.opType !== 'Gemm' || attributeOf(node, 'transA')?.value === 1) return null;
  return attributeOf(node, 'transB')?.value === 1 ? 0 : 1;
}

function affineOf(
  node: OnnxNode,
  channels: number,
  initializers: Initializers,
  afterProduct: boolean,
): ChannelAffine | null {
  const data = node.inputs.slice(1).map((name) => (initializers[name] as OnnxTensor | undefined)?.data);
  if (data.some((values) => values?.length !== channels)) return null;
  if (node.opType === 'Add') {
    // After a matrix product [C] is a bias; after a convolution it would mean columns.
    return afterProduct
      ? { factor: new Float32Array(channels).fill(1), shift: data[0] as Float32Array }
      : null;
  }
  if (node.opType !== 'BatchNormalization') return null;
  const [scale, shift, mean, variance] = data as Float32Array[];
  const epsilon = Number(attributeOf(node, 'epsilon')?.value ?? 1e-5);
  const factor = scale.map((value, channel) => value / Math.sqrt(variance[channel] + epsilon));
  return { factor, shift: shift.map((value, channel) => value - mean[channel] * factor[channel]) };
}

function scaleChannels(weight: OnnxTensor, axis: number, factor: Float32Array): OnnxTensor {
  const inner = weight.dims.slice(axis + 1).reduce((product, size) => product * size, 1);
  const source = weight.data as Float32Array;
  const scaled = source.map((value, at) => value * factor[Math.floor(at / inner) % weight.dims[axis]]);
  return float32Tensor(weight.dims, scaled);
}
