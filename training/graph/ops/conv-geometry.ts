/** @file The sizes of a convolution, which its forward and backward pass share. */
import type { Value } from '../graph.ts';
import { expectRank, ShapeError, showShape } from '../shape.ts';

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

/** Whether each channel has one filter of its own. */
export function isDepthwise({ groups, inChannels, outChannels }: ConvGeometry): boolean {
  return groups === inChannels && groups === outChannels;
}

/** @throws ShapeError printing both shapes. */
export function geometryOf(x: Value, weight: Value, options: ConvOptions): ConvGeometry {
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
