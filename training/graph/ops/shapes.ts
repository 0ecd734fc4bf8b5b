/** @file Operators that move values without changing them: reshape, transpose, slice, pad, concat, gather. */
import { int, ints } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { expectRank, resolveAxis, ShapeError, showShape, sizeOf } from '../shape.ts';
import type { Shape } from '../shape.ts';
import { equal, toFloat } from './arithmetic.ts';
import { gemm } from './gemm.ts';

/** @throws ShapeError when the number of elements would change. */
export function reshape(x: Value, shape: Shape): Value {
  if (sizeOf(x.shape) !== sizeOf(shape)) {
    throw new ShapeError(`reshape: ${showShape(x.shape)} has not as many elements as ${showShape(shape)}`);
  }
  // 0 copies the input's size and −1 is what the rest leaves: inference graphs stay free of their batch size.
  const target = shape.map((size, axis) => (axis > 0 ? size : size === x.shape[0] ? 0 : -1));
  return x.graph.emit({
    opType: 'Reshape',
    inputs: [x, x.graph.int64(target)],
    shape,
    type: x.type,
    pullback: (dy) => [reshape(dy, x.shape), null],
  });
}

/** [N, …] to [N, product of the rest]. */
export function flatten(x: Value): Value {
  return reshape(x, [x.shape[0], sizeOf(x.shape.slice(1))]);
}

/** @param order - For each axis of the result, the axis of x that it was. */
export function transpose(x: Value, order: readonly number[]): Value {
  if (order.length !== x.shape.length || [...order].sort((a, b) => a - b).some((axis, at) => axis !== at)) {
    throw new ShapeError(`transpose: ${showShape(order)} is no order of the axes of ${showShape(x.shape)}`);
  }
  return x.graph.emit({
    opType: 'Transpose',
    inputs: [x],
    attributes: { perm: ints(order) },
    shape: order.map((axis) => x.shape[axis]),
    pullback: (dy) => [
      transpose(
        dy,
        order.map((_, axis) => order.indexOf(axis)),
      ),
    ],
  });
}

/** Elements `start`, `start + step`, … of one axis, `count` of them; a negative step walks backwards. */
export interface SliceRange {
  readonly axis: number;
  readonly start: number;
  readonly count: number;
  readonly step?: number;
}

/** @throws ShapeError when a range leaves its axis. */
export function slice(x: Value, ranges: readonly SliceRange[]): Value {
  const { graph } = x;
  const shape = [...x.shape];
  for (const { axis, start, count, step = 1 } of ranges) {
    const last = start + step * (count - 1);
    const size = x.shape[resolveAxis('slice', x.shape, axis)];
    if (count < 1 || Math.min(start, last) < 0 || Math.max(start, last) >= size) {
      throw new ShapeError(`slice: ${start}…${last} leaves axis ${axis} of ${showShape(x.shape)}`);
    }
    shape[axis] = count;
  }
  const steps = ranges.map(({ step = 1 }) => step);
  // Walking backwards to the first element needs an end before it, which −1 does not mean in ONNX.
  const ends = ranges.map(({ start, count, step = 1 }) => {
    const end = start + step * count;
    return end < 0 ? Number.MIN_SAFE_INTEGER : end;
  });
  return graph.emit({
    opType: 'Slice',
    inputs: [
      x,
      graph.int64(ranges.map(({ start }) => start)),
      graph.int64(ends),
      graph.int64(ranges.map(({ axis }) => axis)),
      graph.int64(steps),
    ],
    shape,
    type: x.type,
    pullback: (dy) => [
      ranges.reduce((sum, range) => unslice(sum, range, x.shape[range.axis]), dy),
      ...[null, null, null, null],
    ],
  });
}

/** Puts the elements of a sliced axis back to their places among zeros. */
function unslice(dy: Value, range: SliceRange, size: number): Value {
  const { axis, count, step = 1 } = range;
  const forward = step > 0 ? dy : reverse(dy, [axis]);
  const start = step > 0 ? range.start : range.start + step * (count - 1);
  const spread = spreadAxis(forward, axis, Math.abs(step));
  return padAxis(spread, axis, start, size - start - spread.shape[axis]);
}

/** Puts step − 1 zeros between neighbours along an axis. */
function spreadAxis(x: Value, axis: number, step: number): Value {
  if (step === 1 || x.shape[axis] === 1) return x;
  const count = x.shape[axis];
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const apart = padAxis(reshape(x, [...before, count, 1, ...after]), axis + 1, 0, step - 1);
  const joined = reshape(apart, [...before, count * step, ...after]);
  return slice(joined, [{ axis, start: 0, count: count * step - step + 1 }]);
}

function padAxis(x: Value, axis: number, before: number, after: number): Value {
  const none = x.shape.map(() => 0);
  return pad(
    x,
    none.map((_, at) => (at === axis ? before : 0)),
    none.map((_, at) => (at === axis ? after : 0)),
  );
}

/** Turns the order of the given axes round. */
export function reverse(x: Value, axes: readonly number[]): Value {
  const turned = axes.filter((axis) => x.shape[axis] > 1);
  if (turned.length === 0) return x;
  return slice(
    x,
    turned.map((axis) => ({ axis, start: x.shape[axis] - 1, count: x.shape[axis], step: -1 })),
  );
}

/** Adds `fill` before and after each axis. */
export function pad(x: Value, before: readonly number[], after: readonly number[], fill = 0): Value {
  if ([...before, ...after].every((size) => size === 0)) return x;
  const { graph } = x;
  expectRank('pad (before)', before, x.shape.length);
  const shape = x.shape.map((size, axis) => size + before[axis] + after[axis]);
  return graph.emit({
    opType: 'Pad',
    inputs: [x, graph.int64([...before, ...after]), graph.scalar(fill)],
    shape,
    pullback: (dy) => [
      slice(
        dy,
        x.shape.map((size, axis) => ({ axis, start: before[axis], count: size })),
      ),
      null,
      null,
    ],
  });
}

/** WebGPU limits the buffers of one kernel, so long lists are joined in groups of this size. */
const CONCAT_GROUP = 6;

/** @throws ShapeError when shapes differ elsewhere than along `axis`, or there is nothing to join. */
export function concat(values: readonly Value[], axis: number): Value {
  if (values.length === 0) throw new ShapeError('concat: nothing to join');
  const [first] = values;
  if (values.length === 1) return first;
  if (values.length > CONCAT_GROUP) {
    const groups: Value[] = [];
    for (let at = 0; at < values.length; at += CONCAT_GROUP) {
      groups.push(concat(values.slice(at, at + CONCAT_GROUP), axis));
    }
    return concat(groups, axis);
  }
  const at = resolveAxis('concat', first.shape, axis);
  const odd = values.find(
    ({ shape }) =>
      shape.length !== first.shape.length ||
      shape.some((size, other) => other !== at && size !== first.shape[other]),
  );
  if (odd) {
    throw new ShapeError(`concat: ${showShape(first.shape)} and ${showShape(odd.shape)} along axis ${at}`);
  }
  const starts = values.map((_, index) =>
    values.slice(0, index).reduce((sum, { shape }) => sum + shape[at], 0),
  );
  const total = values.reduce((sum, { shape }) => sum + shape[at], 0);
  return first.graph.emit({
    opType: 'Concat',
    inputs: values,
    attributes: { axis: int(at) },
    shape: first.shape.map((size, other) => (other === at ? total : size)),
    type: first.type,
    pullback: (dy) =>
      values.map(({ shape }, index) => slice(dy, [{ axis: at, start: starts[index], count: shape[at] }])),
  });
}

/**
 * One-hot rows of class numbers.
 *
 * @param indices - int32 [K]; a number outside 0…classes − 1 gives a row of zeros.
 * @returns float32 [K, classes].
 */
export function oneHot(indices: Value, classes: number): Value {
  expectRank('oneHot', indices.shape, 1);
  const range = indices.graph.constant(
    Int32Array.from({ length: classes }, (_, index) => index),
    [1, classes],
  );
  return toFloat(equal(reshape(indices, [indices.shape[0], 1]), range));
}

/**
 * Rows of a matrix by number. The gradient is a Gemm with one-hot rows: scatter-add has no WebGPU kernel.
 *
 * @param x - [N, D].
 * @param indices - int32 [K], each in 0…N − 1; out-of-range numbers make the run fail.
 * @returns [K, D].
 */
export function gatherRows(x: Value, indices: Value): Value {
  expectRank('gatherRows', x.shape, 2);
  expectRank('gatherRows (indices)', indices.shape, 1);
  return x.graph.emit({
    opType: 'Gather',
    inputs: [x, indices],
    attributes: { axis: int(0) },
    shape: [indices.shape[0], x.shape[1]],
    pullback: (dy) => [gemm(oneHot(indices, x.shape[0]), dy, { transA: true }), null],
  });
}
