/**
 * @file The toy embedder as a graph: random filters, coarse pooling, one projection, unit length. Only operators that
 * both of ONNX Runtime Web's providers run.
 */
import { createRng, randomGaussian } from '../../src/core/rng/rng.ts';
import { float32Tensor, int, ints } from '../../training/onnx/types.ts';
import type { OnnxGraph, OnnxModel, OnnxNode } from '../../training/onnx/types.ts';

export const INPUT_SIZE = 112;
export const DIMENSION = 128;

const FILTERS = 24;
const FILTER_SIZE = 8;
const FILTER_STRIDE = 4;
const POOL = 5;
/** Side of the map of filter answers, and of what pooling leaves of it. */
const MAP_SIZE = (INPUT_SIZE - FILTER_SIZE) / FILTER_STRIDE + 1;
const GRID = Math.floor(MAP_SIZE / POOL);

/** Number of values that the projection starts from. */
export const FEATURES = FILTERS * GRID * GRID;

/** embedding = unit(weights · features + bias). */
export interface Projection {
  /** DIMENSION × FEATURES, row by row. */
  readonly weights: Float32Array;
  /** DIMENSION. */
  readonly bias: Float32Array;
}

/** Images [count, 3, 112, 112] to features [count, FEATURES]. */
export function featureNetwork(): OnnxModel {
  return model({
    name: 'toy-features',
    inputs: [{ name: 'input', type: 'float32', dims: ['count', 3, INPUT_SIZE, INPUT_SIZE] }],
    outputs: [{ name: 'features', type: 'float32', dims: ['count', FEATURES] }],
    nodes: featureNodes(),
    initializers: { filters: filters() },
  });
}

/** One image [1, 3, 112, 112], RGB, (x − 127.5) / 128, to its embedding [1, 128] of length one. */
export function embedderNetwork({ weights, bias }: Projection): OnnxModel {
  const projection: OnnxNode[] = [
    {
      opType: 'Gemm',
      inputs: ['features', 'weights', 'bias'],
      outputs: ['projected'],
      attributes: { transB: int(1) },
    },
    {
      opType: 'ReduceL2',
      inputs: ['projected'],
      outputs: ['length'],
      attributes: { axes: ints([1]), keepdims: int(1) },
    },
    { opType: 'Div', inputs: ['projected', 'length'], outputs: ['embedding'] },
  ];
  return model({
    name: 'toy-embedder',
    inputs: [{ name: 'input', type: 'float32', dims: [1, 3, INPUT_SIZE, INPUT_SIZE] }],
    outputs: [{ name: 'embedding', type: 'float32', dims: [1, DIMENSION] }],
    nodes: [...featureNodes(), ...projection],
    initializers: {
      filters: filters(),
      weights: float32Tensor([DIMENSION, FEATURES], weights),
      bias: float32Tensor([DIMENSION], bias),
    },
  });
}

function featureNodes(): OnnxNode[] {
  const square = (side: number, stride: number) => ({
    kernel_shape: ints([side, side]),
    strides: ints([stride, stride]),
  });
  return [
    {
      opType: 'Conv',
      inputs: ['input', 'filters'],
      outputs: ['answers'],
      attributes: square(FILTER_SIZE, FILTER_STRIDE),
    },
    { opType: 'Relu', inputs: ['answers'], outputs: ['positive'] },
    { opType: 'AveragePool', inputs: ['positive'], outputs: ['pooled'], attributes: square(POOL, POOL) },
    { opType: 'Flatten', inputs: ['pooled'], outputs: ['features'], attributes: { axis: int(1) } },
  ];
}

function filters(): OnnxGraph['initializers'][string] {
  const rng = createRng(7);
  const dims = [FILTERS, 3, FILTER_SIZE, FILTER_SIZE];
  const size = 3 * FILTER_SIZE * FILTER_SIZE;
  const data = Float32Array.from({ length: FILTERS * size }, () => randomGaussian(rng) / Math.sqrt(size));
  return float32Tensor(dims, data);
}

function model(graph: OnnxGraph): OnnxModel {
  return { irVersion: 8, opsets: { '': 17 }, producer: 'facegate', graph };
}
