/** @file Two-dimensional convolution: dense (one group), in groups, or depthwise (one group per channel). */
import { int, ints } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { expectRank, expectSameShape, ShapeError, showShape } from '../shape.ts';
import { convInputGradient, convWeightGradient } from './conv-gradient.ts';
import { reduceSum } from './reduce.ts';

export interface ConvOptions {
  readonly stride?: number;
  /** Zeros on each of the four sides. */
  readonly padding?: number;
  /**
   * Must divide the channels in and out. One group per channel in and out is fast; a number between that and 1 costs a
   * matrix product per group and tap in the backward pass.
   */
  readonly groups?: number;
  /** [Co], added to each output channel; none when absent. */
  readonly bias?: Value;
}

/** All that the gradient of one convolution needs to know. */
export interface ConvGeometry {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly stride: number;
  readonly padding: number;
  /** Height and width of the kernel, the input and the output. */
  readonly kernel: readonly [number, number];
  readonly input: readonly [number, number];
  readonly output: readonly [number, number];
}

function geometryOf(x: Value, weight: Value, options: ConvOptions): ConvGeometry {
  expectRank('conv', x.shape, 4);
  expectRank('conv (weight)', weight.shape, 4);
  const { stride = 1, padding = 0, groups = 1 } = options;
  const [batch, inChannels, height, width] = x.shape;
  const [outChannels, inPerGroup, kernelHeight, kernelWidth] = weight.shape;
  const complain = (reason: string): never => {
    throw new ShapeError(`conv: input ${showShape(x.shape)}, weight ${showShape(weight.shape)}: ${reason}`);
  };
  if (outChannels % groups !== 0)
    complain(`${outChannels} output channels do not fall into ${groups} groups`);
  if (inPerGroup * groups !== inChannels) complain(`${groups} groups of ${inPerGroup} channels`);
  const outputSize = (size: number, kernel: number): number =>
    Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const output = [outputSize(height, kernelHeight), outputSize(width, kernelWidth)] as const;
  if (Math.min(...output) < 1) complain(`the kernel is larger than the input padded by ${padding}`);
  if (padding >= Math.min(kernelHeight, kernelWidth)) complain(`padding ${padding} exceeds the kernel`);
  return {
    ...{ batch, inChannels, outChannels, groups, stride, padding, output },
    kernel: [kernelHeight, kernelWidth],
    input: [height, width],
  };
}

/**
 * @param x - [N, C, H, W].
 * @param weight - [Co, C / groups, kH, kW].
 * @returns [N, Co, Ho, Wo], Ho = ⌊(H + 2·padding − kH) / stride⌋ + 1.
 * @throws ShapeError printing both shapes.
 */
export function conv(x: Value, weight: Value, options: ConvOptions = {}): Value {
  const geometry = geometryOf(x, weight, options);
  const { batch, outChannels, groups, stride, padding, kernel, output } = geometry;
  const { bias } = options;
  if (bias) expectSameShape('conv (bias)', bias.shape, [outChannels]);
  return x.graph.emit({
    opType: 'Conv',
    inputs: bias ? [x, weight, bias] : [x, weight],
    attributes: {
      kernel_shape: ints(kernel),
      strides: ints([stride, stride]),
      pads: ints([padding, padding, padding, padding]),
      group: int(groups),
    },
    shape: [batch, outChannels, ...output],
    pullback: (dy) => [
      convInputGradient(dy, weight, geometry),
      convWeightGradient(x, dy, geometry),
      ...(bias ? [reduceSum(dy, { axes: [0, 2, 3] })] : []),
    ],
  });
}
