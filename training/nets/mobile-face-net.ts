/** @file MobileFaceNet (Chen et al. 2018, arXiv 1804.07573, table 1): inverted bottlenecks with PReLU for faces. */
import type { Value } from '../graph/graph.ts';
import { add, flatten } from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import { batchNorm, convUnit, dense } from './layers.ts';
import type { Network, NetworkOptions } from './types.ts';

/** Expansion, channels, repetitions, stride of the first. */
type BottleneckRow = readonly [expansion: number, channels: number, repeats: number, stride: number];

const TABLE: readonly BottleneckRow[] = [
  [2, 64, 5, 2],
  [4, 128, 1, 2],
  [2, 128, 6, 1],
  [4, 128, 1, 2],
  [2, 128, 2, 1],
];

export interface MobileFaceNetOptions extends NetworkOptions {
  /** Rows of bottlenecks instead of the paper's. */
  readonly table?: readonly BottleneckRow[];
  /** Channels of the stem; 64 when absent. */
  readonly stem?: number;
  /** Channels before the global depthwise convolution; 512 when absent. */
  readonly last?: number;
}

function bottleneck(scope: Scope, name: string, x: Value, row: BottleneckRow, stride: number): Value {
  const [expansion, channels] = row;
  const wide = x.shape[1] * expansion;
  const expanded = convUnit(scope, `${name}.expand`, x, { channels: wide, kernel: 1, activation: 'prelu' });
  const filtered = convUnit(scope, `${name}.depthwise`, expanded, {
    ...{ channels: wide, stride, depthwise: true },
    activation: 'prelu',
  });
  const y = convUnit(scope, `${name}.project`, filtered, { channels, kernel: 1, activation: 'none' });
  return stride === 1 && x.shape[1] === channels ? add(y, x) : y;
}

export function mobileFaceNet(options: MobileFaceNetOptions = {}): Network {
  const { inputSize = 112, embeddingSize = 128, table = TABLE, stem = 64, last = 512 } = options;
  return {
    name: 'mobile-face-net',
    inputSize,
    outputSize: embeddingSize,
    build: (scope, x) => {
      let y = convUnit(scope, 'stem', x, { channels: stem, stride: 2, activation: 'prelu' });
      y = convUnit(scope, 'stem2', y, { channels: stem, depthwise: true, activation: 'prelu' });
      for (const [at, row] of table.entries()) {
        for (let repeat = 0; repeat < row[2]; repeat += 1) {
          y = bottleneck(scope, `row${at + 1}.block${repeat + 1}`, y, row, repeat === 0 ? row[3] : 1);
        }
      }
      y = convUnit(scope, 'last', y, { channels: last, kernel: 1, activation: 'prelu' });
      // One weight per channel and position, instead of plain averaging.
      y = convUnit(scope, 'global', y, {
        ...{ channels: last, kernel: y.shape[2], padding: 0, depthwise: true },
        activation: 'none',
      });
      const embedding = dense(scope, 'neck.dense', flatten(y), embeddingSize, { bias: false });
      return batchNorm(scope, 'neck.norm', embedding);
    },
  };
}
