/** @file Pooling over windows of an image, and over the whole of it. */
import { ints } from '../../onnx/types.ts';
import type { Value } from '../graph.ts';
import { expectRank, ShapeError, showShape } from '../shape.ts';
import { add, broadcastTo, div, equal, mul, toFloat } from './arithmetic.ts';
import { pad, reshape, slice } from './shapes.ts';
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

/**
 * Mean of windows that do not overlap.
 *
 * @param size - Side and step of the window; must divide height and width.
 */
export function averagePool(x: Value, size: number): Value {
  expectRank('averagePool', x.shape, 4);
  const [batch, channels, height, width] = x.shape;
  if (height % size !== 0 || width % size !== 0) {
    throw new ShapeError(`averagePool: windows of ${size} do not tile ${showShape(x.shape)}`);
  }
  const [rows, columns] = [height / size, width / size];
  return x.graph.emit({
    opType: 'AveragePool',
    inputs: [x],
    attributes: { kernel_shape: ints([size, size]), strides: ints([size, size]) },
    shape: [batch, channels, rows, columns],
    pullback: (dy) => {
      const share = reshape(mul(dy, 1 / (size * size)), [batch, channels, rows, 1, columns, 1]);
      return [reshape(broadcastTo(share, [batch, channels, rows, size, columns, size]), x.shape)];
    },
  });
}

export interface MaxPoolOptions {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

/** Largest of each window; elements that tie share the gradient equally. */
export function maxPool(x: Value, { size, stride, padding }: MaxPoolOptions): Value {
  expectRank('maxPool', x.shape, 4);
  const [batch, channels, height, width] = x.shape;
  const outputSize = (side: number): number => Math.floor((side + 2 * padding - size) / stride) + 1;
  const output = [outputSize(height), outputSize(width)];
  if (Math.min(...output) < 1 || padding >= size) {
    throw new ShapeError(`maxPool: windows of ${size}, padding ${padding} do not fit ${showShape(x.shape)}`);
  }
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
const LOWEST = -3e38;

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
