/**
 * @file A small ONNX file as PyTorch's exporter writes a vision transformer that attends over channels: shapes computed
 * by programs, layer norm and GELU written out, weights that are only numbered, a projection after the unit length.
 */
import { float32Tensor, int, int64Tensor, ints, tensor } from '../../training/onnx/types.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../../training/onnx/types.ts';
import { node, smallModel, weight } from './small-models.ts';

const CHANNELS = 16;
const HEADS = 2;
/** Of the map that the stem leaves: SIDE halved. */
const PLACES = 16;

/** Nodes of one module, named as PyTorch names them; `x` is the name of its input. */
class Module {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: Record<string, OnnxTensor> = {};
  private _count = 0;

  add(path: string, opType: string, inputs: string[], attributes: OnnxNode['attributes'] = {}): string {
    const [output] = this.several(path, opType, inputs, 1, attributes);
    return output;
  }

  several(
    path: string,
    opType: string,
    inputs: string[],
    count: number,
    attributes: OnnxNode['attributes'] = {},
  ): string[] {
    const name = `${path}/${opType}_${(this._count += 1)}`;
    const outputs = Array.from({ length: count }, (_, at) => `${name}_output_${at}`);
    this.nodes.push({ ...node(opType, inputs, outputs[0], attributes), outputs, name });
    return outputs;
  }

  constant(path: string, value: OnnxTensor): string {
    return this.add(path, 'Constant', [], { value: tensor(value) });
  }

  list(path: string, ...values: number[]): string {
    return this.constant(path, int64Tensor([values.length], values));
  }

  number(path: string, value: number): string {
    return this.constant(path, float32Tensor([], [value]));
  }

  weight(name: string, dims: readonly number[]): string {
    this.initializers[name] = weight(dims, Object.keys(this.initializers).length + 1);
    return name;
  }

  /** Mean, Sub, Pow, Sqrt, Div, then scale and shift. */
  layerNorm(path: string, module: string, x: string): string {
    const apart = this.add(path, 'Sub', [x, this.add(path, 'ReduceMean', [x], { axes: ints([-1]) })]);
    const squares = this.add(path, 'Pow', [apart, this.number(path, 2)]);
    const variance = this.add(path, 'ReduceMean', [squares], { axes: ints([-1]) });
    const length = this.add(path, 'Sqrt', [this.add(path, 'Add', [variance, this.number(path, 1e-6)])]);
    const scaled = this.add(path, 'Mul', [
      this.add(path, 'Div', [apart, length]),
      this.weight(`${module}.weight`, [CHANNELS]),
    ]);
    return this.add(path, 'Add', [scaled, this.weight(`${module}.bias`, [CHANNELS])]);
  }

  /** Its weight is only numbered, since the exporter turned it around. */
  linear(path: string, module: string, x: string, from: number, to: number): string {
    const number = `onnx::MatMul_${100 + this._count}`;
    const product = this.add(path, 'MatMul', [x, this.weight(number, [from, to])]);
    return this.add(path, 'Add', [this.weight(`${module}.bias`, [to]), product]);
  }

  gelu(path: string, x: string): string {
    const bent = this.add(path, 'Erf', [this.add(path, 'Div', [x, this.number(path, Math.SQRT2)])]);
    const gated = this.add(path, 'Mul', [x, this.add(path, 'Add', [bent, this.number(path, 1)])]);
    return this.add(path, 'Mul', [gated, this.number(path, 0.5)]);
  }

  /** Unit length along the last axis. */
  unit(path: string, x: string): string {
    const squares = this.add(path, 'ReduceSum', [this.add(path, 'Mul', [x, x]), this.list(path, -1)], {
      keepdims: int(1),
    });
    return this.add(path, 'Div', [x, this.add(path, 'Sqrt', [squares])]);
  }
}

/** The parameters' names, as freezing by pattern sees them. */
export const TRANSFORMER_PARAMETERS: readonly string[] = [
  ...['stem.weight', 'stem.bias', 'blocks.0.bias', 'blocks.0.norm.weight', 'blocks.0.norm.bias'],
  ...['blocks.0.qkv.weight', 'blocks.0.qkv.bias', 'blocks.0.temperature', 'blocks.0.gamma'],
  ...['blocks.1.norm.weight', 'blocks.1.norm.bias', 'blocks.1.fc1.weight', 'blocks.1.fc1.bias'],
  ...['blocks.1.fc2.weight', 'blocks.1.fc2.bias', 'head.weight', 'head.bias', 'out.weight', 'out.bias'],
].map((name) => `model.${name}`);

/** Half of the channels go through, half attend to each other; then a gated layer, the mean, unit length, `out`. */
export function smallTransformer(): OnnxModel {
  const m = new Module();
  const stem = m.add(
    '/model/stem',
    'Conv',
    ['x', m.weight('model.stem.weight', [CHANNELS, 3, 2, 2]), m.weight('model.stem.bias', [CHANNELS])],
    {
      strides: ints([2, 2]),
    },
  );
  // Halves of the channels, whose bound is computed from the shape.
  const first = '/model/blocks/blocks.0';
  const count = m.add(first, 'Gather', [m.add(first, 'Shape', [stem]), m.list(first, 1)], { axis: int(0) });
  const half = m.add(first, 'Div', [m.add(first, 'Add', [count, m.list(first, 1)]), m.list(first, 2)]);
  const [zero, one] = [m.list(first, 0), m.list(first, 1)];
  const left = m.add(first, 'Slice', [stem, zero, half, one]);
  const right = m.add(first, 'Slice', [stem, half, m.add(first, 'Mul', [half, m.list(first, 2)]), one]);
  const joined = m.add(first, 'Concat', [m.add(first, 'Neg', [left]), right], { axis: int(1) });
  const shape = m.add(first, 'Slice', [m.add(first, 'Shape', [joined]), zero, m.list(first, 2), zero]);
  const wanted = m.add(first, 'Concat', [shape, m.list(first, -1)], { axis: int(0) });
  const rows = m.add(first, 'Transpose', [m.add(first, 'Reshape', [joined, wanted])], {
    perm: ints([0, 2, 1]),
  });
  const placed = m.add(first, 'Add', [rows, m.constant(first, weight([1, PLACES, CHANNELS], 77))]);
  const qkv = m.linear(
    `${first}/qkv`,
    'model.blocks.0.qkv',
    m.layerNorm(`${first}/norm`, 'model.blocks.0.norm', placed),
    CHANNELS,
    3 * CHANNELS,
  );
  const sizes = m.list(first, CHANNELS, CHANNELS, CHANNELS);
  const parts = m.several(first, 'Split', [qkv, sizes], 3, { axis: int(2) });
  // [N, heads, channels of a head, places]: the channels attend to each other.
  const [q, k, v] = parts.map((part) =>
    m.add(
      first,
      'Transpose',
      [m.add(first, 'Reshape', [part, m.list(first, -1, PLACES, HEADS, CHANNELS / HEADS)])],
      {
        perm: ints([0, 2, 3, 1]),
      },
    ),
  );
  const turned = m.add(first, 'Transpose', [m.unit(first, k)], { perm: ints([0, 1, 3, 2]) });
  const alike = m.add(first, 'Mul', [
    m.add(first, 'MatMul', [m.unit(first, q), turned]),
    m.weight('model.blocks.0.temperature', [HEADS, 1, 1]),
  ]);
  const seen = m.add(first, 'MatMul', [m.add(first, 'Softmax', [alike], { axis: int(-1) }), v]);
  const back = m.add(first, 'Reshape', [
    m.add(first, 'Transpose', [seen], { perm: ints([0, 3, 1, 2]) }),
    m.list(first, -1, PLACES, CHANNELS),
  ]);
  const attended = m.add(first, 'Add', [
    placed,
    m.add(first, 'Mul', [m.weight('model.blocks.0.gamma', [CHANNELS]), back]),
  ]);
  const second = '/model/blocks/blocks.1';
  const wide = m.linear(
    `${second}/fc1`,
    'model.blocks.1.fc1',
    m.layerNorm(`${second}/norm`, 'model.blocks.1.norm', attended),
    CHANNELS,
    32,
  );
  const gated = m.add(second, 'Add', [
    attended,
    m.linear(`${second}/fc2`, 'model.blocks.1.fc2', m.gelu(`${second}/act`, wide), 32, CHANNELS),
  ]);
  const mean = m.add('/model/pool', 'ReduceMean', [gated], { axes: ints([1]), keepdims: int(0) });
  const transB = { transB: int(1) };
  const head = m.add(
    '/model/head',
    'Gemm',
    [mean, m.weight('model.head.weight', [12, CHANNELS]), m.weight('model.head.bias', [12])],
    transB,
  );
  m.nodes.push({
    ...node(
      'Gemm',
      [m.unit('/model', head), m.weight('model.out.weight', [6, 12]), m.weight('model.out.bias', [6])],
      'y',
      transB,
    ),
    name: '/model/out/Gemm',
  });
  return smallModel({
    nodes: m.nodes,
    initializers: m.initializers,
    opset: 13,
    input: ['batch', 3, 8, 8],
    output: ['batch', 6],
  });
}
