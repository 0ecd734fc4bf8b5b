/** @file Pooling over windows of an image, and over the whole of it. */
import { int, ints } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { expectRank, ShapeError, showShape } from '../shape.ts';
import { add, broadcastTo, div, equal, mul, toFloat } from './arithmetic.ts';
import { convInputGradient } from './conv-gradient.ts';
import { pad, slice } from './shapes.ts';
import type { SliceRange } from './shapes.ts';

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

/** Largest of each window; elements that tie share the gradient equally. */
export function maxPool(x: Value, { size, stride, padding }: MaxPoolOptions): Value {
  expectRank('maxPool', x.shape, 4);
  const [batch, channels] = x.shape;
  const output = pooledSize('maxPool', x, { size, stride, padding });
  const y: Value = x.graph.emit({
    opType: 'MaxPool',
    inputs: [x],
    attributes: {
      kernel_shape: ints([size, size]),
      strides: ints([stride, stride]),
      pads: ints([padding, padding, padding, padding]),
    },
    shape: [batch, channels, ...output],
    pullback: (dy) => [maxPoolGradient(x, y, dy, { size, stride, padding })],
  });
  return y;
}

/** Below every activation, so that padding never ties with the largest element. */
export const LOWEST = -3e38;

function maxPoolGradient(x: Value, y: Value, dy: Value, { size, stride, padding }: MaxPoolOptions): Value {
  const border = [0, 0, padding, padding];
  // The border has no gradient, and slice's own pullback puts each window's share back to its place.
  const padded = x.graph.alias(pad(x, border, border, LOWEST));
  const taps = Array.from({ length: size * size }, (_, tap) => {
    const ranges: SliceRange[] = [
      { axis: 2, start: Math.floor(tap / size), count: y.shape[2], step: stride },
      { axis: 3, start: tap % size, count: y.shape[3], step: stride },
    ];
    const met = slice(padded, ranges);
    return { met, hit: toFloat(equal(met, y)) };
  });
  const share = div(
    dy,
    taps.map(({ hit }) => hit).reduce((sum, hit) => add(sum, hit)),
  );
  const parts = taps.flatMap(({ met, hit }) => met.origin?.pullback(mul(hit, share))[0] ?? []);
  const sum = parts.reduce((left, right) => add(left, right));
  return slice(sum, [
    { axis: 2, start: padding, count: x.shape[2] },
    { axis: 3, start: padding, count: x.shape[3] },
  ]);
}
