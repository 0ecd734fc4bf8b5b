/** @file Translators of ONNX operators that move values or reduce them: reshape, transpose, slice, concat, mean. */
import type { Value } from '../graph/graph.ts';
import * as ops from '../graph/ops/index.ts';
import type { SliceRange } from '../graph/ops/index.ts';
import { resolveAxis, sizeOf } from '../graph/shape.ts';
import type { NodeView, Translator } from './translation.ts';

/** ONNX's rules for a wanted shape: 0 copies an axis, −1 is what remains. */
export function resolveShape(wanted: readonly number[], from: readonly number[]): number[] {
  const copied = wanted.map((size, axis) => (size === 0 ? from[axis] : size));
  const known = copied.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  return copied.map((size) => (size === -1 ? sizeOf(from) / known : size));
}

/** Files with a fixed batch size, most often 1, write it into their shapes: there it becomes this graph's. */
const reshape: Translator = (view) => {
  const x = view.value(0);
  const { fileBatch, batch } = view.translation;
  const [first, ...rest] = view.list('shape', 1) ?? view.fail('its shape is missing');
  const counts = x.shape[0] === batch && first === fileBatch;
  return ops.reshape(x, resolveShape([counts ? batch : first, ...rest], x.shape));
};

/** @returns Shape without the axes of size 1, or only without the given ones. */
export function squeezedShape(shape: readonly number[], axes: readonly number[] | null): number[] {
  const resolved = axes?.map((axis) => resolveAxis('Squeeze', shape, axis));
  return shape.filter((size, axis) => !(resolved ? resolved.includes(axis) : size === 1));
}

export function unsqueezedShape(shape: readonly number[], axes: readonly number[]): number[] {
  const rank = shape.length + axes.length;
  const added = axes.map((axis) => (axis < 0 ? axis + rank : axis));
  const rest = [...shape];
  return Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : (rest.shift() ?? 1)));
}

const squeeze: Translator = (view) => {
  const x = view.value(0);
  const axes = view.list('axes', 1);
  // The batch axis counts images, even where it is 1.
  const loose = x.shape.flatMap((size, axis) => (axis > 0 && size === 1 ? [axis] : []));
  return ops.reshape(x, squeezedShape(x.shape, axes ?? loose));
};

const unsqueeze: Translator = (view) => {
  const x = view.value(0);
  return ops.reshape(
    x,
    unsqueezedShape(x.shape, view.list('axes', 1) ?? view.fail('attribute axes is missing')),
  );
};

const flatten: Translator = (view) => {
  const x = view.value(0);
  const axis = view.int('axis', 1);
  const at = axis < 0 ? axis + x.shape.length : axis;
  return ops.reshape(x, [sizeOf(x.shape.slice(0, at)), sizeOf(x.shape.slice(at))]);
};

const transpose: Translator = (view) => {
  const x = view.value(0);
  return ops.transpose(x, view.ints('perm') ?? x.shape.map((_, axis) => x.shape.length - 1 - axis));
};

/** One axis of ONNX's Slice: bounds beyond the ends are moved to them. */
function sliceRange(size: number, axis: number, start: number, end: number, step: number): SliceRange {
  const fromFront = (bound: number): number => (bound < 0 ? bound + size : bound);
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const hold = (bound: number): number => Math.min(Math.max(fromFront(bound), low), high);
  const [first, last] = [hold(start), hold(end)];
  return { axis, start: first, step, count: Math.ceil((last - first) / step) };
}

/** @returns What a Slice takes of a shape. @throws Error naming the node when bounds are missing. */
export function sliceRanges(view: NodeView, shape: readonly number[]): SliceRange[] {
  const starts = view.list('starts', 1) ?? view.fail('its starts are missing');
  const ends = view.list('ends', 2) ?? view.fail('its ends are missing');
  const axes = view.list('axes', 3) ?? starts.map((_, axis) => axis);
  const steps = view.list('steps', 4) ?? starts.map(() => 1);
  return starts.map((start, at) => {
    const axis = resolveAxis('Slice', shape, axes[at]);
    return sliceRange(shape[axis], axis, start, ends[at], steps[at]);
  });
}

const slice: Translator = (view) => {
  const x = view.value(0);
  const ranges = sliceRanges(view, x.shape);
  if (ranges.some(({ axis, count }) => axis === 0 && count !== x.shape[0])) {
    view.fail('it would leave images of the batch out');
  }
  return ops.slice(
    x,
    ranges.filter(({ axis }) => axis !== 0),
  );
};

/** In parts of given sizes, or in as many equal ones as there are outputs. */
const split: Translator = (view) => {
  const x = view.value(0);
  const axis = resolveAxis('Split', x.shape, view.int('axis', 0));
  if (axis === 0) return view.fail('it would split the batch');
  const count = view.node.outputs.length;
  const even = Math.ceil(x.shape[axis] / count);
  const sizes =
    view.list('split', 1) ??
    Array.from({ length: count }, (_, at) => Math.min(even, x.shape[axis] - at * even));
  if (sizes.length !== count || sizes.reduce((sum, size) => sum + size, 0) !== x.shape[axis]) {
    return view.fail(`parts of ${sizes.join(', ')} are not the ${x.shape[axis]} along its axis`);
  }
  return sizes.map((size, at) => {
    const start = sizes.slice(0, at).reduce((sum, before) => sum + before, 0);
    return ops.slice(x, [{ axis, start, count: size }]);
  });
};

const concat: Translator = (view) => {
  const values = view.node.inputs.map((_, index) => view.value(index));
  const axis = resolveAxis('Concat', values[0].shape, view.int('axis', 1));
  if (axis === 0) view.fail('it would join values along the batch');
  return ops.concat(values, axis);
};

const pad: Translator = (view) => {
  const x = view.value(0);
  const rank = x.shape.length;
  if (view.text('mode', 'constant') !== 'constant') view.fail('only padding with a constant is supported');
  if (view.has(3)) view.fail('padding of single axes is not supported');
  const pads = view.list('pads', 1) ?? view.fail('its pads are missing');
  if (pads.length !== 2 * rank || pads.some((size) => size < 0)) {
    view.fail(`pads ${pads.join(', ')} do not fit rank ${rank}`);
  }
  if (pads[0] + pads[rank] > 0) view.fail('it would add images to the batch');
  const fill = view.constant(2);
  return ops.pad(
    x,
    pads.slice(0, rank),
    pads.slice(rank),
    fill ? Number(fill.data[0]) : view.float('value', 0),
  );
};

function reduction(
  operation: (x: Value, options: { axes: readonly number[]; keepAxes: boolean }) => Value,
): Translator {
  return (view) => {
    const x = view.value(0);
    const axes = view.list('axes', 1)?.map((axis) => resolveAxis(view.node.opType, x.shape, axis));
    if (!axes || axes.length === 0 || axes.includes(0))
      return view.fail('it would mix the images of a batch');
    return operation(x, { axes, keepAxes: view.int('keepdims', 1) === 1 });
  };
}

type Reduce = Parameters<typeof reduction>[0];

const sumOfSquares: Reduce = (x, options) => ops.reduceSum(ops.square(x), options);

/** x/‖x‖₂ along one axis, where it is not the end of the file. */
const lpNormalization: Translator = (view) => {
  const x = view.value(0);
  const axis = resolveAxis('LpNormalization', x.shape, view.int('axis', -1));
  if (axis === 0 || view.int('p', 2) !== 2)
    return view.fail('only lengths (p = 2) of one image are supported');
  return ops.div(x, ops.sqrt(sumOfSquares(x, { axes: [axis], keepAxes: true })));
};

export const SHAPES: Readonly<Record<string, Translator>> = {
  Reshape: reshape,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Flatten: flatten,
  Transpose: transpose,
  Slice: slice,
  Split: split,
  Concat: concat,
  Pad: pad,
  ReduceMean: reduction(ops.reduceMean),
  ReduceSum: reduction(ops.reduceSum),
  ReduceMax: reduction(ops.reduceMax),
  ReduceSumSquare: reduction(sumOfSquares),
  ReduceL2: reduction((x, options) => ops.sqrt(sumOfSquares(x, options))),
  LpNormalization: lpNormalization,
};
