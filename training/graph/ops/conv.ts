/** @file Two-dimensional convolution: dense (one group), in groups, or depthwise (one group per channel). */
import { int, ints } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { expectSameShape } from '../shape.ts';
import { geometryOf, type ConvOptions } from './conv-geometry.ts';
import { convInputGradient, convWeightGradient } from './conv-gradient.ts';
import { depthwiseAsProducts, suitsProducts } from './depthwise-products.ts';
import { reduceSum } from './reduce.ts';

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
  if (!weight.fixed && suitsProducts(geometry)) return depthwiseAsProducts(x, weight, geometry, bias);
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
