/**
 * @file The residual network of dlib's face recogniser, as @vladmandic/face-api has it: 29 layers without batch norm,
 * shortcuts without weights. Whole, it has 5.1 M parameters and takes 0.25 GMAC.
 */
import type { Value } from '../graph/graph.ts';
import {
  add,
  averagePool,
  conv,
  flatten,
  globalAveragePool,
  maxPool,
  pad,
  relu,
} from '../graph/ops/index.ts';
import type { Scope } from '../graph/scope.ts';
import { constantly, dense, heNormal } from './layers.ts';
import type { Network } from './types.ts';

const DLIB_SIZE = 150;
export const DLIB_EMBEDDING = 128;
export const DLIB_STEM = 'conv32_down';

interface Block {
  readonly name: string;
  readonly channels: number;
  /** Halves the picture. */
  readonly down: boolean;
}

const block = (name: string): Block => ({
  name,
  channels: Number(/\d+/.exec(name)?.[0]),
  down: name.includes('down'),
});

/** In order, by their names in face-api. */
export const DLIB_BLOCKS: readonly Block[] = [
  ...['conv32_1', 'conv32_2', 'conv32_3'],
  ...['conv64_down', 'conv64_1', 'conv64_2', 'conv64_3'],
  ...['conv128_down', 'conv128_1', 'conv128_2'],
  ...['conv256_down', 'conv256_1', 'conv256_2', 'conv256_down_out'],
].map(block);

/** What is left of the network where it has to be smaller, or to give something else. */
export interface DlibOptions {
  /** Pixels, ≥ 132 where all its halvings stay; 150 when absent. */
  readonly inputSize?: number;
  /** Names of blocks that are left out. The remaining ones must still fit: an even block changes no shape. */
  readonly without?: readonly string[];
  /** 128 when absent; 1 makes it a fake detector. */
  readonly outputSize?: number;
}

/**
 * Gives raw embeddings, [N, 128]. Its parameters are `<block>.conv1.weight`, `<block>.conv1.bias` and so on, and
 * `fc`.
 */
export function dlibResidual(options: DlibOptions = {}): Network {
  const { inputSize = DLIB_SIZE, without = [], outputSize = DLIB_EMBEDDING } = options;
  const unknown = without.find((name) => !DLIB_BLOCKS.some((one) => one.name === name));
  if (unknown !== undefined) throw new RangeError(`dlib-residual has no block ${unknown} to leave out.`);
  const blocks = DLIB_BLOCKS.filter(({ name }) => !without.includes(name));
  return {
    ...{ name: 'dlib-residual', inputSize, outputSize },
    build: (scope, x) => {
      const stem = relu(biased(scope, DLIB_STEM, x, { channels: 32, kernel: 7, stride: 2, padding: 0 }));
      let y = maxPool(stem, { size: 3, stride: 2, padding: 0 });
      for (const part of blocks) y = part.down ? downBlock(scope, part, y) : evenBlock(scope, part, y);
      return dense(scope, 'fc', flatten(globalAveragePool(y)), outputSize);
    },
  };
}

interface BiasedConv {
  readonly channels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

function biased(scope: Scope, name: string, x: Value, layer: BiasedConv): Value {
  const { channels, kernel, stride, padding } = layer;
  const fanIn = x.shape[1] * kernel * kernel;
  const weight = scope.parameter(`${name}.weight`, [channels, x.shape[1], kernel, kernel], heNormal(fanIn));
  const bias = scope.parameter(`${name}.bias`, [channels], constantly(0), { decay: false });
  return conv(x, weight, { stride, padding, bias });
}

const SAME = { kernel: 3, stride: 1, padding: 1 };

function evenBlock(scope: Scope, { name, channels }: Block, x: Value): Value {
  const first = relu(biased(scope, `${name}.conv1`, x, { ...SAME, channels }));
  return relu(add(biased(scope, `${name}.conv2`, first, { ...SAME, channels }), x));
}

/** The shortcut is averaged and gets channels of zeros; where it is larger, the other gets zeros at its far sides. */
function downBlock(scope: Scope, { name, channels }: Block, x: Value): Value {
  const halving = { kernel: 3, stride: 2, padding: 0, channels };
  const first = relu(biased(scope, `${name}.conv1`, x, halving));
  // On a single position, all but the middle tap of a 3×3 kernel would only ever meet padding.
  const single = first.shape[2] === 1;
  const second = biased(scope, `${name}.conv2`, first, {
    ...(single ? { kernel: 1, stride: 1, padding: 0 } : SAME),
    channels,
  });
  const pooled = averagePool(x, { size: 2, stride: 2 });
  const shape = pooled.shape.map((size, axis) => Math.max(size, second.shape[axis]));
  const fill = (value: Value): Value => {
    const missing = shape.map((size, axis) => size - value.shape[axis]);
    return missing.some((size) => size > 0) ? pad(value, [0, 0, 0, 0], missing) : value;
  };
  return relu(add(fill(pooled), fill(second)));
}
