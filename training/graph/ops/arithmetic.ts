/** @file Element-wise operators of two or three values, with NumPy broadcasting. */
import { int } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { broadcastShapes, ShapeError, showShape, sameShape } from '../shape.ts';
import type { Shape } from '../shape.ts';

type Operand = Value | number;

function asValue(beside: Value, operand: Operand): Value {
  return typeof operand === 'number' ? beside.graph.scalar(operand) : operand;
}

/** Sums over the axes along which `shape` was stretched: the gradient of broadcasting. */
export function sumTo(value: Value, shape: Shape): Value {
  if (sameShape(value.shape, shape)) return value;
  const { graph } = value;
  const lead = value.shape.length - shape.length;
  const axes = value.shape
    .map((size, axis) => (axis < lead || (shape[axis - lead] === 1 && size !== 1) ? axis : -1))
    .filter((axis) => axis >= 0);
  const sum = graph.emit({
    opType: 'ReduceSum',
    inputs: [value, graph.int64(axes)],
    attributes: { keepdims: int(1) },
    shape: value.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
    pullback: (dy) => [broadcastTo(dy, value.shape), null],
  });
  if (lead === 0) return sum;
  return graph.emit({
    opType: 'Reshape',
    inputs: [sum, graph.int64(shape)],
    shape,
    pullback: (dy) => [
      graph.emit({ opType: 'Reshape', inputs: [dy, graph.int64(sum.shape)], shape: sum.shape }),
      null,
    ],
  });
}

/**
 * Stretches axes of size 1.
 *
 * @throws ShapeError when the value does not broadcast to exactly `shape`.
 */
export function broadcastTo(value: Value, shape: Shape): Value {
  if (sameShape(value.shape, shape)) return value;
  if (!sameShape(broadcastShapes('broadcastTo', value.shape, shape), shape)) {
    throw new ShapeError(`broadcastTo: ${showShape(value.shape)} does not stretch to ${showShape(shape)}`);
  }
  return value.graph.emit({
    opType: 'Expand',
    inputs: [value, value.graph.int64(shape)],
    type: value.type,
    shape,
    pullback: (dy) => [sumTo(dy, value.shape), null],
  });
}

export function add(a: Value, operand: Operand): Value {
  const b = asValue(a, operand);
  return a.graph.emit({
    opType: 'Add',
    inputs: [a, b],
    shape: broadcastShapes('add', a.shape, b.shape),
    pullback: (dy) => [sumTo(dy, a.shape), sumTo(dy, b.shape)],
  });
}

export function sub(a: Value, operand: Operand): Value {
  const b = asValue(a, operand);
  return a.graph.emit({
    opType: 'Sub',
    inputs: [a, b],
    shape: broadcastShapes('sub', a.shape, b.shape),
    pullback: (dy) => [sumTo(dy, a.shape), neg(sumTo(dy, b.shape))],
  });
}

export function mul(a: Value, operand: Operand): Value {
  const b = asValue(a, operand);
  return a.graph.emit({
    opType: 'Mul',
    inputs: [a, b],
    shape: broadcastShapes('mul', a.shape, b.shape),
    pullback: (dy) => [sumTo(mul(dy, b), a.shape), sumTo(mul(dy, a), b.shape)],
  });
}

export function div(a: Value, operand: Operand): Value {
  const b = asValue(a, operand);
  const quotient: Value = a.graph.emit({
    opType: 'Div',
    inputs: [a, b],
    shape: broadcastShapes('div', a.shape, b.shape),
    pullback: (dy) => {
      const da = div(dy, b);
      return [sumTo(da, a.shape), neg(sumTo(mul(da, quotient), b.shape))];
    },
  });
  return quotient;
}

export function neg(x: Value): Value {
  return x.graph.emit({ opType: 'Neg', inputs: [x], shape: x.shape, pullback: (dy) => [neg(dy)] });
}

/** a where `condition` (bool) holds, else b; both operands as one shape with the condition. */
export function where(condition: Value, a: Operand, b: Operand): Value {
  const left = asValue(condition, a);
  const right = asValue(condition, b);
  const shape = broadcastShapes('where', broadcastShapes('where', condition.shape, left.shape), right.shape);
  return condition.graph.emit({
    opType: 'Where',
    inputs: [condition, left, right],
    shape,
    type: left.type,
    pullback: (dy) => [
      null,
      sumTo(where(condition, dy, 0), left.shape),
      sumTo(where(condition, 0, dy), right.shape),
    ],
  });
}

/** The larger of both; at a tie the gradient goes to `a`. */
export function maximum(a: Value, operand: Operand): Value {
  return extremum('Max', a, operand);
}

/** The smaller of both; at a tie the gradient goes to `a`. */
export function minimum(a: Value, operand: Operand): Value {
  return extremum('Min', a, operand);
}

function extremum(opType: 'Max' | 'Min', a: Value, operand: Operand): Value {
  const b = asValue(a, operand);
  return a.graph.emit({
    opType,
    inputs: [a, b],
    shape: broadcastShapes(opType, a.shape, b.shape),
    pullback: (dy) => {
      const first = opType === 'Max' ? greaterOrEqual(a, b) : greaterOrEqual(b, a);
      return [sumTo(where(first, dy, 0), a.shape), sumTo(where(first, 0, dy), b.shape)];
    },
  });
}

function compare(opType: string, a: Value, operand: Operand): Value {
  const b = asValue(a, operand);
  const shape = broadcastShapes(opType, a.shape, b.shape);
  return a.graph.emit({ opType, inputs: [a, b], shape, type: 'bool' });
}

/** @returns bool. */
export const greaterOrEqual = (a: Value, b: Operand): Value => compare('GreaterOrEqual', a, b);
/** @returns bool. */
export const greater = (a: Value, b: Operand): Value => compare('Greater', a, b);
/** @returns bool; the operands may be integers of one type. */
export const equal = (a: Value, b: Value): Value => compare('Equal', a, b);

const FLOAT = 1;
const INT32 = 6;

/** bool or integer to float32: 1 where true. No gradient. */
export function toFloat(x: Value): Value {
  return x.graph.emit({ opType: 'Cast', inputs: [x], attributes: { to: int(FLOAT) }, shape: x.shape });
}

/** Position of the largest entry along the last axis, the first at a tie. @returns int32, without that axis. */
export function argMax(x: Value): Value {
  const axis = x.shape.length - 1;
  const shape = x.shape.slice(0, -1);
  const found = x.graph.emit({
    opType: 'ArgMax',
    inputs: [x],
    attributes: { axis: int(axis), keepdims: int(0) },
    type: 'int64',
    shape,
  });
  return x.graph.emit({
    opType: 'Cast',
    inputs: [found],
    attributes: { to: int(INT32) },
    type: 'int32',
    shape,
  });
}
