/** @file Translators of ONNX operators with weights or windows: convolution, matrix product, batch norm, pooling. */
import type { Value } from '../graph/graph.ts';
import * as ops from '../graph/ops/index.ts';
import { resolveAxis, sizeOf } from '../graph/shape.ts';
import type { NodeView, Translator } from './translation.ts';
import { constantly, heNormal, linearNormal, normalise, PRELU_START } from '../nets/layers.ts';

interface Window {
  readonly stride: number;
  /** Top, left, bottom, right. */
  readonly pads: readonly number[];
}

/** Geometry that convolution and pooling share. */
function windowOf(view: NodeView, x: Value, kernel: readonly number[]): Window {
  if (x.shape.length !== 4) view.fail(`only images are supported, of rank 4; got rank ${x.shape.length}`);
  const strides = view.ints('strides') ?? [1, 1];
  if (strides[0] !== strides[1]) view.fail(`strides ${strides.join('×')}; both must be equal`);
  if (view.ints('dilations')?.some((size) => size !== 1))
    view.fail('dilations other than 1 are not supported');
  const stride = strides[0];
  const mode = view.text('auto_pad', 'NOTSET');
  if (mode === 'NOTSET') return { stride, pads: view.ints('pads') ?? [0, 0, 0, 0] };
  if (mode === 'VALID') return { stride, pads: [0, 0, 0, 0] };
  if (mode !== 'SAME_UPPER' && mode !== 'SAME_LOWER') view.fail(`auto_pad ${mode} is not supported`);
  const needed = [0, 1].map((axis) => {
    const size = x.shape[axis + 2];
    return Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel[axis] - size);
  });
  const less = needed.map((size) => Math.floor(size / 2));
  const more = needed.map((size) => Math.ceil(size / 2));
  return { stride, pads: mode === 'SAME_UPPER' ? [...less, ...more] : [...more, ...less] };
}

const isEven = ([top, ...rest]: readonly number[]): boolean => rest.every((size) => size === top);

/** Pads of different sizes become a step of their own. */
function padded(x: Value, [top, left, bottom, right]: readonly number[], fill = 0): Value {
  return ops.pad(x, [0, 0, top, left], [0, 0, bottom, right], fill);
}

const conv: Translator = (view) => {
  const x = view.value(0);
  const weightShape = shapeOf(view, 1);
  const weight = view.parameter(1, {
    ...{ part: 'weight', decay: true },
    initial: heNormal(sizeOf(weightShape.slice(1))),
  });
  const bias = view.has(2)
    ? view.parameter(2, { part: 'bias', decay: false, initial: constantly(0) })
    : undefined;
  const kernel = weightShape.slice(2);
  const { stride, pads } = windowOf(view, x, kernel);
  const groups = view.int('group', 1);
  const options = { stride, groups, ...(bias && { bias }) };
  return isEven(pads) && pads[0] < Math.min(...kernel)
    ? ops.conv(x, weight, { ...options, padding: pads[0] })
    : ops.conv(padded(x, pads), weight, options);
};

function shapeOf(view: NodeView, index: number): readonly number[] {
  const operand = view.operand(index);
  return 'value' in operand ? operand.value.shape : operand.tensor.dims;
}

function weightOf(view: NodeView, inputs: number): Value {
  return view.parameter(1, { part: 'weight', decay: true, initial: linearNormal(inputs) });
}

const gemm: Translator = (view) => {
  const [transA, transB] = [view.int('transA', 0) === 1, view.int('transB', 0) === 1];
  const shape = shapeOf(view, 1);
  const product = ops.gemm(view.value(0), weightOf(view, shape[transB ? 1 : 0]), { transA, transB });
  const alpha = view.float('alpha', 1);
  const scaled = alpha === 1 ? product : ops.mul(product, alpha);
  if (!view.has(2)) return scaled;
  const bias = view.parameter(2, { part: 'bias', decay: false, initial: constantly(0) });
  const beta = view.float('beta', 1);
  return ops.add(scaled, beta === 1 ? bias : ops.mul(bias, beta));
};

const matMul: Translator = (view) => {
  const x = view.value(0);
  const factor = weightOf(view, shapeOf(view, 1).at(-2) ?? 1);
  return x.shape.length === 2 && factor.shape.length === 2 ? ops.gemm(x, factor) : ops.matMul(x, factor);
};

const layerNormalization: Translator = (view) => {
  const x = view.value(0);
  const first = resolveAxis('LayerNormalization', x.shape, view.int('axis', -1));
  if (first === 0) return view.fail('it would mix the images of a batch');
  const part = (index: number, name: string, start: number): Value =>
    view.parameter(index, { part: name, decay: false, initial: constantly(start) });
  return ops.layerNorm(x, {
    ...{ axis: first, epsilon: view.float('epsilon', 1e-5), scale: part(1, 'scale', 1) },
    shift: view.has(2) ? part(2, 'shift', 0) : undefined,
  });
};

/** Before opset 13 all axes from the given one on were one. */
const FIRST_SOFTMAX_OF_ONE_AXIS = 13;

const softmax: Translator = (view) => {
  const x = view.value(0);
  const single = view.translation.opset >= FIRST_SOFTMAX_OF_ONE_AXIS;
  const axis = resolveAxis('Softmax', x.shape, view.int('axis', single ? -1 : 1));
  if (axis === 0) return view.fail('it would mix the images of a batch');
  if (single || axis === x.shape.length - 1) return ops.softmax(x, axis);
  const rows = [...x.shape.slice(0, axis), sizeOf(x.shape.slice(axis))];
  return ops.reshape(ops.softmax(ops.reshape(x, rows)), x.shape);
};

const batchNormalization: Translator = (view) => {
  if (view.int('spatial', 1) !== 1) view.fail('only one mean and variance per channel is supported');
  const part = (index: number, name: string, start: number): Value =>
    view.parameter(index, { part: name, decay: false, initial: constantly(start) });
  const { scope } = view.translation;
  const frozen = scope.isFrozen(view.parameterName(1, 'scale'));
  return normalise(scope, view.value(0), {
    parameters: { scale: part(1, 'scale', 1), shift: part(2, 'shift', 0) },
    ...{ mean: view.statisticName(3, 'mean'), variance: view.statisticName(4, 'variance') },
    ...{ epsilon: view.float('epsilon', 1e-5), frozen },
  });
};

const prelu: Translator = (view) => {
  const slope = view.parameter(1, { part: 'slope', decay: false, initial: constantly(PRELU_START) });
  return ops.prelu(view.value(0), slope);
};

interface Pool extends Window {
  readonly x: Value;
  readonly size: number;
}

function poolOf(view: NodeView): Pool {
  const x = view.value(0);
  const kernel = view.ints('kernel_shape') ?? view.fail('attribute kernel_shape is missing');
  const [size, width] = kernel;
  if (size !== width) view.fail(`windows of ${kernel.join('×')}; only squares are supported`);
  const window = windowOf(view, x, kernel);
  const { stride, pads } = window;
  const remainder = [0, 1].some((axis) => (x.shape[axis + 2] + pads[axis] + pads[axis + 2] - size) % stride);
  if (view.int('ceil_mode', 0) === 1 && remainder) {
    view.fail('ceil_mode with windows that leave the image is not supported');
  }
  return { ...window, x, size };
}

const maxPool: Translator = (view) => {
  const { x, size, stride, pads } = poolOf(view);
  return isEven(pads)
    ? ops.maxPool(x, { size, stride, padding: pads[0] })
    : ops.maxPool(padded(x, pads, ops.LOWEST), { size, stride, padding: 0 });
};

const averagePool: Translator = (view) => {
  const { x, size, stride, pads } = poolOf(view);
  const countPadding = view.int('count_include_pad', 0) === 1;
  if (isEven(pads)) return ops.averagePool(x, { size, stride, padding: pads[0], countPadding });
  if (!countPadding) view.fail(`pads ${pads.join(', ')} that do not count in the mean must be equal`);
  return ops.averagePool(padded(x, pads), { size, stride });
};

export const LAYERS: Readonly<Record<string, Translator>> = {
  Conv: conv,
  Gemm: gemm,
  MatMul: matMul,
  LayerNormalization: layerNormalization,
  Softmax: softmax,
  BatchNormalization: batchNormalization,
  PRelu: prelu,
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: (view) => ops.globalAveragePool(view.value(0)),
  GlobalMaxPool: (view) => ops.reduceMax(view.value(0), { axes: [2, 3], keepAxes: true }),
};
