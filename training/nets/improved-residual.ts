/**
 * @file Improved-residual networks for faces (IR-18 … IR-101; docs/sources.md #5): batch norm
 * before the first convolution, PReLU, stride in the second, and a flat neck.
 */
import type { Value } from '../graph/graph.ts';
import { add, flatten, slice } from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import { batchNorm, conv, convUnit, dense, dropout, prelu } from './layers.ts';
import type { Network, NetworkOptions } from './types.ts';

/** Blocks at 64, 128, 256 and 512 channels. */
const DEPTHS = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 14, 3],
  101: [3, 13, 30, 3],
} as const;

export type ImprovedResidualDepth = keyof typeof DEPTHS;

export interface ImprovedResidualOptions extends NetworkOptions {
  /** 18 when absent. */
  readonly depth?: ImprovedResidualDepth;
  /** Channels of the four stages. */
  readonly widths?: readonly number[];
  /** Share of the last features dropped in training; 0.4 when absent. */
  readonly dropoutRate?: number;
}

/** Every second row and column: max pooling with a window of 1, as the reference's shortcut. */
function subsample(x: Value, stride: number): Value {
  if (stride === 1) return x;
  const count = (axis: number): number => Math.ceil(x.shape[axis] / stride);
  return slice(
    x,
    [2, 3].map((axis) => ({ axis, start: 0, count: count(axis), step: stride })),
  );
}

function block(scope: Scope, name: string, x: Value, channels: number, stride: number): Value {
  const shortcut =
    x.shape[1] === channels
      ? subsample(x, stride)
      : convUnit(scope, `${name}.shortcut`, x, { channels, stride, kernel: 1, activation: 'none' });
  const normed = batchNorm(scope, `${name}.norm`, x);
  const first = convUnit(scope, `${name}.conv1`, normed, { channels, activation: 'prelu' });
  return add(convUnit(scope, `${name}.conv2`, first, { channels, stride, activation: 'none' }), shortcut);
}

export function improvedResidual(options: ImprovedResidualOptions = {}): Network {
  const {
    inputSize = 112,
    embeddingSize = 512,
    depth = 18,
    widths = [64, 128, 256, 512],
    dropoutRate = 0.4,
  } = options;
  return {
    name: `ir-${depth}`,
    inputSize,
    outputSize: embeddingSize,
    build: (scope, x) => {
      let y = batchNorm(scope, 'stem.norm', conv(scope, 'stem', x, { channels: widths[0] }));
      y = prelu(scope, 'stem.act', y);
      for (const [stage, blocks] of DEPTHS[depth].entries()) {
        for (let at = 0; at < blocks; at += 1) {
          y = block(scope, `stage${stage + 1}.block${at + 1}`, y, widths[stage], at === 0 ? 2 : 1);
        }
      }
      const features = dropout(scope, 'neck.dropout', batchNorm(scope, 'neck.norm', y), dropoutRate);
      const embedding = dense(scope, 'neck.dense', flatten(features), embeddingSize);
      return batchNorm(scope, 'neck.out', embedding, { affine: false });
    },
  };
}
