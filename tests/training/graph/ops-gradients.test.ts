/** @file Every operator's gradient against finite differences. */
import { describe, it } from 'vitest';
import { detach } from '../../../training/graph/graph.ts';
import type { ConvOptions } from '../../../training/graph/ops/conv-geometry.ts';
import * as ops from '../../../training/graph/ops/index.ts';
import { expectGradientsToMatch, normalArray } from '../finite-difference.ts';
import type { GradientCase } from '../finite-difference.ts';

const A = [2, 3, 4];
const positive = (size: number): Float32Array => normalArray(size, 5).map((v) => 0.5 + Math.abs(v));
/** Away from kinks at 0 and ±1 by more than the step. */
const awayFromKinks = (size: number): Float32Array =>
  normalArray(size, 6).map((v) => v + 0.01 * Math.sign(v) + (Math.abs(Math.abs(v) - 1) < 0.05 ? 0.1 : 0));
const inner = (size: number): Float32Array => normalArray(size, 7).map((v) => 0.8 * Math.tanh(v));
/** All different, so that nothing ties. */
const distinct = (size: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => ((i * 7919) % size) / size - 0.5);

const one = (build: (x: Parameters<typeof ops.exp>[0]) => ReturnType<typeof ops.exp>, shape = A) => ({
  inputs: { x: shape },
  build: ({ x }: Record<string, Parameters<typeof ops.exp>[0]>) => build(x),
});

const image = [2, 3, 5, 6];
const convCase = (weight: number[], options: ConvOptions, x = image): GradientCase => ({
  inputs: { x, w: weight },
  build: ({ x: value, w }) => ops.conv(value, w, options),
});

const CASES: Record<string, GradientCase> = {
  'add, broadcast': { inputs: { a: A, b: [3, 1] }, build: ({ a, b }) => ops.add(a, b) },
  'add, itself': one((x) => ops.add(x, x)),
  'sub, broadcast': { inputs: { a: [4], b: A }, build: ({ a, b }) => ops.sub(a, b) },
  'mul, broadcast': { inputs: { a: A, b: [2, 1, 4] }, build: ({ a, b }) => ops.mul(a, b) },
  'mul, scalar': { inputs: { a: A, b: [] }, build: ({ a, b }) => ops.mul(a, b) },
  'div, broadcast': {
    inputs: { a: A, b: [3, 1] },
    values: { b: positive(3) },
    build: ({ a, b }) => ops.div(a, b),
  },
  neg: one(ops.neg),
  where: {
    inputs: { a: A, b: [3, 4], c: A },
    build: ({ a, b, c }) => ops.where(ops.greater(detach(c), 0), ops.mul(a, c), b),
  },
  maximum: { inputs: { a: A, b: A }, build: ({ a, b }) => ops.maximum(a, b) },
  minimum: { inputs: { a: A, b: [4] }, build: ({ a, b }) => ops.minimum(a, b) },
  broadcastTo: one((x) => ops.broadcastTo(x, [5, 3, 4]), [3, 1]),
  sumTo: one((x) => ops.sumTo(x, [3, 1])),
  exp: one(ops.exp),
  log: { ...one(ops.log), values: { x: positive(24) } },
  sqrt: { ...one(ops.sqrt), values: { x: positive(24) } },
  square: one(ops.square),
  sigmoid: one(ops.sigmoid),
  tanh: one(ops.tanh),
  erf: one(ops.erf),
  gelu: one(ops.gelu),
  'power, 3': one((x) => ops.power(x, 3)),
  'power, −0.5': { ...one((x) => ops.power(x, -0.5)), values: { x: positive(24) } },
  cos: one(ops.cos),
  sin: one(ops.sin),
  acos: { ...one(ops.acos), values: { x: inner(24) } },
  abs: { ...one(ops.abs), values: { x: awayFromKinks(24) } },
  relu: { ...one(ops.relu), values: { x: awayFromKinks(24) } },
  softplus: one(ops.softplus),
  swish: one(ops.swish),
  clip: { ...one((x) => ops.clip(x, -1, 1)), values: { x: awayFromKinks(24) } },
  'prelu, one slope': {
    inputs: { x: A, slope: [] },
    values: { x: awayFromKinks(24) },
    build: ({ x, slope }) => ops.prelu(x, slope),
  },
  prelu: {
    inputs: { x: [2, 3, 2, 2], slope: [3, 1, 1] },
    values: { x: awayFromKinks(24) },
    build: ({ x, slope }) => ops.prelu(x, slope),
  },
  reshape: one((x) => ops.reshape(x, [6, 4])),
  flatten: one(ops.flatten),
  transpose: one((x) => ops.transpose(x, [2, 0, 1])),
  'slice, one step': one((x) => ops.slice(x, [{ axis: 2, start: 1, count: 2 }])),
  'slice, strides': one(
    (x) =>
      ops.slice(x, [
        { axis: 0, start: 1, count: 3, step: 2 },
        { axis: 1, start: 0, count: 2, step: 3 },
      ]),
    [7, 6],
  ),
  'slice, backwards': one((x) => ops.slice(x, [{ axis: 0, start: 6, count: 3, step: -2 }]), [7, 2]),
  reverse: one((x) => ops.reverse(x, [0, 2])),
  pad: one((x) => ops.pad(x, [0, 1, 2], [1, 0, 0])),
  'concat of 8': {
    inputs: { a: [2, 3], b: [2, 1] },
    build: ({ a, b }) => ops.concat([a, b, a, b, b, a, a, b], 1),
  },
  gatherRows: {
    inputs: { x: [4, 3] },
    fixed: { rows: { shape: [5], data: Int32Array.of(3, 0, 3, 1, 1) } },
    build: ({ x, rows }) => ops.gatherRows(x, rows),
  },
  gemm: { inputs: { a: [3, 4], b: [4, 2] }, build: ({ a, b }) => ops.gemm(a, b) },
  'gemm, Aᵀ': { inputs: { a: [4, 3], b: [4, 2] }, build: ({ a, b }) => ops.gemm(a, b, { transA: true }) },
  'gemm, Bᵀ': { inputs: { a: [3, 4], b: [2, 4] }, build: ({ a, b }) => ops.gemm(a, b, { transB: true }) },
  'gemm, both': {
    inputs: { a: [4, 3], b: [2, 4] },
    build: ({ a, b }) => ops.gemm(a, b, { transA: true, transB: true }),
  },
  'matMul, the last axis': {
    inputs: { a: [2, 3, 4], b: [4, 5] },
    build: ({ a, b }) => ops.matMul(a, b),
  },
  'matMul, two stacks': {
    inputs: { a: [2, 2, 3, 4], b: [2, 2, 4, 3] },
    build: ({ a, b }) => ops.matMul(a, b),
  },
  'matMul, broadcast': {
    inputs: { a: [3, 4], b: [2, 1, 4, 2] },
    build: ({ a, b }) => ops.matMul(a, b),
  },
  'attention over channels': {
    inputs: { q: [2, 3, 4], k: [2, 3, 4], v: [2, 3, 4] },
    build: ({ q, k, v }) =>
      ops.matMul(
        ops.softmax(ops.matMul(ops.l2Normalise(q), ops.transpose(ops.l2Normalise(k), [0, 2, 1]))),
        v,
      ),
  },
  softmax: one((x) => ops.softmax(x)),
  'softmax, first axis': one((x) => ops.softmax(x, 0)),
  layerNorm: {
    inputs: { x: A, scale: [4], shift: [4] },
    build: ({ x, scale, shift }) => ops.layerNorm(x, { axis: 2, epsilon: 1e-5, scale, shift }),
  },
  'layerNorm of two axes, without a shift': {
    inputs: { x: [3, 2, 4], scale: [2, 4] },
    build: ({ x, scale }) => ops.layerNorm(x, { axis: 1, epsilon: 1e-3, scale }),
  },
  reduceSum: one((x) => ops.reduceSum(x, { axes: [0, 2] })),
  'reduceSum, all': one((x) => ops.reduceSum(x)),
  reduceMean: one((x) => ops.reduceMean(x, { axes: [1], keepAxes: true })),
  reduceMax: { ...one((x) => ops.reduceMax(x, { axes: [1] })), values: { x: distinct(24) } },
  logSumExp: one(ops.logSumExp),
  length: one((x) => ops.length(x, 0)),
  l2Normalise: one(ops.l2Normalise),
  'conv 3×3, padded': convCase([4, 3, 3, 3], { padding: 1 }),
  'conv 3×3, no padding': convCase([4, 3, 3, 3], {}),
  'conv 3×3, stride 2': convCase([4, 3, 3, 3], { padding: 1, stride: 2 }),
  'conv 3×3, stride 2, uneven': convCase([2, 3, 3, 3], { stride: 2 }, [1, 3, 8, 6]),
  'conv 1×1': convCase([4, 3, 1, 1], {}),
  'conv 1×1, stride 2': convCase([4, 3, 1, 1], { stride: 2 }),
  'conv 2×3, stride 3': convCase([2, 3, 2, 3], { stride: 3 }, [2, 3, 7, 8]),
  'conv depthwise': convCase([3, 1, 3, 3], { padding: 1, groups: 3 }),
  'conv depthwise, stride 2': convCase([3, 1, 3, 3], { padding: 1, stride: 2, groups: 3 }),
  'conv depthwise, 5×5, stride 2': convCase([3, 1, 5, 5], { padding: 2, stride: 2, groups: 3 }, [2, 3, 8, 8]),
  'conv depthwise, with bias': {
    inputs: { x: image, w: [3, 1, 3, 3], b: [3] },
    build: ({ x, w, b }) => ops.conv(x, w, { padding: 1, groups: 3, bias: b }),
  },
  // These are too large for the products that the others become.
  'conv depthwise, large': convCase([2, 1, 3, 3], { padding: 1, groups: 2 }, [2, 2, 9, 10]),
  'conv depthwise, large, stride 2': convCase(
    [2, 1, 3, 3],
    { padding: 1, stride: 2, groups: 2 },
    [2, 2, 9, 10],
  ),
  'conv depthwise, large, even kernel': convCase([2, 1, 2, 2], { stride: 2, groups: 2 }, [2, 2, 7, 8]),
  'conv depthwise, whole image': convCase([3, 1, 5, 6], { groups: 3 }),
  'conv in groups': convCase([6, 2, 3, 3], { padding: 1, groups: 2 }, [2, 4, 5, 6]),
  'conv in groups, stride 2': convCase([2, 2, 3, 3], { padding: 1, stride: 2, groups: 2 }, [2, 4, 5, 6]),
  'conv, two filters per channel': convCase([6, 1, 3, 3], { padding: 1, groups: 3 }),
  'conv with bias': {
    inputs: { x: image, w: [4, 3, 3, 3], b: [4] },
    build: ({ x, w, b }) => ops.conv(x, w, { padding: 1, stride: 2, bias: b }),
  },
  globalAveragePool: one(ops.globalAveragePool, image),
  'averagePool, side by side': one((x) => ops.averagePool(x, { size: 2 }), [2, 3, 4, 6]),
  'averagePool, overlapping': one((x) => ops.averagePool(x, { size: 3, stride: 2, padding: 1 }), image),
  'averagePool, padding counted': one(
    (x) => ops.averagePool(x, { size: 3, stride: 1, padding: 1, countPadding: true }),
    image,
  ),
  'averagePool, remainder left out': one((x) => ops.averagePool(x, { size: 3, stride: 2 }), [2, 3, 6, 6]),
  'maxPool, overlapping': {
    ...one((x) => ops.maxPool(x, { size: 3, stride: 2, padding: 1 }), image),
    values: { x: distinct(180) },
  },
  'maxPool, 2×2': {
    ...one((x) => ops.maxPool(x, { size: 2, stride: 2, padding: 0 }), image),
    values: { x: distinct(180) },
  },
  'batchNorm, batch statistics': {
    inputs: { x: [4, 3, 2, 3], scale: [3], shift: [3] },
    build: ({ x, scale, shift }) => ops.batchNormTraining(x, { scale: scale, shift: shift }, 1e-5).y,
  },
  'batchNorm, whose gradient correlates with x': {
    inputs: { x: [4, 3, 2, 3], scale: [3], shift: [3] },
    build: ({ x, scale, shift }) =>
      ops.mul(ops.batchNormTraining(x, { scale: scale, shift: shift }, 1e-5).y, x),
  },
  'batchNorm, rows': {
    inputs: { x: [8, 3], scale: [3], shift: [3] },
    build: ({ x, scale, shift }) => ops.batchNormTraining(x, { scale: scale, shift: shift }, 1e-5).y,
  },
  'batchNorm, given statistics': {
    inputs: { x: [4, 3, 2, 3], scale: [3], shift: [3] },
    fixed: {
      mean: { shape: [3], data: Float32Array.of(0.5, -1, 0) },
      variance: { shape: [3], data: Float32Array.of(1, 0.5, 2) },
    },
    build: ({ x, scale, shift, mean, variance }) =>
      ops.batchNormInference(x, { scale: scale, shift: shift }, { mean: mean, variance: variance }, 1e-5),
  },
};

describe('the gradient of', () => {
  it.each(Object.entries(CASES))('%s', async (_, test) => {
    await expectGradientsToMatch(test);
  });
});
