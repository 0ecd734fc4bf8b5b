/**
 * @file ONNX operators on constants, computed while the network is built: exporters write shapes as small programs
 * (Shape, Gather, Concat, …), and turn weights around before using them.
 */
import { sizeOf } from '../graph/shape.ts';
import { attributeOf, float32Tensor, int64Tensor } from '../onnx/types.ts';
import type { OnnxAttribute, OnnxTensor } from '../onnx/types.ts';
import { CONSTANT_ARITHMETIC, dequantize } from './constant-arithmetic.ts';
import { resolveShape, sliceRanges, squeezedShape, unsqueezedShape } from './shapes.ts';
import { meaningfulName } from './translation.ts';
import type { ConstantOperand, NodeView } from './translation.ts';

/** The first input, of a node all of whose inputs are constant. */
function first(view: NodeView): OnnxTensor {
  return view.constant(0) ?? view.fail('input 0 is missing');
}

const numbers = (tensor: OnnxTensor): number[] => Array.from<number | bigint, number>(tensor.data, Number);

const pick = (tensor: OnnxTensor, dims: readonly number[], at: readonly number[]): OnnxTensor => {
  const { data } = tensor;
  if (data instanceof BigInt64Array)
    return int64Tensor(
      dims,
      at.map((index) => data[index]),
    );
  const picked = at.map((index) => data[index]);
  return data instanceof Int32Array ? { dims, data: Int32Array.from(picked) } : float32Tensor(dims, picked);
};

const FLOAT_TYPES = [1, 10, 11];
const INT64_TYPE = 7;

function cast(view: NodeView): OnnxTensor {
  const { dims, data } = first(view);
  const to = view.int('to', 1);
  if (FLOAT_TYPES.includes(to) && !(data instanceof BigInt64Array))
    return data instanceof Float32Array ? { dims, data } : float32Tensor(dims, new Float32Array(data));
  const values = numbers({ dims, data });
  if (FLOAT_TYPES.includes(to)) return float32Tensor(dims, values);
  return to === INT64_TYPE
    ? int64Tensor(dims, values.map(Math.trunc))
    : { dims, data: Int32Array.from(values) };
}

function constant(view: NodeView): OnnxTensor {
  const given = (name: string): OnnxAttribute | undefined => attributeOf(view.node, name);
  const attribute =
    given('value') ??
    given('value_float') ??
    given('value_int') ??
    given('value_ints') ??
    given('value_floats');
  switch (attribute?.kind) {
    case 'tensor':
      return attribute.value;
    case 'float':
      return float32Tensor([], [attribute.value]);
    case 'int':
      return int64Tensor([], [attribute.value]);
    case 'ints':
      return int64Tensor([attribute.value.length], attribute.value);
    case 'floats':
      return float32Tensor([attribute.value.length], attribute.value);
    default:
      return view.fail('its value is missing, or of a kind that is not supported');
  }
}

function transpose(view: NodeView): OnnxTensor {
  const tensor = first(view);
  const { dims } = tensor;
  const order = view.ints('perm') ?? dims.map((_, axis) => dims.length - 1 - axis);
  const steps = stepsOf(dims);
  const axes = order.map((axis) => ({ count: dims[axis], start: 0, step: steps[axis] }));
  return pick(
    tensor,
    axes.map(({ count }) => count),
    walk(axes),
  );
}

/** Elements between neighbours along each axis. */
const stepsOf = (dims: readonly number[]): number[] => dims.map((_, axis) => sizeOf(dims.slice(axis + 1)));

/** Positions of elements, the last axis running fastest. */
function walk(axes: readonly { count: number; start: number; step: number }[]): number[] {
  return axes.reduce(
    (places, { count, start, step }) =>
      places.flatMap((place) => Array.from({ length: count }, (_, at) => place + start + at * step)),
    [0],
  );
}

function gather(view: NodeView): OnnxTensor {
  const list = first(view);
  const indices = view.constant(1) ?? view.fail('input 1 is missing');
  if (list.dims.length !== 1) view.fail('only of lists can constants be gathered');
  const at = numbers(indices).map((index) => (index < 0 ? index + list.dims[0] : index));
  if (at.some((index) => index < 0 || index >= list.dims[0])) view.fail('an index is out of range');
  return pick(list, indices.dims, at);
}

function concat(view: NodeView): OnnxTensor {
  const parts = view.node.inputs.map(
    (_, index) => view.constant(index) ?? view.fail(`input ${index} is missing`),
  );
  if (parts.some(({ dims, data }) => dims.length !== 1 || !(data instanceof BigInt64Array))) {
    view.fail('only lists of int64 can be joined among constants');
  }
  const joined = parts.flatMap(numbers);
  return int64Tensor([joined.length], joined);
}

function slice(view: NodeView): OnnxTensor {
  const tensor = first(view);
  const { dims } = tensor;
  const ranges = sliceRanges(view, dims);
  const steps = stepsOf(dims);
  const axes = dims.map((size, axis) => {
    const {
      start,
      count,
      step = 1,
    } = ranges.find((range) => range.axis === axis) ?? { start: 0, count: size };
    return { count: Math.max(count, 0), start: start * steps[axis], step: step * steps[axis] };
  });
  return pick(
    tensor,
    axes.map(({ count }) => count),
    walk(axes),
  );
}

/** As many of one number as a shape has places. */
function constantOfShape(view: NodeView): OnnxTensor {
  const dims = numbers(first(view));
  const given = attributeOf(view.node, 'value');
  const value = given?.kind === 'tensor' ? given.value : float32Tensor([1], [0]);
  return pick(value, dims, new Array<number>(sizeOf(dims)).fill(0));
}

const reshaped =
  (shapeOf: (view: NodeView, dims: readonly number[]) => readonly number[]) =>
  (view: NodeView): OnnxTensor => {
    const tensor = first(view);
    const dims = shapeOf(view, tensor.dims);
    if (sizeOf(dims) !== tensor.data.length)
      view.fail(`[${tensor.dims.join(', ')}] cannot become [${dims.join(', ')}]`);
    return { ...tensor, dims };
  };

const FOLDERS: Readonly<Record<string, (view: NodeView) => OnnxTensor>> = {
  Constant: constant,
  Identity: first,
  Cast: cast,
  Transpose: transpose,
  Gather: gather,
  Concat: concat,
  DequantizeLinear: dequantize,
  ...CONSTANT_ARITHMETIC,
  Slice: slice,
  ConstantOfShape: constantOfShape,
  Reshape: reshaped((view, dims) => resolveShape(view.list('shape', 1) ?? [], dims)),
  Squeeze: reshaped((view, dims) => squeezedShape(dims, view.list('axes', 1))),
  Unsqueeze: reshaped((view, dims) => unsqueezedShape(dims, view.list('axes', 1) ?? [])),
};

export const FOLDED_OPERATORS: readonly string[] = [...Object.keys(FOLDERS), 'Shape'];

/** @returns What the node makes if that is known before the model runs, else null. */
export function foldConstant(view: NodeView): ConstantOperand | null {
  const { opType, inputs, outputs } = view.node;
  if (opType === 'Shape') {
    const operand = view.operand(0);
    const shape = 'value' in operand ? operand.value.shape : operand.tensor.dims;
    const cut = shape.slice(view.int('start', 0), view.int('end', shape.length));
    return { tensor: int64Tensor([cut.length], cut), name: null };
  }
  if (!Object.hasOwn(FOLDERS, opType)) return null;
  const operands = inputs.flatMap((name, index) => (name === '' ? [] : [view.operand(index)]));
  if (operands.some((operand) => 'value' in operand)) return null;
  const sources = operands as ConstantOperand[];
  const { folded } = view.translation;
  const known = folded.get(view.node);
  if (known?.sources.every((source, at) => source.tensor === sources[at].tensor)) return known.made;
  const tensor = FOLDERS[opType](view);
  // A weight that is turned around, scaled or stored in another type is still that weight.
  const source =
    sources.find(({ tensor: { dims } }) => sizeOf(dims) === sizeOf(tensor.dims)) ?? sources.at(0);
  const made = { tensor, name: opType === 'Constant' ? meaningfulName(outputs[0]) : (source?.name ?? null) };
  folded.set(view.node, { sources, made });
  return made;
}
