/** @file Reductions over axes, and what is built on them: normalising, log-sum-exp. */
import { int, ints } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { detach } from '../graph.ts';
import { resolveAxis } from '../shape.ts';
import type { Shape } from '../shape.ts';
import { add, broadcastTo, div, equal, mul, sub, toFloat } from './arithmetic.ts';
import { exp, log, sqrt, square } from './functions.ts';
import { reshape } from './shapes.ts';

export interface ReduceOptions {
  /** All axes when absent. */
  readonly axes?: readonly number[];
  /** Leave the reduced axes in place, with size 1. */
  readonly keepAxes?: boolean;
}

interface Reduction {
  readonly axes: readonly number[];
  /** With the reduced axes as 1. */
  readonly wide: Shape;
  readonly shape: Shape;
  readonly keepdims: number;
  /** Elements that make one result. */
  readonly count: number;
}

function plan(operation: string, x: Value, { axes, keepAxes = false }: ReduceOptions): Reduction {
  const resolved = (axes ?? x.shape.map((_, axis) => axis)).map((axis) =>
    resolveAxis(operation, x.shape, axis),
  );
  const wide = x.shape.map((size, axis) => (resolved.includes(axis) ? 1 : size));
  return {
    axes: resolved,
    wide,
    shape: keepAxes ? wide : x.shape.filter((_, axis) => !resolved.includes(axis)),
    keepdims: Number(keepAxes),
    count: resolved.reduce((product, axis) => product * x.shape[axis], 1),
  };
}

export function reduceSum(x: Value, options: ReduceOptions = {}): Value {
  const { axes, wide, shape, keepdims } = plan('reduceSum', x, options);
  return x.graph.emit({
    opType: 'ReduceSum',
    inputs: [x, x.graph.int64(axes)],
    attributes: { keepdims: int(keepdims) },
    shape,
    pullback: (dy) => [broadcastTo(reshape(dy, wide), x.shape), null],
  });
}

export function reduceMean(x: Value, options: ReduceOptions = {}): Value {
  const { axes, wide, shape, keepdims, count } = plan('reduceMean', x, options);
  return x.graph.emit({
    opType: 'ReduceMean',
    inputs: [x],
    attributes: { axes: ints(axes), keepdims: int(keepdims) },
    shape,
    pullback: (dy) => [broadcastTo(reshape(mul(dy, 1 / count), wide), x.shape)],
  });
}

/** Largest element; elements that tie share the gradient equally. */
export function reduceMax(x: Value, options: ReduceOptions = {}): Value {
  const { axes, wide, shape, keepdims } = plan('reduceMax', x, options);
  const largest: Value = x.graph.emit({
    opType: 'ReduceMax',
    inputs: [x],
    attributes: { axes: ints(axes), keepdims: int(keepdims) },
    shape,
    pullback: (dy) => {
      const hit = toFloat(equal(x, reshape(largest, wide)));
      const ties = reduceSum(hit, { axes, keepAxes: true });
      return [mul(hit, div(reshape(dy, wide), ties))];
    },
  });
  return largest;
}

/** log Σ eˣ over the last axis, without overflow. @returns Without that axis. */
export function logSumExp(x: Value): Value {
  const peak = detach(reduceMax(x, { axes: [-1], keepAxes: true }));
  const sum = reduceSum(exp(sub(x, peak)), { axes: [-1] });
  return add(log(sum), reshape(peak, sum.shape));
}

/** Euclidean length along the last axis, which stays as 1. @param epsilon - Added to the squared length. */
export function length(x: Value, epsilon: number): Value {
  return sqrt(add(reduceSum(square(x), { axes: [-1], keepAxes: true }), epsilon));
}

/** Too small to change a unit vector's float32 digits, large enough for a finite gradient at 0. */
const LENGTH_EPSILON = 1e-12;

/** x/‖x‖ along the last axis; a zero vector stays zero. */
export function l2Normalise(x: Value): Value {
  return div(x, length(x, LENGTH_EPSILON));
}
