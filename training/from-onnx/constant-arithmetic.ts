/**
 * @file Sums and products of constants, computed while the network is built: shapes and bounds are made of them, and
 * weights in 8 bits become numbers by them.
 */
import { broadcastShapes, ShapeError, sizeOf } from '../graph/shape.ts';
import type { Shape } from '../graph/shape.ts';
import { float32Tensor, int64Tensor } from '../onnx/types.ts';
import type { OnnxTensor } from '../onnx/types.ts';
import type { NodeView } from './translation.ts';

type Folder = (view: NodeView) => OnnxTensor;

const numbersOf = ({ data }: OnnxTensor): number[] => Array.from<number | bigint, number>(data, Number);

function inputOf(view: NodeView, index: number): OnnxTensor {
  return view.constant(index) ?? view.fail(`input ${index} is missing`);
}

/** The elements of a tensor that is stretched to a shape. */
function stretch(tensor: OnnxTensor, wide: Shape): Float64Array {
  const { dims } = tensor;
  const values = new Float64Array(tensor.data.length);
  tensor.data.forEach((value: number | bigint, at: number) => (values[at] = Number(value)));
  const result = new Float64Array(sizeOf(wide));
  if (values.length === result.length) return values;
  const lead = wide.length - dims.length;
  const steps = wide.map((_, axis) =>
    axis < lead || dims[axis - lead] === 1 ? 0 : sizeOf(dims.slice(axis - lead + 1)),
  );
  const place = wide.map(() => 0);
  let at = 0;
  for (let index = 0; index < result.length; index += 1) {
    result[index] = values[at];
    // On to the next place, as an odometer goes on.
    for (let axis = wide.length - 1; axis >= 0; axis -= 1) {
      place[axis] += 1;
      at += steps[axis];
      if (place[axis] < wide[axis]) break;
      at -= steps[axis] * place[axis];
      place[axis] = 0;
    }
  }
  return result;
}

/** As `like`: shapes stay whole numbers. */
function typed(dims: Shape, values: Float64Array, like: OnnxTensor): OnnxTensor {
  if (like.data instanceof BigInt64Array) return int64Tensor(dims, [...values].map(Math.trunc));
  return like.data instanceof Int32Array
    ? { dims, data: Int32Array.from(values, Math.trunc) }
    : float32Tensor(dims, Float32Array.from(values));
}

function binary(operation: (a: number, b: number) => number): Folder {
  return (view) => {
    const [left, right] = [inputOf(view, 0), inputOf(view, 1)];
    const dims = commonShape(view, left.dims, right.dims);
    const [a, b] = [stretch(left, dims), stretch(right, dims)];
    a.forEach((value, at) => (a[at] = operation(value, b[at])));
    return typed(dims, a, left);
  };
}

function commonShape(view: NodeView, a: Shape, b: Shape): Shape {
  try {
    return broadcastShapes('constants', a, b);
  } catch (error) {
    if (error instanceof ShapeError) return view.fail(error.message);
    throw error;
  }
}

function negate(view: NodeView): OnnxTensor {
  const x = inputOf(view, 0);
  return typed(
    x.dims,
    stretch(x, x.dims).map((value) => -value),
    x,
  );
}

export const CONSTANT_ARITHMETIC: Readonly<Record<string, Folder>> = {
  Add: binary((a, b) => a + b),
  Sub: binary((a, b) => a - b),
  Mul: binary((a, b) => a * b),
  Div: binary((a, b) => a / b),
  Max: binary(Math.max),
  Min: binary(Math.min),
  Neg: negate,
};

/** (x − zero point)·scale, with one scale or one for each position of an axis. */
export const dequantize: Folder = (view) => {
  const [x, scale] = [inputOf(view, 0), inputOf(view, 1)];
  const zero = view.constant(2);
  const axis = view.int('axis', 1);
  const at = axis < 0 ? axis + x.dims.length : axis;
  const single = scale.data.length === 1;
  if (!single && scale.data.length !== x.dims[at]) view.fail('scales by block are not supported');
  const inner = sizeOf(x.dims.slice(at + 1));
  const [factors, zeros] = [numbersOf(scale), zero ? numbersOf(zero) : null];
  const values = numbersOf(x).map((value, index) => {
    const channel = single ? 0 : Math.floor(index / inner) % x.dims[at];
    return (value - (zeros?.[channel] ?? 0)) * factors[channel];
  });
  return float32Tensor(x.dims, values);
};
