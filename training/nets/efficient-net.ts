/**
 * @file EfficientNet-B0 (Tan & Le 2019, arXiv 1905.11946): inverted bottlenecks with swish and squeeze-and-excite.
 * Without stochastic depth, which a static graph would need a mask per block for.
 */
import type { Value } from '../graph/graph.ts';
import { add, flatten, globalAveragePool, mul, reshape, sigmoid, swish } from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import { convUnit, dense, dropout } from './layers.ts';
import type { Network, NetworkOptions } from './types.ts';

interface Row {
  readonly expansion: number;
  readonly channels: number;
  readonly repeats: number;
  readonly stride: number;
  readonly kernel: number;
}

const row = (expansion: number, channels: number, repeats: number, stride: number, kernel: number): Row => ({
  expansion,
  channels,
  repeats,
  stride,
  kernel,
});

/** Table 1 of the paper, stages 2 to 8. */
const TABLE: readonly Row[] = [
  row(1, 16, 1, 1, 3),
  row(6, 24, 2, 2, 3),
  row(6, 40, 2, 2, 5),
  row(6, 80, 3, 2, 3),
  row(6, 112, 3, 1, 5),
  row(6, 192, 4, 2, 5),
  row(6, 320, 1, 1, 3),
];

export interface EfficientNetOptions extends NetworkOptions {
  readonly table?: readonly Row[];
  readonly stem?: number;
  readonly last?: number;
  readonly dropoutRate?: number;
}

/** Weighs channels by what the whole image shows. */
function squeezeAndExcite(scope: Scope, name: string, x: Value, squeezed: number): Value {
  const [batch, channels] = x.shape;
  const seen = flatten(globalAveragePool(x));
  const narrow = swish(dense(scope, `${name}.squeeze`, seen, squeezed));
  const weights = sigmoid(dense(scope, `${name}.excite`, narrow, channels));
  return mul(x, reshape(weights, [batch, channels, 1, 1]));
}

function bottleneck(scope: Scope, name: string, x: Value, stage: Row, stride: number): Value {
  const inChannels = x.shape[1];
  const wide = inChannels * stage.expansion;
  const expanded =
    stage.expansion === 1
      ? x
      : convUnit(scope, `${name}.expand`, x, { channels: wide, kernel: 1, activation: 'swish' });
  const filtered = convUnit(scope, `${name}.depthwise`, expanded, {
    ...{ channels: wide, kernel: stage.kernel, stride, depthwise: true },
    activation: 'swish',
  });
  // A quarter of the block's input, not of the widened middle.
  const weighed = squeezeAndExcite(scope, name, filtered, Math.max(1, Math.floor(inChannels / 4)));
  const y = convUnit(scope, `${name}.project`, weighed, {
    ...{ channels: stage.channels, kernel: 1 },
    activation: 'none',
  });
  return stride === 1 && inChannels === stage.channels ? add(y, x) : y;
}

export function efficientNet(options: EfficientNetOptions = {}): Network {
  const { inputSize = 112, embeddingSize = 512, table = TABLE, stem = 32, last = 1280 } = options;
  const { dropoutRate = 0.2 } = options;
  return {
    name: 'efficientnet-b0',
    inputSize,
    outputSize: embeddingSize,
    build: (scope, x) => {
      let y = convUnit(scope, 'stem', x, { channels: stem, stride: 2, activation: 'swish' });
      for (const [at, stage] of table.entries()) {
        for (let repeat = 0; repeat < stage.repeats; repeat += 1) {
          const stride = repeat === 0 ? stage.stride : 1;
          y = bottleneck(scope, `stage${at + 1}.block${repeat + 1}`, y, stage, stride);
        }
      }
      y = convUnit(scope, 'last', y, { channels: last, kernel: 1, activation: 'swish' });
      const features = dropout(scope, 'neck.dropout', flatten(globalAveragePool(y)), dropoutRate);
      return dense(scope, 'neck.dense', features, embeddingSize);
    },
  };
}
