/**
 * @file Graphs: shapes are inferred and refused readably, values equal naive loops, gradients reach who they should.
 */
import { describe, expect, it } from 'vitest';
import { gradients } from '../../../training/graph/gradients.ts';
import { detach, fix, Graph } from '../../../training/graph/graph.ts';
import type { Value } from '../../../training/graph/graph.ts';
import { int } from '../../../training/onnx/types.ts';
import * as ops from '../../../training/graph/ops/index.ts';
import { describeModel } from '../../../training/graph/scope.ts';
import { toOnnx } from '../../../training/graph/to-onnx.ts';
import { normalArray } from '../finite-difference.ts';
import { runGraph } from '../run-graph.ts';

describe('shape errors', () => {
  const graph = new Graph();
  const a = graph.input('a', [2, 3]);
  const image = graph.input('image', [1, 3, 8, 8]);
  it.each([
    ['add: [2, 3] and [4] do not broadcast', () => ops.add(a, graph.input('four', [4]))],
    ['gemm: [2, 3] and [2, 3] have different inner sizes', () => ops.gemm(a, a)],
    ['gemm: [2, 3]ᵀ and [2, 3]ᵀ have different', () => ops.gemm(a, a, { transA: true, transB: true })],
    ['reshape: [2, 3] has not as many elements as [4, 2]', () => ops.reshape(a, [4, 2])],
    ['concat: [2, 3] and [1, 3, 8, 8] along axis 0', () => ops.concat([a, image], 0)],
    ['slice: 1…3 leaves axis 1 of [2, 3]', () => ops.slice(a, [{ axis: 1, start: 1, count: 3 }])],
    ['transpose: [0, 0] is no order of the axes of [2, 3]', () => ops.transpose(a, [0, 0])],
    ['reduceSum: [2, 3] has no axis 2', () => ops.reduceSum(a, { axes: [2] })],
    [
      'averagePool: windows of 9, padding 0 do not fit [1, 3, 8, 8]',
      () => ops.averagePool(image, { size: 9 }),
    ],
    [
      'conv: input [1, 3, 8, 8], weight [4, 2, 3, 3]: 1 groups of 2 channels',
      () => ops.conv(image, graph.input('w1', [4, 2, 3, 3])),
    ],
    [
      'conv: input [1, 3, 8, 8], weight [5, 1, 3, 3]: 5 output channels do not fall into 3 groups',
      () => ops.conv(image, graph.input('w2', [5, 1, 3, 3]), { groups: 3 }),
    ],
    [
      'the kernel is larger than the input padded by 0',
      () => ops.conv(image, graph.input('w3', [4, 3, 9, 9])),
    ],
    ['input n: [0] is no static shape', () => graph.input('n', [0])],
  ])('%s', (message, build) => {
    expect(build).toThrow(message);
  });

  it('values of two graphs do not mix', () => {
    expect(() => ops.add(a, new Graph().input('b', [2, 3]))).toThrow('b belongs to another graph');
  });
});

describe('values', () => {
  it.each([
    { stride: 1, padding: 1, groups: 1 },
    { stride: 2, padding: 1, groups: 1 },
    { stride: 2, padding: 0, groups: 2 },
  ])('conv with %o equals naive loops', async ({ stride, padding, groups }) => {
    const [batch, channels, side, out, kernel] = [2, 2, 6, 2, 3];
    const x = normalArray(batch * channels * side * side, 1);
    const perGroup = channels / groups;
    const w = normalArray(out * perGroup * kernel * kernel, 2);
    const graph = new Graph();
    const y = ops.conv(
      graph.input('x', [batch, channels, side, side]),
      graph.input('w', [out, perGroup, kernel, kernel]),
      { stride, padding, groups },
    );
    const result = await runGraph(graph, { y }, { x, w });
    const size = y.shape[2];
    result.y.forEach((found, at) => {
      const [n, o] = [Math.floor(at / (out * size * size)), Math.floor(at / (size * size)) % out];
      const [row, column] = [Math.floor(at / size) % size, at % size];
      let sum = 0;
      for (let c = 0; c < perGroup; c += 1) {
        const channel = Math.floor(o / (out / groups)) * perGroup + c;
        for (let i = 0; i < kernel; i += 1) {
          for (let j = 0; j < kernel; j += 1) {
            const [h, v] = [row * stride + i - padding, column * stride + j - padding];
            if (h < 0 || v < 0 || h >= side || v >= side) continue;
            const weight = w[((o * perGroup + c) * kernel + i) * kernel + j];
            sum += weight * x[((n * channels + channel) * side + h) * side + v];
          }
        }
      }
      expect(found).toBeCloseTo(sum, 4);
    });
  });

  it('batch norm has mean 0 and deviation 1, also for a constant channel', async () => {
    const graph = new Graph();
    const x = graph.input('x', [4, 2]);
    const [scale, shift] = [
      graph.constant(Float32Array.of(1, 1), [2]),
      graph.constant(Float32Array.of(0, 5), [2]),
    ];
    const { y, mean, variance } = ops.batchNormTraining(x, { scale, shift }, 1e-5);
    const data = Float32Array.of(1, 7, 2, 7, 3, 7, 6, 7);
    const result = await runGraph(graph, { y, mean, variance }, { x: data });
    expect(Array.from(result.mean)).toEqual([3, 7]);
    expect(Array.from(result.variance)).toEqual([3.5, 0]);
    [-2, 5, -1, 5, 0, 5, 3, 5].forEach((value, at) =>
      expect(result.y[at]).toBeCloseTo(at % 2 === 0 ? value / Math.sqrt(3.5) : value, 4),
    );
  });

  it('softplus and logSumExp do not overflow', async () => {
    const graph = new Graph();
    const x = graph.input('x', [1, 3]);
    const outputs = { soft: ops.softplus(x), sum: ops.logSumExp(x) };
    const { soft, sum } = await runGraph(graph, outputs, { x: Float32Array.of(1000, 0, -1000) });
    expect(soft[0]).toBe(1000);
    expect(soft[1]).toBeCloseTo(Math.LN2, 6);
    expect(soft[2]).toBe(0);
    expect(sum[0]).toBe(1000);
  });

  it('a zero vector normalises to zero with a finite gradient', async () => {
    const graph = new Graph();
    const x = graph.input('x', [1, 3]);
    const y = ops.l2Normalise(x);
    const [dx] = gradients(ops.reduceSum(y), [x]);
    const result = await runGraph(graph, { y, dx }, { x: new Float32Array(3) });
    expect(Array.from(result.y)).toEqual([0, 0, 0]);
    expect(result.dx.every(Number.isFinite)).toBe(true);
  });
});

describe('gradients', () => {
  it('add up over all ways, and stop at a detached value', async () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const loss = ops.reduceSum(ops.add(ops.mul(x, x), ops.mul(x, detach(x))));
    const [dx] = gradients(loss, [x]);
    const result = await runGraph(graph, { dx }, { x: Float32Array.of(1, -2) });
    // 2x by x², and x by the product with a constant of that value.
    expect(Array.from(result.dx)).toEqual([3, -6]);
  });

  it('name a value that the loss does not depend on', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    expect(() => gradients(ops.reduceSum(x), [x, graph.input('lost', [2])])).toThrow(
      'the loss does not depend on lost',
    );
  });
});

const THIRDS = [1, 2, 3].map(() => [2, 1]);

describe('toOnnx', () => {
  it('writes each operation once and only what the outputs need', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const y = ops.add(ops.exp(x), ops.exp(x));
    ops.log(x);
    const { nodes } = toOnnx(graph, { y }).graph;
    expect(nodes.map(({ opType }) => opType)).toEqual(['Exp', 'Add']);
  });

  it('gives several outputs of one operator, once', async () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    const make = () =>
      graph.emitSeveral({ opType: 'Split', inputs: [x], attributes: { axis: int(1) } }, THIRDS);
    const [first, , last] = make();
    expect(make()[2]).toBe(last);
    const result = await runGraph(graph, { first, last }, { x: Float32Array.of(1, 2, 3, 4, 5, 6) });
    expect([result.first, result.last].map((data) => Array.from(data))).toEqual([
      [1, 4],
      [3, 6],
    ]);
    expect(graph.nodes).toHaveLength(1);
    const other = new Graph();
    expect(() => other.emitSeveral({ opType: 'Split', inputs: [x] }, THIRDS)).toThrow('another graph');
  });

  it('keeps a depthwise kernel that never changes as it is, and makes products of a trained one', () => {
    const operators = (make: (graph: Graph) => Value): string[] => {
      const graph = new Graph();
      const x = graph.input('x', [2, 3, 5, 6]);
      const y = ops.conv(x, make(graph), { padding: 1, groups: 3 });
      return toOnnx(graph, { y }).graph.nodes.map(({ opType }) => opType);
    };
    const shape = [3, 1, 3, 3];
    expect(operators((graph) => graph.constant(new Float32Array(27).fill(1), shape))).toEqual(['Conv']);
    expect(operators((graph) => fix(graph.input('w', shape)))).toEqual(['Conv']);
    expect(operators((graph) => graph.input('w', shape))).toContain('MatMul');
  });

  it('gives inputs, constants and one value twice as outputs', async () => {
    const graph = new Graph();
    const x = graph.input('x', [1]);
    const y = ops.exp(x);
    const outputs = { x2: x, three: graph.constant(Float32Array.of(3), [1]), y1: y, y2: y };
    const result = await runGraph(graph, outputs, { x: Float32Array.of(0) });
    expect(Object.entries(result).map(([name, data]) => [name, data[0]])).toEqual([
      ['x2', 0],
      ['three', 3],
      ['y1', 1],
      ['y2', 1],
    ]);
  });
});

describe('Scope', () => {
  it('refuses one name for two parts', () => {
    const graph = new Graph();
    expect(() =>
      describeModel(graph, true, (scope) => {
        scope.parameter('w', [1], { kind: 'constant', value: 0 });
        scope.statistic('w', [1], 0);
      }),
    ).toThrow('two parts of the model are named w');
  });
});
