/** @file Networks rebuilt from ONNX files answer as onnxruntime does with the file: our exports and others' habits. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exportOnnx } from '../../../training/engine/export.ts';
import { efficientNet } from '../../../training/nets/efficient-net.ts';
import { fakeDetector } from '../../../training/nets/fake-detector.ts';
import { networkFromOnnx } from '../../../training/from-onnx/from-onnx.ts';
import { improvedResidual } from '../../../training/nets/improved-residual.ts';
import { mobileFaceNet } from '../../../training/nets/mobile-face-net.ts';
import { resNet18, slimResNet } from '../../../training/nets/residual.ts';
import type { Network } from '../../../training/nets/types.ts';
import { decodeOnnxModel } from '../../../training/onnx/reader.ts';
import { float, float32Tensor, int, int64Tensor, ints, tensor, text } from '../../../training/onnx/types.ts';
import type { OnnxTensor } from '../../../training/onnx/types.ts';
import { encodeOnnxModel } from '../../../training/onnx/writer.ts';
import { randomWeights } from '../engine/tiny-programs.ts';
import { expectSameAnswers, node, SIDE, smallModel, weight } from '../small-models.ts';
import type { SmallModel } from '../small-models.ts';
import { smallTransformer, TRANSFORMER_PARAMETERS } from '../small-transformer.ts';

const small = { inputSize: 32, embeddingSize: 8 };
const NETWORKS: Network[] = [
  slimResNet({ ...small, widths: [4, 8] }),
  resNet18({ ...small, widths: [4, 4, 8, 8], neck: 'flat' }),
  improvedResidual({ ...small, widths: [4, 4, 8, 8] }),
  mobileFaceNet({ ...small, stem: 4, last: 8, table: [[2, 8, 2, 2]] }),
  efficientNet({
    ...small,
    stem: 4,
    last: 16,
    table: [{ expansion: 2, channels: 8, repeats: 2, stride: 2, kernel: 5 }],
  }),
];

describe('a network read back from our own export', () => {
  it.each(NETWORKS)('$name', async (network) => {
    const weights = randomWeights(network);
    const { bytes } = await exportOnnx(network, weights, { output: 'unit', batch: 1 });
    const imported = await expectSameAnswers(bytes, { output: 'unit' });
    expect(imported.dropped).toBe('normalisation');
    expect(imported.network).toMatchObject({ inputSize: 32, outputSize: 8 });
  });

  it('a detector, as logits', async () => {
    const network = fakeDetector({ inputSize: 16, widths: [4, 8] });
    const { bytes } = await exportOnnx(network, randomWeights(network), { output: 'probability' });
    const imported = networkFromOnnx(decodeOnnxModel(bytes));
    expect(imported.dropped).toBe('sigmoid');
    expect(imported.network.outputSize).toBe(1);
    const raw = await exportOnnx(network, randomWeights(network), { output: 'raw' });
    await expectSameAnswers(raw.bytes);
  });

  it('in half precision, and under the names of the training', async () => {
    const network = slimResNet({ ...small, widths: [16, 32] });
    const { bytes } = await exportOnnx(network, randomWeights(network), {
      output: 'unit',
      precision: 'float16',
    });
    const { weights } = await expectSameAnswers(bytes, { output: 'unit' });
    expect(Object.keys(weights)).toEqual(
      expect.arrayContaining(['stem.weight', 'stem.bias', 'neck.dense.weight', 'neck.dense.bias']),
    );
  });
});

const conv = (attributes: SmallModel['nodes'][number]['attributes'] = {}): SmallModel['nodes'] => [
  node('Conv', ['x', 'w'], 'c', attributes),
  node('Flatten', ['c'], 'y'),
];
const after = (...nodes: SmallModel['nodes'][number][]): SmallModel => ({
  nodes: [
    node('Conv', ['x', 'w', 'b'], 'c', { pads: ints([1, 1, 1, 1]) }),
    ...nodes,
    node('Flatten', ['a'], 'y'),
  ],
  initializers: { w: weight([4, 3, 3, 3], 1), b: weight([4], 2) },
});
const activation = (opType: string, attributes: SmallModel['nodes'][number]['attributes'] = {}): SmallModel =>
  after(node(opType, ['c'], 'a', attributes));

/** Whole numbers from −127 to 127. */
const int8 = (dims: readonly number[], seed: number): OnnxTensor => ({
  dims,
  data: (weight(dims, seed).data as Float32Array).map((value) => Math.round(100 * Math.tanh(value))),
  storedAs: 'int8',
});

const HABITS: Record<string, SmallModel> = {
  'a fixed batch in Reshape': {
    nodes: [node('GlobalAveragePool', ['x'], 'p'), node('Reshape', ['p', 'shape'], 'y')],
    initializers: { shape: int64Tensor([2], [1, -1]) },
  },
  'a shape computed from Shape, Gather, Unsqueeze and Concat': {
    nodes: [
      node('Shape', ['x'], 's'),
      node('Constant', [], 'zero', { value: tensor(int64Tensor([], [0])) }),
      node('Gather', ['s', 'zero'], 'n'),
      node('Unsqueeze', ['n', 'axis'], 'n1'),
      node('Constant', [], 'rest', { value: tensor(int64Tensor([1], [-1])) }),
      node('Concat', ['n1', 'rest'], 'shape', { axis: int(0) }),
      node('Reshape', ['x', 'shape'], 'y'),
    ],
    initializers: { axis: int64Tensor([1], [0]) },
  },
  'padding SAME_UPPER, stride 2': {
    nodes: conv({ auto_pad: text('SAME_UPPER'), strides: ints([2, 2]) }),
    initializers: { w: weight([4, 3, 3, 3], 1) },
  },
  'padding SAME_LOWER': {
    nodes: conv({ auto_pad: text('SAME_LOWER') }),
    initializers: { w: weight([4, 3, 2, 2], 1) },
  },
  'padding that a program works out, as PyTorch writes it': {
    nodes: [
      node('Shape', ['x'], 's'),
      node('Constant', [], 'two', { value: tensor(int64Tensor([], [2])) }),
      node('Gather', ['s', 'two'], 'h'),
      // Whole numbers are divided towards zero: −8 / 3 is −2.
      node('Neg', ['h'], 'n'),
      node('Constant', [], 'three', { value: tensor(int64Tensor([], [3])) }),
      node('Div', ['n', 'three'], 'd'),
      node('Neg', ['d'], 'more'),
      node('Unsqueeze', ['more', 'front'], 'm1'),
      node('Concat', ['front', 'm1', 'one', 'm1'], 'last', { axis: int(0) }),
      node('Constant', [], 'count', { value: tensor(int64Tensor([1], [4])) }),
      node('ConstantOfShape', ['count'], 'none', { value: tensor(int64Tensor([1], [0])) }),
      node('Concat', ['last', 'none'], 'pairs', { axis: int(0) }),
      node('Reshape', ['pairs', 'rows'], 'r'),
      node('Slice', ['r', 'from', 'to', 'front', 'back'], 'turned'),
      node('Transpose', ['turned'], 't', { perm: ints([1, 0]) }),
      node('Reshape', ['t', 'flat'], 'pads'),
      node('Cast', ['pads'], 'cast', { to: int(7) }),
      node('Pad', ['x', 'cast'], 'p'),
      node('Flatten', ['p'], 'y'),
    ],
    initializers: {
      front: int64Tensor([1], [0]),
      one: int64Tensor([1], [1]),
      rows: int64Tensor([2], [-1, 2]),
      from: int64Tensor([1], [-1]),
      to: int64Tensor([1], [-(2n ** 63n)]),
      back: int64Tensor([1], [-1]),
      flat: int64Tensor([1], [-1]),
    },
  },
  'padding at two sides only': {
    nodes: conv({ pads: ints([0, 0, 1, 1]), strides: ints([2, 2]) }),
    initializers: { w: weight([4, 3, 3, 3], 1) },
  },
  'two filters for each channel': {
    nodes: conv({ group: int(3) }),
    initializers: { w: weight([6, 1, 3, 3], 1) },
  },
  'channels last, with preparation of the image': {
    input: ['batch', SIDE, SIDE, 3],
    nodes: [
      node('Sub', ['x', 'mean'], 's'),
      node('Mul', ['s', 'factor'], 'm'),
      node('Transpose', ['m'], 't', { perm: ints([0, 3, 1, 2]) }),
      node('Conv', ['t', 'w'], 'c'),
      node('Flatten', ['c'], 'y'),
    ],
    initializers: {
      mean: float32Tensor([3], [0.5, 0.4, 0.3]),
      factor: float32Tensor([], [2]),
      w: weight([2, 3, 3, 3], 1),
    },
  },
  'batch norm of the image, MatMul with Add': {
    nodes: [
      node('BatchNormalization', ['x', 's', 'b', 'm', 'v'], 'n', { epsilon: float(0.01) }),
      node('Flatten', ['n'], 'f'),
      node('MatMul', ['f', 'w'], 'p'),
      node('Add', ['p', 'bias'], 'y'),
    ],
    initializers: {
      s: float32Tensor([3], [1, 0.5, 2]),
      b: weight([3], 1),
      m: weight([3], 2),
      v: float32Tensor([3], [1, 2, 0.5]),
      w: weight([3 * SIDE * SIDE, 5], 3),
      bias: weight([5], 4),
    },
  },
  'a weight that is turned around first, Gemm with alpha': {
    nodes: [
      node('Flatten', ['x'], 'f'),
      node('Transpose', ['w'], 'wt', { perm: ints([1, 0]) }),
      node('Gemm', ['f', 'wt', 'bias'], 'y', { alpha: float(0.5), beta: float(2) }),
    ],
    initializers: { w: weight([5, 3 * SIDE * SIDE], 3), bias: weight([1, 5], 4) },
  },
  PRelu: {
    ...after(node('PRelu', ['c', 'slope'], 'a')),
    initializers: { w: weight([4, 3, 3, 3], 1), b: weight([4], 2), slope: weight([4, 1, 1], 5) },
  },
  LeakyRelu: activation('LeakyRelu', { alpha: float(0.3) }),
  HardSwish: activation('HardSwish'),
  HardSigmoid: activation('HardSigmoid', { alpha: float(0.3) }),
  'Clip with attributes': { ...activation('Clip', { min: float(0), max: float(0.5) }), opset: 10 },
  'Clip without a lower bound': {
    ...after(node('Clip', ['c', '', 'max'], 'a')),
    initializers: { w: weight([4, 3, 3, 3], 1), b: weight([4], 2), max: float32Tensor([], [0.2]) },
  },
  'squeeze and excite': after(
    node('ReduceMean', ['c'], 'p', { axes: ints([-1, -2]) }),
    node('Sigmoid', ['p'], 's'),
    node('Mul', ['c', 's'], 'a'),
  ),
  'layer norm as one node': {
    nodes: [
      node('Conv', ['x', 'w'], 'c', { strides: ints([4, 4]) }),
      node('Transpose', ['c'], 't', { perm: ints([0, 2, 3, 1]) }),
      node('LayerNormalization', ['t', 'scale', 'shift'], 'n', { epsilon: float(1e-3) }),
      node('Flatten', ['n'], 'y'),
    ],
    initializers: { w: weight([4, 3, 4, 4], 1), scale: weight([4], 2), shift: weight([4], 3) },
  },
  'Softmax over all from an axis on, as before opset 13': {
    ...activation('Softmax', { axis: int(2) }),
    opset: 11,
  },
  'Softmax over the channels': activation('Softmax', { axis: int(1) }),
  'Split by an attribute': {
    nodes: [
      { ...node('Split', ['x'], 'a', { axis: int(1), split: ints([2, 1]) }), outputs: ['a', 'b'] },
      node('Mul', ['a', 'b'], 'm'),
      node('Flatten', ['m'], 'y'),
    ],
    opset: 11,
  },
  'Split in equal parts': {
    nodes: [
      { ...node('Split', ['x'], 'a', { axis: int(-1) }), outputs: ['a', 'b'] },
      node('Max', ['a', 'b'], 'm'),
      node('Flatten', ['m'], 'y'),
    ],
    opset: 13,
  },
  'Gelu by tanh': { ...activation('Gelu', { approximate: text('tanh') }), opset: 20 },
  'Pow of any exponent, Reciprocal': after(
    node('Constant', [], 'three', { value: tensor(float32Tensor([], [3])) }),
    node('Pow', ['c', 'three'], 'p'),
    node('Exp', ['p'], 'e'),
    node('Reciprocal', ['e'], 'a'),
  ),
  'lengths in the middle': after(
    node('LpNormalization', ['c'], 'u', { axis: int(2) }),
    node('ReduceL2', ['u'], 'l', { axes: ints([1]) }),
    node('ReduceSumSquare', ['c'], 'q', { axes: ints([1]) }),
    node('Concat', ['l', 'q'], 'a', { axis: int(1) }),
  ),
  'weights in 8 bits, with a scale and a zero point for each channel': {
    nodes: [
      node('DequantizeLinear', ['q', 'scales', 'zeros'], 'w', { axis: int(0) }),
      node('DequantizeLinear', ['q2', 'scale'], 'b'),
      node('Conv', ['x', 'w', 'b'], 'c'),
      node('Flatten', ['c'], 'y'),
    ],
    initializers: {
      q: int8([2, 3, 3, 3], 1),
      scales: float32Tensor([2], [0.01, 0.002]),
      zeros: { dims: [2], data: Float32Array.of(3, -7), storedAs: 'int8' },
      q2: int8([2], 2),
      scale: float32Tensor([], [0.02]),
    },
  },
  'MaxPool padded at two sides': activation('MaxPool', {
    kernel_shape: ints([3, 3]),
    strides: ints([2, 2]),
    pads: ints([0, 0, 1, 1]),
  }),
  'AveragePool, padding not counted': activation('AveragePool', {
    kernel_shape: ints([3, 3]),
    strides: ints([2, 2]),
    pads: ints([1, 1, 1, 1]),
  }),
  'AveragePool padded at two sides, counted': activation('AveragePool', {
    kernel_shape: ints([3, 3]),
    pads: ints([0, 0, 1, 1]),
    count_include_pad: int(1),
  }),
  'Pad, Slice and Concat': {
    nodes: [
      node('Pad', ['x', 'pads'], 'p'),
      node('Slice', ['p', 'starts', 'ends', 'axes', 'steps'], 'c'),
      node('Neg', ['c'], 'n'),
      node('Concat', ['c', 'n'], 'a', { axis: int(1) }),
      node('Flatten', ['a'], 'y'),
    ],
    initializers: {
      pads: int64Tensor([8], [0, 0, 1, 0, 0, 0, 2, 1]),
      starts: int64Tensor([2], [-1, 1]),
      ends: int64Tensor([2], [-(2n ** 63n), 2n ** 63n - 1n]),
      axes: int64Tensor([2], [3, 2]),
      steps: int64Tensor([2], [-2, 3]),
    },
  },
  'Dropout, Identity and Squeeze': {
    nodes: [
      node('GlobalMaxPool', ['x'], 'g'),
      node('Dropout', ['g'], 'd'),
      node('Identity', ['d'], 'i'),
      node('Squeeze', ['i', 'axes'], 'y'),
    ],
    initializers: { axes: int64Tensor([2], [2, 3]) },
  },
  'an output of [1, D, 1, 1]': {
    nodes: [node('GlobalAveragePool', ['x'], 'y')],
    output: [1, 3, 1, 1],
  },
};

describe('habits of exporters', () => {
  it.each(Object.entries(HABITS))('%s', async (_, model) => {
    await expectSameAnswers(encodeOnnxModel(smallModel(model)));
  });

  const NORMALISATIONS: Record<string, SmallModel['nodes']> = {
    LpNormalization: [node('LpNormalization', ['f'], 'y', { axis: int(1) })],
    'ReduceL2, Clip, Expand and Div': [
      node('ReduceL2', ['f'], 'l', { axes: ints([1]) }),
      node('Clip', ['l', 'tiny'], 'h'),
      node('Shape', ['f'], 's'),
      node('Expand', ['h', 's'], 'e'),
      node('Div', ['f', 'e'], 'y'),
    ],
    'Pow, ReduceSum, Sqrt, Reciprocal and Mul': [
      node('Pow', ['f', 'two'], 'q'),
      node('ReduceSum', ['q', 'axis'], 'l', { keepdims: int(1) }),
      node('Sqrt', ['l'], 'r'),
      node('Reciprocal', ['r'], 'i'),
      node('Mul', ['f', 'i'], 'y'),
    ],
  };

  it.each(Object.entries(NORMALISATIONS))('ends before %s', async (_, nodes) => {
    const bytes = encodeOnnxModel(
      smallModel({
        nodes: [node('Flatten', ['x'], 'f'), ...nodes],
        initializers: {
          tiny: float32Tensor([], [1e-12]),
          two: float32Tensor([], [2]),
          axis: int64Tensor([1], [1]),
        },
      }),
    );
    expect((await expectSameAnswers(bytes, { output: 'unit' })).dropped).toBe('normalisation');
  });
});

describe('a transformer that attends over channels, as PyTorch exports it', () => {
  it('computes the same, for any number of images', async () => {
    const bytes = encodeOnnxModel(smallTransformer());
    const { dropped } = await expectSameAnswers(bytes, { tolerance: 1e-5 });
    // The projection after its unit length stays.
    expect(dropped).toBeNull();
  });

  it('names every weight by its module, also those that the file only numbers', () => {
    const { weights } = networkFromOnnx(smallTransformer());
    expect(Object.keys(weights).sort()).toEqual([...TRANSFORMER_PARAMETERS].sort());
  });

  it('keeps names and answers when it is exported in 8 bits and read back', async () => {
    const { network, weights } = networkFromOnnx(smallTransformer());
    const { bytes } = await exportOnnx(network, weights, { output: 'unit', precision: 'int8' });
    const again = await expectSameAnswers(bytes, { output: 'unit' });
    expect(Object.keys(again.weights).sort()).toEqual([...TRANSFORMER_PARAMETERS].sort());
  });
});

describe('names of parameters', () => {
  const namesOf = (model: SmallModel): string[] => Object.keys(networkFromOnnx(smallModel(model)).weights);

  it('are those of the file, or of the node where the file only numbers', () => {
    const nodes = [
      { ...node('Conv', ['x', 'onnx::Conv_12', 'layer.bias'], 'c'), name: '/stem/Conv' },
      node('BatchNormalization', ['c', '7', 'b', 'm', 'm'], 'n'),
      node('Flatten', ['n'], 'y'),
    ];
    const initializers = {
      'onnx::Conv_12': weight([2, 3, 3, 3], 1),
      'layer.bias': weight([2], 2),
      '7': weight([2], 3),
      b: weight([2], 4),
      m: float32Tensor([2], [1, 1]),
    };
    // One tensor is mean and variance: each gets a name and a place of its own.
    expect(namesOf({ nodes, initializers })).toEqual([
      ...['stem.weight', 'layer.bias', 'batchnormalization1.scale', 'b'],
      ...['m', 'batchnormalization1.variance'],
    ]);
  });

  it('exist once for a weight that is used twice, and not for what prepares the image', () => {
    const nodes = [
      node('Sub', ['x', 'mean'], 's'),
      node('Conv', ['s', 'w'], 'c1', { pads: ints([1, 1, 1, 1]) }),
      node('Conv', ['c1', 'w'], 'c2', { pads: ints([1, 1, 1, 1]) }),
      node('Mul', ['c2', 'scale'], 'm'),
      node('Flatten', ['m'], 'y'),
    ];
    const initializers = {
      mean: weight([3, 1, 1], 1),
      w: weight([3, 3, 3, 3], 2),
      scale: weight([3, 1, 1], 3),
    };
    expect(namesOf({ nodes, initializers })).toEqual(['w', 'scale']);
  });
});

describe('errors', () => {
  const flat = node('Flatten', ['x'], 'y');
  it.each<[string, SmallModel]>([
    [
      'node lstm1 (LSTM): this operator is not supported; supported are Abs, Add, AveragePool,',
      { nodes: [node('LSTM', ['x'], 'y')] },
    ],
    [
      'node fusedconv1 (FusedConv): this operator of com.microsoft is not supported',
      { nodes: [{ ...node('FusedConv', ['x'], 'y'), domain: 'com.microsoft' }] },
    ],
    [
      'node conv1 (Conv): dilations other than 1 are not supported',
      { nodes: conv({ dilations: ints([2, 2]) }), initializers: { w: weight([4, 3, 3, 3], 1) } },
    ],
    [
      'node conv1 (Conv): conv: input [2, 3, 8, 8], weight [4, 2, 3, 3]: 1 groups of 2 channels',
      { nodes: conv(), initializers: { w: weight([4, 2, 3, 3], 1) } },
    ],
    ['node conv1 (Conv): nothing before it makes its input w', { nodes: conv() }],
    [
      'node maxpool1 (MaxPool): ceil_mode with windows that leave the image is not supported',
      activation('MaxPool', { kernel_shape: ints([3, 3]), strides: ints([2, 2]), ceil_mode: int(1) }),
    ],
    ['one row for each is wanted', { nodes: [node('Relu', ['x'], 'y')] }],
    ['node reducemean1 (ReduceMean): it would mix the images', { nodes: [node('ReduceMean', ['x'], 'y')] }],
    ['is no square RGB image', { nodes: [flat], input: [1, 1, 8, 8] }],
    ['is no square RGB image', { nodes: [flat], input: [1, 3, 8, 9] }],
    ['leaves its size open: say the input size', { nodes: [flat], input: [1, 3, 'h', 'w'] }],
    ['The model uses opset 6', { nodes: [flat], opset: 6 }],
    [
      'Output y does not depend on the image.',
      { nodes: [node('Constant', [], 'y', { value_float: float(1) })] },
    ],
  ])('%s', (message, model) => {
    expect(() => networkFromOnnx(smallModel(model))).toThrow(message);
  });

  it('asks which of several outputs is meant', () => {
    const model = smallModel({ nodes: [flat, node('Relu', ['y'], 'z')] });
    const outputs = ['y', 'z'].map((name) => ({ ...model.graph.outputs[0], name }));
    const two = { ...model, graph: { ...model.graph, outputs } };
    expect(() => networkFromOnnx(two)).toThrow("The model's outputs are y, z: say which is the embedding.");
    expect(() => networkFromOnnx(two, { output: 'q' })).toThrow('there is no q among them');
    expect(networkFromOnnx(two, { output: 'z' }).network.outputSize).toBe(3 * SIDE * SIDE);
  });

  it('takes the size that the file leaves open', () => {
    const model = smallModel({ nodes: [flat], input: ['n', 3, 'h', 'w'] });
    expect(networkFromOnnx(model, { inputSize: 6 }).network.outputSize).toBe(108);
  });
});

/** An ONNX file, for whoever wants to try one. */
const EMBEDDER = process.env.FACEGATE_ONNX_EMBEDDER ?? '';

describe('an embedder made elsewhere', () => {
  it.skipIf(EMBEDDER === '')('computes the same (left out without FACEGATE_ONNX_EMBEDDER)', () =>
    expectSameAnswers(readFileSync(EMBEDDER)),
  );
});
