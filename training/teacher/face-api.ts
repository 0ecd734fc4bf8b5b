/**
 * @file The recogniser of @vladmandic/face-api (MIT; dlib's public-domain ResNet, its weights quantised to 8 bits), as
 * an ONNX model, so that recording its embeddings takes a tenth of the time that TensorFlow.js takes.
 */
import { Graph } from '../graph/graph.ts';
import type { Value } from '../graph/graph.ts';
import * as ops from '../graph/ops/index.ts';
import { toOnnx } from '../graph/to-onnx.ts';
import { encodeOnnxModel } from '../onnx/writer.ts';
import type { Weight } from './weights.ts';

/** Side of its input in pixels. */
export const TEACHER_SIZE = 150;
export const TEACHER_DIMENSION = 128;
/** value = (channel − mean) / 255, R, G, B. */
export const TEACHER_MEAN = [122.782, 117.001, 104.298] as const;
export const TEACHER_STD = 255;
/** Name of its files in the package. */
export const TEACHER_FILES = 'face_recognition_model';

/** In order; those named `down` halve the picture. */
const BLOCKS = [
  ...['conv32_1', 'conv32_2', 'conv32_3'],
  ...['conv64_down', 'conv64_1', 'conv64_2', 'conv64_3'],
  ...['conv128_down', 'conv128_1', 'conv128_2'],
  ...['conv256_down', 'conv256_1', 'conv256_2', 'conv256_down_out'],
];

/**
 * @param batch - Images per run.
 * @returns An ONNX file: `image` [batch, 3, 150, 150] to `descriptor` [batch, 128], of no fixed length.
 * @throws Error naming a weight that is missing.
 */
export function teacherModel(weights: ReadonlyMap<string, Weight>, batch: number): Uint8Array {
  const graph = new Graph();
  const net = new TeacherGraph(graph, weights);
  const image = graph.input('image', [batch, 3, TEACHER_SIZE, TEACHER_SIZE]);
  let x = ops.maxPool(net.conv('conv32_down', image, { stride: 2, padding: 0, relu: true }), {
    ...{ size: 3, stride: 2, padding: 0 },
  });
  for (const block of BLOCKS)
    x = block.includes('down') ? net.residualDown(block, x) : net.residual(block, x);
  const descriptor = ops.gemm(ops.flatten(ops.globalAveragePool(x)), net.constant('fc'));
  return encodeOnnxModel(toOnnx(graph, { descriptor }));
}

interface ConvOptions {
  readonly stride: number;
  readonly padding: number;
  readonly relu: boolean;
}

const SAME = { stride: 1, padding: 1 };

class TeacherGraph {
  private readonly _graph: Graph;
  private readonly _weights: ReadonlyMap<string, Weight>;

  constructor(graph: Graph, weights: ReadonlyMap<string, Weight>) {
    this._graph = graph;
    this._weights = weights;
  }

  constant(name: string): Value {
    const { shape, data } = this._weight(name);
    return this._graph.constant(data, shape);
  }

  /** Convolution with bias, then a scale and a shift per channel. */
  conv(name: string, x: Value, { stride, padding, relu }: ConvOptions): Value {
    const { shape, data } = this._weight(`${name}/conv/filters`);
    const filters = this._graph.constant(outputsFirst(data, shape), [shape[3], shape[2], shape[0], shape[1]]);
    const y = ops.conv(x, filters, { stride, padding, bias: this.constant(`${name}/conv/bias`) });
    const perChannel = (part: string): Value =>
      this._graph.constant(this._weight(`${name}/scale/${part}`).data, [shape[3], 1, 1]);
    const scaled = ops.add(ops.mul(y, perChannel('weights')), perChannel('biases'));
    return relu ? ops.relu(scaled) : scaled;
  }

  residual(name: string, x: Value): Value {
    const first = this.conv(`${name}/conv1`, x, { ...SAME, relu: true });
    return ops.relu(ops.add(this.conv(`${name}/conv2`, first, { ...SAME, relu: false }), x));
  }

  /** The shortcut is averaged and gets channels of zeros; where it is larger, the other gets zeros at its far sides. */
  residualDown(name: string, x: Value): Value {
    const first = this.conv(`${name}/conv1`, x, { stride: 2, padding: 0, relu: true });
    const second = this.conv(`${name}/conv2`, first, { ...SAME, relu: false });
    const pooled = ops.averagePool(x, { size: 2, stride: 2 });
    const shape = pooled.shape.map((size, axis) => Math.max(size, second.shape[axis]));
    const fill = (value: Value): Value =>
      ops.pad(
        value,
        [0, 0, 0, 0],
        shape.map((size, axis) => size - value.shape[axis]),
      );
    return ops.relu(ops.add(fill(pooled), fill(second)));
  }

  private _weight(name: string): Weight {
    const weight = this._weights.get(name);
    if (!weight) throw new Error(`The teacher's weights lack ${name}: this is another model or version.`);
    return weight;
  }
}

/** [kH, kW, in, out] to [out, in, kH, kW]. */
function outputsFirst(data: Float32Array, [height, width, inputs, outputs]: readonly number[]): Float32Array {
  const result = new Float32Array(data.length);
  let at = 0;
  for (let tap = 0; tap < height * width; tap += 1) {
    for (let input = 0; input < inputs; input += 1) {
      for (let output = 0; output < outputs; output += 1) {
        result[(output * inputs + input) * height * width + tap] = data[at];
        at += 1;
      }
    }
  }
  return result;
}
