/** @file Pooling over windows of an image, and over the whole of it. */
import { int, ints, text } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { expectRank, ShapeError, showShape, sizeOf } from '../shape.ts';
import { broadcastTo, mul } from './arithmetic.ts';
import { convInputGradient } from './conv-gradient.ts';
import { reshape } from './shapes.ts';

/** Mean of each channel: [N, C, H, W] to [N, C, 1, 1]. */
export function globalAveragePool(x: Value): Value {
  expectRank('globalAveragePool', x.shape, 4);
  const [batch, channels, height, width] = x.shape;
  return x.graph.emit({
    opType: 'GlobalAveragePool',
    inputs: [x],
    shape: [batch, channels, 1, 1],
    pullback: (dy) => [broadcastTo(mul(dy, 1 / (height * width)), x.shape)],
  });
}

export interface AveragePoolOptions {
  readonly size: number;
  /** `size` when absent: windows side by side. */
  readonly stride?: number;
  /** On each of the four sides; 0 when absent. */
  readonly padding?: number;
  /** Whether padding counts as zeros in the mean, or is left out of it; left out when absent. */
  readonly countPadding?: boolean;
}

/** Mean of each window. @throws ShapeError when no window fits. */
export function averagePool(x: Value, options: AveragePoolOptions): Value {
  expectRank('averagePool', x.shape, 4);
  const { size, stride = size, padding = 0, countPadding = false } = options;
  const [batch, channels, height, width] = x.shape;
  const output = pooledSize('averagePool', x, { size, stride, padding });
  return x.graph.emit({
    opType: 'AveragePool',
    inputs: [x],
    attributes: {
      kernel_shape: ints([size, size]),
      strides: ints([stride, stride]),
      pads: ints([padding, padding, padding, padding]),
      count_include_pad: int(Number(countPadding)),
    },
    shape: [batch, channels, ...output],
    pullback: (dy) => {
      const counted = (side: number, at: number): number => {
        const start = at * stride - padding;
        return countPadding ? size : Math.min(start + size, side) - Math.max(start, 0);
      };
      const shares = Float32Array.from({ length: output[0] * output[1] }, (_, at) => {
        const rows = counted(height, Math.floor(at / output[1]));
        return 1 / (rows * counted(width, at % output[1]));
      });
      const share = mul(dy, x.graph.constant(shares, [1, 1, ...output]));
      // A mean is a depthwise convolution with equal weights.
      const ones = x.graph.constant(new Float32Array(channels * size * size).fill(1), [
        channels,
        1,
        size,
        size,
      ]);
      const geometry = {
        ...{ batch, inChannels: channels, outChannels: channels, groups: channels, stride, padding, output },
        kernel: [size, size],
        input: [height, width],
      } as const;
      return [convInputGradient(share, ones, geometry)];
    },
  });
}

export interface MaxPoolOptions {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

/** @throws ShapeError when no window fits, or one could lie wholly in the padding. */
function pooledSize(
  operation: string,
  x: Value,
  { size, stride, padding }: MaxPoolOptions,
): readonly [number, number] {
  const outputSize = (side: number): number => Math.floor((side + 2 * padding - size) / stride) + 1;
  const output = [outputSize(x.shape[2]), outputSize(x.shape[3])] as const;
  if (Math.min(...output) < 1 || padding >= size) {
    throw new ShapeError(
      `${operation}: windows of ${size}, padding ${padding} do not fit ${showShape(x.shape)}`,
    );
  }
  return output;
}

/** Largest of each window; of elements that tie, the first one gets the gradient. */
export function maxPool(x: Value, { size, stride, padding }: MaxPoolOptions): Value {
  expectRank('maxPool', x.shape, 4);
  const [batch, channels] = x.shape;
  const output = pooledSize('maxPool', x, { size, stride, padding });
  const operation = {
    opType: 'MaxPool',
    inputs: [x],
    attributes: {
      kernel_shape: ints([size, size]),
      strides: ints([stride, stride]),
      pads: ints([padding, padding, padding, padding]),
    },
    shape: [batch, channels, ...output],
  };
  return x.graph.emit({
    ...operation,
    pullback: (dy) => {
      // Places in the whole of x, counted as if it were one list.
      const places = x.graph.emit({ ...operation, output: 1, type: 'int64' });
      return [reshape(scatterAdd(sizeOf(x.shape), flat(places), flat(dy)), x.shape)];
    },
  });
}

const flat = (value: Value): Value => reshape(value, [sizeOf(value.shape)]);

/** @returns [length], zeros, to which each of `values` [n] is added at its place [n]. */
function scatterAdd(length: number, places: Value, values: Value): Value {
  const zeros = broadcastTo(values.graph.scalar(0), [length]);
  return values.graph.emit({
    ...{ opType: 'ScatterElements', inputs: [zeros, places, values], shape: [length] },
    attributes: { axis: int(0), reduction: text('add') },
  });
}

/** Below every activation, so that padding never ties with the largest element. */
export const LOWEST = -3e38;
