/** @file Residual networks of basic blocks (He et al. 2016, arXiv 1512.03385): slim ResNet and ResNet-18. */
import type { Value } from '../graph/graph.ts';
import { add, flatten, globalAveragePool, maxPool, relu } from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import { batchNorm, convUnit, dense } from './layers.ts';
import type { Neck, Network, NetworkOptions } from './types.ts';

export interface ResidualOptions extends NetworkOptions {
  /** Channels of each stage; every stage after the first halves the image. */
  readonly widths?: readonly number[];
  /** Blocks of each stage. */
  readonly depths?: readonly number[];
  /** `pool` when absent. */
  readonly neck?: Neck;
}

/** Two 3×3 convolutions beside a shortcut, which is a 1×1 convolution where shapes differ. */
function basicBlock(scope: Scope, name: string, x: Value, channels: number, stride: number): Value {
  const first = convUnit(scope, `${name}.conv1`, x, { channels, stride, activation: 'relu' });
  const second = convUnit(scope, `${name}.conv2`, first, { channels, activation: 'none' });
  const shortcut =
    stride === 1 && x.shape[1] === channels
      ? x
      : convUnit(scope, `${name}.shortcut`, x, { channels, stride, kernel: 1, activation: 'none' });
  return relu(add(second, shortcut));
}

export function residualStages(
  scope: Scope,
  x: Value,
  widths: readonly number[],
  depths: readonly number[],
): Value {
  let y = x;
  for (const [stage, channels] of widths.entries()) {
    for (let block = 0; block < depths[stage]; block += 1) {
      const stride = block === 0 && stage > 0 ? 2 : 1;
      y = basicBlock(scope, `stage${stage + 1}.block${block + 1}`, y, channels, stride);
    }
  }
  return y;
}

/** Last feature map to output row; see `Neck`. */
export function neckOf(scope: Scope, x: Value, size: number, neck: Neck): Value {
  if (neck === 'pool') return dense(scope, 'neck.dense', flatten(globalAveragePool(x)), size);
  const y = dense(scope, 'neck.dense', flatten(x), size, { bias: false });
  return batchNorm(scope, 'neck.norm', y);
}

/**
 * Net a of the training engine's measurements: one block per stage, stem with stride 2; 1.26 M parameters and
 * 0.195 GMAC at 112².
 */
export function slimResNet(options: ResidualOptions = {}): Network {
  const { inputSize = 112, embeddingSize = 128, widths = [32, 64, 128, 256], neck = 'pool' } = options;
  const depths = options.depths ?? widths.map(() => 1);
  return {
    name: 'slim-resnet',
    inputSize,
    outputSize: embeddingSize,
    build: (scope, x) => {
      const stem = convUnit(scope, 'stem', x, { channels: widths[0], stride: 2, activation: 'relu' });
      return neckOf(scope, residualStages(scope, stem, widths, depths), embeddingSize, neck);
    },
  };
}

/** ResNet-18 with its 7×7 stem and max pooling; 224² in its paper, 112² for aligned faces. */
export function resNet18(options: ResidualOptions = {}): Network {
  const {
    inputSize = 112,
    embeddingSize = 512,
    widths = [64, 128, 256, 512],
    depths = [2, 2, 2, 2],
    neck = 'pool',
  } = options;
  return {
    name: 'resnet-18',
    inputSize,
    outputSize: embeddingSize,
    build: (scope, x) => {
      const stem = convUnit(scope, 'stem', x, {
        ...{ channels: widths[0], kernel: 7, stride: 2 },
        activation: 'relu',
      });
      const pooled = maxPool(stem, { size: 3, stride: 2, padding: 1 });
      return neckOf(scope, residualStages(scope, pooled, widths, depths), embeddingSize, neck);
    },
  };
}
