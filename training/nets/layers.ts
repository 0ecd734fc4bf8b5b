/** @file The layers that networks are made of: an operator with its named parameters and their random start. */
import type { Value } from '../graph/graph.ts';
import * as ops from '../graph/ops/index.ts';
import type { Initialiser, Scope } from '../graph/scope.ts';
import { expectRank, sizeOf } from '../graph/shape.ts';

/** He et al. 2015 (arXiv 1502.01852): keeps the spread of activations through layers of rectifiers. */
export function heNormal(fanIn: number): Initialiser {
  return { kind: 'normal', deviation: Math.sqrt(2 / fanIn) };
}

/** Keeps the spread through a linear layer. */
export function linearNormal(fanIn: number): Initialiser {
  return { kind: 'normal', deviation: Math.sqrt(1 / fanIn) };
}

export const constantly = (value: number): Initialiser => ({ kind: 'constant', value });

/** What PyTorch uses; the share of a new batch in the running statistics. */
const STATISTICS_MOMENTUM = 0.1;
const EPSILON = 1e-5;
/** Slope of PReLU at the start (He et al. 2015). */
export const PRELU_START = 0.25;

export interface ConvLayer {
  readonly channels: number;
  /** Side of the kernel; 3 when absent. */
  readonly kernel?: number;
  readonly stride?: number;
  /** Half the kernel, rounded down, when absent. */
  readonly padding?: number;
  /** One filter per channel; `channels` must then be the input's. */
  readonly depthwise?: boolean;
}

/** Convolution without bias: a batch norm follows. Parameter `<name>.weight`. */
export function conv(scope: Scope, name: string, x: Value, layer: ConvLayer): Value {
  expectRank(name, x.shape, 4);
  const { channels, kernel = 3, stride = 1, padding = Math.floor(kernel / 2), depthwise = false } = layer;
  const shape = [channels, depthwise ? 1 : x.shape[1], kernel, kernel];
  const weight = scope.parameter(`${name}.weight`, shape, heNormal(sizeOf(shape.slice(1))));
  return ops.conv(x, weight, { stride, padding, groups: depthwise ? channels : 1 });
}

/** How a batch norm's parts are called, so that one function serves our networks and imported ones. */
export interface NormParts {
  readonly parameters: ops.BatchNormParameters;
  /** Names of the running statistics. */
  readonly mean: string;
  readonly variance: string;
  readonly epsilon: number;
  /** Hold the running statistics, and normalise by them, in training too. */
  readonly frozen: boolean;
}

/** Normalises by the batch in training, which the running statistics follow, and otherwise by these. */
export function normalise(scope: Scope, x: Value, parts: NormParts): Value {
  const { parameters, epsilon } = parts;
  const channels = x.shape[1];
  const running = {
    mean: scope.statistic(parts.mean, [channels], 0),
    variance: scope.statistic(parts.variance, [channels], 1),
  };
  if (!scope.training || parts.frozen) return ops.batchNormInference(x, parameters, running, epsilon);
  const { y, mean, variance } = ops.batchNormTraining(x, parameters, epsilon);
  const count = sizeOf(x.shape) / channels;
  // The running variance is the unbiased one, as in PyTorch.
  const unbiased = ops.mul(variance, count / Math.max(count - 1, 1));
  const follow = (old: Value, seen: Value): Value =>
    ops.add(old, ops.mul(ops.sub(seen, old), STATISTICS_MOMENTUM));
  scope.updateStatistic(parts.mean, follow(running.mean, mean));
  scope.updateStatistic(parts.variance, follow(running.variance, unbiased));
  return y;
}

export interface BatchNormLayer {
  /** Learn a scale and a shift; true when absent. */
  readonly affine?: boolean;
}

/** Parameters `<name>.scale`, `<name>.shift`; statistics `<name>.mean`, `<name>.variance`. */
export function batchNorm(
  scope: Scope,
  name: string,
  x: Value,
  { affine = true }: BatchNormLayer = {},
): Value {
  const channels = x.shape[1];
  const learned = (part: string, start: number): Value =>
    affine
      ? scope.parameter(`${name}.${part}`, [channels], constantly(start), { decay: false })
      : x.graph.constant(new Float32Array(channels).fill(start), [channels]);
  return normalise(scope, x, {
    parameters: { scale: learned('scale', 1), shift: learned('shift', 0) },
    ...{ mean: `${name}.mean`, variance: `${name}.variance`, epsilon: EPSILON },
    frozen: scope.isFrozen(`${name}.scale`),
  });
}

/** Slope per channel, parameter `<name>.slope`. */
export function prelu(scope: Scope, name: string, x: Value): Value {
  const slope = scope.parameter(`${name}.slope`, [x.shape[1], 1, 1], constantly(PRELU_START), {
    decay: false,
  });
  return ops.prelu(x, slope);
}

/** Fully connected: [N, D] to [N, size]. Parameters `<name>.weight` [size, D] and `<name>.bias`. */
export function dense(scope: Scope, name: string, x: Value, size: number, { bias = true } = {}): Value {
  expectRank(name, x.shape, 2);
  const weight = scope.parameter(`${name}.weight`, [size, x.shape[1]], linearNormal(x.shape[1]));
  const y = ops.gemm(x, weight, { transB: true });
  if (!bias) return y;
  return ops.add(y, scope.parameter(`${name}.bias`, [size], constantly(0), { decay: false }));
}

/** Zeroes a share of the values in training, and scales the rest up to keep their mean. */
export function dropout(scope: Scope, name: string, x: Value, rate: number): Value {
  return scope.training && rate > 0 ? ops.mul(x, scope.dropoutMask(name, x.shape, rate)) : x;
}

export type Activation = 'relu' | 'prelu' | 'swish' | 'none';

function activate(scope: Scope, name: string, x: Value, activation: Activation): Value {
  switch (activation) {
    case 'relu':
      return ops.relu(x);
    case 'swish':
      return ops.swish(x);
    case 'prelu':
      return prelu(scope, name, x);
    case 'none':
      return x;
  }
}

/** Convolution, batch norm (`<name>.norm`) and activation (`<name>.act`). */
export function convUnit(
  scope: Scope,
  name: string,
  x: Value,
  layer: ConvLayer & { readonly activation: Activation },
): Value {
  const y = batchNorm(scope, `${name}.norm`, conv(scope, name, x, layer));
  return activate(scope, `${name}.act`, y, layer.activation);
}
