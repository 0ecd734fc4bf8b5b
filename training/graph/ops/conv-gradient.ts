/** @file The two gradients of a convolution, written in operators that every inference runtime has. */
import { int, ints } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { reduceSum } from './reduce.ts';
import type { ConvGeometry } from './conv.ts';
import { gemm } from './gemm.ts';
import { concat, pad, reshape, reverse, slice, transpose } from './shapes.ts';

/** dL/dx, [N, C, H, W]. */
export function convInputGradient(dy: Value, weight: Value, geometry: ConvGeometry): Value {
  return geometry.stride === 1
    ? flippedConvolution(dy, weight, geometry)
    : transposedConvolution(dy, weight, geometry);
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
 */
export function denseWeightGradient(x: Value, dy: Value, geometry: ConvGeometry): Value {
  const { batch, inChannels, outChannels, stride, padding, kernel, output } = geometry;
  const positions = batch * output[0] * output[1];
  const channelsFirst = pad(transpose(x, [1, 0, 2, 3]), [0, 0, padding, padding], [0, 0, padding, padding]);
  const dyRows = reshape(transpose(dy, [1, 0, 2, 3]), [outChannels, positions]);
  const taps = Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => {
    const met = slice(channelsFirst, [
      { axis: 2, start: Math.floor(tap / kernel[1]), count: output[0], step: stride },
      { axis: 3, start: tap % kernel[1], count: output[1], step: stride },
    ]);
    const product = gemm(dyRows, reshape(met, [inChannels, positions]), { transB: true });
    return reshape(product, [outChannels, inChannels, 1]);
  });
  return reshape(concat(taps, 2), [outChannels, inChannels, ...kernel]);
}

/**
 * dL/dW of a depthwise convolution, [C, 1, kH, kW]: one grouped convolution of every image and channel with its dy as
 * kernel; the stride of the forward pass becomes the kernel's dilation.
 */
export function depthwiseWeightGradient(x: Value, dy: Value, geometry: ConvGeometry): Value {
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
