/** @file Small ONNX models written by hand, and the comparison of a rebuilt network with onnxruntime. */
import { Tensor } from '../../training/engine/onnxruntime.ts';
import { expect } from 'vitest';
import { createSession } from '../../training/engine/devices.ts';
import { Evaluator } from '../../training/engine/evaluator.ts';
import { networkFromOnnx } from '../../training/from-onnx/from-onnx.ts';
import type { ImportedNetwork } from '../../training/from-onnx/from-onnx.ts';
import { decodeOnnxModel } from '../../training/onnx/reader.ts';
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from '../../training/onnx/types.ts';
import { normalArray } from './finite-difference.ts';

export const SIDE = 8;

export const node = (
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes: OnnxNode['attributes'] = {},
): OnnxNode => ({ opType, inputs, outputs: [output], attributes });

export interface SmallModel {
  readonly nodes: readonly OnnxNode[];
  readonly initializers?: Readonly<Record<string, OnnxTensor>>;
  readonly opset?: number;
  /** [1, 3, SIDE, SIDE] when absent. */
  readonly input?: OnnxValueInfo['dims'];
  /** Of output `y`. */
  readonly output?: OnnxValueInfo['dims'];
}

/** From input `x` to output `y`. */
export function smallModel({ nodes, initializers = {}, opset = 17, input, output }: SmallModel): OnnxModel {
  return {
    ...{ irVersion: 8, opsets: { '': opset }, producer: 'facegate-test' },
    graph: {
      name: 'small',
      inputs: [{ name: 'x', type: 'float32', dims: input ?? [1, 3, SIDE, SIDE] }],
      outputs: [{ name: 'y', type: 'float32', dims: output ?? [1, 'features'] }],
      nodes,
      initializers,
    },
  };
}

/** Random numbers small enough for a few layers. */
export function weight(dims: readonly number[], seed: number): OnnxTensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  return { dims, data: normalArray(size, seed).map((value) => value / 3) };
}

const IMAGES = 3;

/**
 * Expects of a file that its rebuilt network gives, for several images at once, what onnxruntime gives for each.
 *
 * @returns The network.
 */
export async function expectSameAnswers(
  bytes: Uint8Array,
  { output = 'raw', tolerance = 1e-4 }: { output?: 'raw' | 'unit'; tolerance?: number } = {},
): Promise<ImportedNetwork> {
  const model = decodeOnnxModel(bytes);
  const imported = networkFromOnnx(model);
  const { network, weights } = imported;
  const pixels = 3 * network.inputSize ** 2;
  const images = normalArray(IMAGES * pixels, 9);
  const evaluator = await Evaluator.create(network, weights, { output, threads: 1 });
  const found = await evaluator.run(images);
  await evaluator.release();
  expect(found).toHaveLength(IMAGES * network.outputSize);

  const [input] = model.graph.inputs;
  const channelsLast = input.dims[3] === 3;
  const session = await createSession(bytes, { threads: 1 });
  let worst = 0;
  for (let at = 0; at < IMAGES; at += 1) {
    const image = images.slice(at * pixels, (at + 1) * pixels);
    const side = network.inputSize;
    const feed = channelsLast
      ? new Tensor('float32', toChannelsLast(image), [1, side, side, 3])
      : new Tensor('float32', image, [1, 3, side, side]);
    const result = await session.run({ [input.name]: feed });
    const expected = result[model.graph.outputs[0].name].data as Float32Array;
    expect(expected).toHaveLength(network.outputSize);
    expected.forEach((value, index) => {
      worst = Math.max(worst, Math.abs(value - found[at * network.outputSize + index]));
    });
  }
  await session.release();
  expect(worst).toBeLessThanOrEqual(tolerance);
  return imported;
}

function toChannelsLast(image: Float32Array): Float32Array {
  const area = image.length / 3;
  return image.map((_, at) => image[(at % 3) * area + Math.floor(at / 3)]);
}
