/** @file Layer normalisation and GELU that a file spells out in parts become the whole operators; others do not. */
import { describe, expect, it } from 'vitest';
import { Graph } from '../../../training/graph/graph.ts';
import { toOnnx } from '../../../training/graph/to-onnx.ts';
import { Scope } from '../../../training/graph/scope.ts';
import { networkFromOnnx } from '../../../training/from-onnx/from-onnx.ts';
import { float32Tensor, int, ints } from '../../../training/onnx/types.ts';
import type { OnnxNode } from '../../../training/onnx/types.ts';
import { encodeOnnxModel } from '../../../training/onnx/writer.ts';
import { expectSameAnswers, node, smallModel, weight } from '../small-models.ts';

const number = (value: number) => float32Tensor([], [value]);
const CONSTANTS = {
  w: weight([4, 3, 3, 3], 1),
  scale: weight([8], 2),
  shift: weight([8], 3),
  epsilon: number(1e-5),
  two: number(2),
  half: number(0.5),
  one: number(1),
  root: number(Math.SQRT2),
  inverseRoot: number(Math.SQRT1_2),
};

const model = (...nodes: OnnxNode[]) =>
  smallModel({
    nodes: [
      node('Conv', ['x', 'w'], 'c', { pads: ints([1, 1, 1, 1]) }),
      ...nodes,
      node('Flatten', ['a'], 'y'),
    ],
    initializers: CONSTANTS,
  });

/** Of the network that the file becomes. */
function operatorsOf(file: ReturnType<typeof model>): string[] {
  const { network, weights } = networkFromOnnx(file);
  const graph = new Graph();
  const constant = ({ name }: { name: string }) => graph.constant(weights[name].data, weights[name].dims);
  const scope = new Scope({ graph, training: false, parameter: constant, statistic: constant });
  const y = network.build(scope, graph.input('x', [2, 3, 8, 8]));
  return toOnnx(graph, { y }).graph.nodes.map(({ opType }) => opType);
}

const norm = (
  square: OnnxNode,
  { axes = [3], varianceAxes = axes }: { axes?: number[]; varianceAxes?: number[] } = {},
): OnnxNode[] => [
  node('ReduceMean', ['c'], 'mean', { axes: ints(axes), keepdims: int(1) }),
  node('Sub', ['c', 'mean'], 'apart'),
  square,
  node('ReduceMean', ['square'], 'variance', { axes: ints(varianceAxes), keepdims: int(1) }),
  node('Add', ['variance', 'epsilon'], 'sum'),
  node('Sqrt', ['sum'], 'deviation'),
  node('Div', ['apart', 'deviation'], 'normal'),
];
const product = node('Mul', ['apart', 'apart'], 'square');
const power = node('Pow', ['apart', 'two'], 'square');
const affine = [node('Mul', ['normal', 'scale'], 'scaled'), node('Add', ['shift', 'scaled'], 'a')];

describe('a layer normalisation in parts', () => {
  it.each([
    ['by a product, with scale and shift', [...norm(product), ...affine]],
    ['by a power, on an axis from behind', [...norm(power, { axes: [-1] }), ...affine]],
    ['without shift', [...norm(product), node('Mul', ['scale', 'normal'], 'a')]],
    ['alone', [...norm(product), node('Relu', ['normal'], 'a')]],
    ['of two axes', [...norm(power, { axes: [2, 3] }), node('Relu', ['normal'], 'a')]],
  ])('%s', async (_, nodes) => {
    const file = model(...nodes);
    const operators = operatorsOf(file);
    expect(operators.filter((name) => name === 'LayerNormalization')).toHaveLength(1);
    expect(operators).not.toContain('ReduceMean');
    expect(operators).not.toContain('Mul');
    await expectSameAnswers(encodeOnnxModel(file));
  });

  it('keeps the names of its parameters', () => {
    const { weights } = networkFromOnnx(model(...norm(product), ...affine));
    expect(Object.keys(weights).sort()).toEqual(['scale', 'shift', 'w']);
  });

  it.each([
    ['over channels', norm(product, { axes: [1] })],
    ['over different axes', norm(product, { axes: [3], varianceAxes: [2, 3] })],
    ['by another power', norm(node('Pow', ['apart', 'one'], 'square'))],
    ['of another square', norm(node('Mul', ['apart', 'c'], 'square'))],
  ])('is none %s', async (_, nodes) => {
    const file = model(...nodes, node('Relu', ['normal'], 'a'));
    expect(operatorsOf(file)).not.toContain('LayerNormalization');
    await expectSameAnswers(encodeOnnxModel(file));
  });
});

const gate = (scaled: OnnxNode): OnnxNode[] => [
  scaled,
  node('Erf', ['scaled'], 'error'),
  node('Add', ['error', 'one'], 'gate'),
];
const divided = node('Div', ['c', 'root'], 'scaled');

describe('a GELU in parts', () => {
  it.each([
    ['x·gate·½', [...gate(divided), node('Mul', ['c', 'gate'], 'p'), node('Mul', ['p', 'half'], 'a')]],
    ['(x·½)·gate', [...gate(divided), node('Mul', ['half', 'c'], 'p'), node('Mul', ['p', 'gate'], 'a')]],
    [
      'x·(gate·½), by a product in the gate',
      [
        ...gate(node('Mul', ['inverseRoot', 'c'], 'scaled')),
        node('Mul', ['gate', 'half'], 'p'),
        node('Mul', ['c', 'p'], 'a'),
      ],
    ],
  ])('%s', async (_, nodes) => {
    const file = model(...nodes);
    // One formula, whatever the order in the file: the runtime knows it.
    expect(operatorsOf(file)).toEqual(['Conv', 'Div', 'Erf', 'Add', 'Mul', 'Mul', 'Reshape']);
    await expectSameAnswers(encodeOnnxModel(file));
  });

  it.each([
    [
      'with another factor',
      [...gate(divided), node('Mul', ['c', 'gate'], 'p'), node('Mul', ['p', 'two'], 'a')],
    ],
    [
      'of another value',
      [
        ...gate(node('Div', ['x2', 'root'], 'scaled')),
        node('Mul', ['c', 'gate'], 'p'),
        node('Mul', ['p', 'half'], 'a'),
      ],
    ],
  ])('is none %s', async (_, nodes) => {
    await expectSameAnswers(encodeOnnxModel(model(node('Neg', ['c'], 'x2'), ...nodes)));
  });
});
