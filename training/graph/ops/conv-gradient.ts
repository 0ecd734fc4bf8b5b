/** @file The two gradients of a convolution, written in operators that every inference runtime has. */
import { int, ints } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { reduceSum } from './reduce.ts';
import { isDepthwise, type ConvGeometry } from './conv-geometry.ts';
import { gemm } from './gemm.ts';
import { concat, pad, reshape, reverse, slice, transpose } from './shapes.ts';

/** dL/dx, [N, C, H, W]. */
export function convInputGradient(dy: Value, weight: Value, geometry: ConvGeometry): Value {
  return geometry.stride === 1 && (geometry.groups === 1 || isDepthwise(geometry))
    ? flippedConvolution(dy, weight, geometry)
    : transposedConvolution(dy, weight, geometry);
}

/** dL/dW, [Co, C / groups, kH, kW]. */
export function convWeightGradient(x: Value, dy: Value, geometry: ConvGeometry): Value {
  if (geometry.groups === 1) return denseWeightGradient(x, dy, geometry);
  return isDepthwise(geometry)
    ? depthwiseWeightGradient(x, dy, geometry)
    : groupedWeightGradient(x, dy, geometry);
}

/** Each group is a dense convolution of its own channels. */
function groupedWeightGradient(x: Value, dy: Value, geometry: ConvGeometry): Value {
  const { groups } = geometry;
  const [inChannels, outChannels] = [geometry.inChannels / groups, geometry.outChannels / groups];
  const parts = Array.from({ length: groups }, (_, group) =>
    denseWeightGradient(
      slice(x, [{ axis: 1, start: group * inChannels, count: inChannels }]),
      slice(dy, [{ axis: 1, start: group * outChannels, count: outChannels }]),
      { ...geometry, groups: 1, inChannels, outChannels },
    ),
  );
  return concat(parts, 0);
}

/** With stride 1 it is the convolution of dy with the kernel turned round: faster than ConvTranspose. */
function flippedConvolution(dy: Value, weight: Value, geometry: ConvGeometry): Value {
  const { batch, inChannels, groups, kernel, input, padding } = geometry;
  const flipped = reverse(weight, [2, 3]);
  const [top, left] = kernel.map((size) => size - 1 - padding);
  return dy.graph.emit({
    opType: 'Conv',
    // Depthwise kernels have one input channel each, so there is nothing to transpose.
    inputs: [dy, groups === 1 ? transpose(flipped, [1, 0, 2, 3]) : flipped],
    attributes: { kernel_shape: ints(kernel), pads: ints([top, left, top, left]), group: int(groups) },
    shape: [batch, inChannels, ...input],
  });
}

function transposedConvolution(dy: Value, weight: Value, geometry: ConvGeometry): Value {
  const { batch, inChannels, groups, stride, padding, kernel, input, output } = geometry;
  // Rows and columns that the strided kernel never reached at the far side.
  const missed = input.map((size, axis) => size - ((output[axis] - 1) * stride - 2 * padding + kernel[axis]));
  return dy.graph.emit({
    opType: 'ConvTranspose',
    inputs: [dy, weight],
    attributes: {
      kernel_shape: ints(kernel),
      strides: ints([stride, stride]),
      pads: ints([padding, padding, padding, padding]),
      output_padding: ints(missed),
      group: int(groups),
    },
    shape: [batch, inChannels, ...input],
  });
}

/**
 * dL/dW of a dense convolution, [Co, C, kH, kW]: for each tap of the kernel, the inputs that it met times dy, as one
 * matrix product over all images and positions.
 *
 * Inputs and dy are laid on one grid, wider than dy by columns of zeros, and the grid is read as one long row: then
 * the inputs that a tap met are a stretch of that row. Copying a stretch takes a fraction of the time of cutting
 * windows out of every image. What it reads beyond a row's end is multiplied by the zeros of dy.
 */
function denseWeightGradient(x: Value, dy: Value, geometry: ConvGeometry): Value {
  const { batch, inChannels, outChannels, stride, kernel, output } = geometry;
  const grid = gridOf(geometry);
  const positions = batch * grid[0] * grid[1];
  const [below, right] = grid.map((size, axis) => size - output[axis]);
  const dyRows = reshape(pad(transpose(dy, [1, 0, 2, 3]), [0, 0, 0, 0], [0, 0, below, right]), [
    outChannels,
    positions,
  ]);
  const phaseOf = phases(transpose(x, [1, 0, 2, 3]), grid, geometry);
  const furthest = Math.floor((kernel[0] - 1) / stride) * grid[1] + Math.floor((kernel[1] - 1) / stride);
  // What is left out at the end is all zeros of dy.
  const used = Math.min(positions, phaseOf(0, 0).shape[1] - furthest);
  const dyUsed = slice(dyRows, [{ axis: 1, start: 0, count: used }]);
  const taps = Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => {
    const [row, column] = [Math.floor(tap / kernel[1]), tap % kernel[1]];
    const start = Math.floor(row / stride) * grid[1] + Math.floor(column / stride);
    const met = slice(phaseOf(row % stride, column % stride), [{ axis: 1, start, count: used }]);
    return reshape(gemm(dyUsed, met, { transB: true }), [outChannels, inChannels, 1]);
  });
  return reshape(concat(taps, 2), [outChannels, inChannels, ...kernel]);
}

/**
 * Rows and columns of the grid. Without a stride one row's zeros on the left are those on the right of the row
 * before.
 */
function gridOf({ stride, padding, kernel, input, output }: ConvGeometry): number[] {
  return stride === 1
    ? input.map((size) => size + padding)
    : output.map((size, axis) => size + Math.floor((kernel[axis] - 1) / stride));
}

/**
 * Every `stride`-th row and column of the padded input, from a given one on, as the grid's long row.
 *
 * @param rows - [C, N, H, W].
 * @returns [C, length], at least as long as the taps reach.
 */
function phases(
  rows: Value,
  grid: readonly number[],
  { batch, inChannels, stride, padding, input }: ConvGeometry,
): (row: number, column: number) => Value {
  if (stride === 1) {
    // A further image of zeros, which the last image's taps reach into.
    const padded = pad(rows, [0, 0, padding, padding], [0, padding === 0 ? 0 : 1, 0, 0]);
    const whole = reshape(padded, [inChannels, padded.shape[1] * grid[0] * grid[1]]);
    return () => whole;
  }
  const end = grid.map((size, axis) => Math.max(0, size * stride - padding - input[axis]));
  const padded = pad(rows, [0, 0, padding, padding], [0, 0, ...end]);
  const made = new Map<string, Value>();
  return (row, column) => {
    const key = `${row} ${column}`;
    const phase =
      made.get(key) ??
      reshape(
        slice(padded, [
          { axis: 2, start: row, count: grid[0], step: stride },
          { axis: 3, start: column, count: grid[1], step: stride },
        ]),
        [inChannels, batch * grid[0] * grid[1]],
      );
    made.set(key, phase);
    return phase;
  };
}

/**
 * dL/dW of a depthwise convolution, [C, 1, kH, kW]: one grouped convolution of every image and channel with its dy as
 * kernel; the stride of the forward pass becomes the kernel's dilation.
 */
function depthwiseWeightGradient(x: Value, dy: Value, geometry: ConvGeometry): Value {
  const { batch, inChannels, stride, padding, kernel, input, output } = geometry;
  const planes = batch * inChannels;
  const reach = input.map((size, axis) => size + 2 * padding - (output[axis] - 1) * stride);
  const correlation = x.graph.emit({
    opType: 'Conv',
    inputs: [reshape(x, [1, planes, ...input]), reshape(dy, [planes, 1, ...output])],
    attributes: {
      kernel_shape: ints(output),
      dilations: ints([stride, stride]),
      pads: ints([padding, padding, padding, padding]),
      group: int(planes),
    },
    shape: [1, planes, ...reach],
  });
  const met = slice(correlation, [
    { axis: 2, start: 0, count: kernel[0] },
    { axis: 3, start: 0, count: kernel[1] },
  ]);
  return reduceSum(reshape(met, [batch, inChannels, 1, ...kernel]), { axes: [0] });
}
