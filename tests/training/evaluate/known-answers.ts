/** @file Embeddings, pictures and models of a few nodes, whose answers are known. */
import sharp from 'sharp';
import { ARCFACE } from '../../../src/core/align/template.ts';
import { ImageModel } from '../../../training/evaluate/image-model.ts';
import type { ModelSpec } from '../../../training/evaluate/model-spec.ts';
import type { EmbeddingSource } from '../../../training/evaluate/read-dataset.ts';
import { encodeOnnxModel } from '../../../training/onnx/writer.ts';
import { ints } from '../../../training/onnx/types.ts';
import type { OnnxNode } from '../../../training/onnx/types.ts';
import { CROP_SIZE } from '../memory-dataset.ts';
import { smallModel } from '../small-models.ts';

/** Unit vectors in the plane, by angle in degrees. */
export function anglesSource(degrees: readonly number[]): EmbeddingSource {
  const vectors = degrees.map((angle) => {
    const radians = (angle * Math.PI) / 180;
    return Float32Array.of(Math.cos(radians), Math.sin(radians));
  });
  return { dimension: 2, of: (record) => vectors[record] };
}

export type Colour = readonly [red: number, green: number, blue: number];

/** Left and right half in a colour each; PNG, so that the colours stay what they are. */
export async function picture(left: Colour, right: Colour = left, size = CROP_SIZE): Promise<Buffer> {
  const pixels = Buffer.alloc(size * size * 3);
  for (let at = 0; at < size * size; at += 1) pixels.set(at % size < size / 2 ? left : right, at * 3);
  return sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();
}

export interface TinyModelOptions {
  /** Any number when absent. */
  readonly batch?: number;
  readonly size?: number;
}

/** Gives the left half's mean of each channel: [batch, 3]. */
export function leftColourModel(options: TinyModelOptions = {}): Uint8Array {
  const { size = 8 } = options;
  return tinyModel(options, [
    {
      opType: 'AveragePool',
      inputs: ['x'],
      outputs: ['pooled'],
      attributes: { kernel_shape: ints([size, size / 2]), strides: ints([size, size]) },
    },
    { opType: 'Flatten', inputs: ['pooled'], outputs: ['y'] },
  ]);
}

/** Gives the logistic of the mean over channels and pixels: [batch, 1]. */
export function brightnessModel(options: TinyModelOptions = {}): Uint8Array {
  return tinyModel(options, [
    {
      opType: 'ReduceMean',
      inputs: ['x'],
      outputs: ['mean'],
      attributes: { axes: ints([1, 2, 3]) },
    },
    { opType: 'Flatten', inputs: ['mean'], outputs: ['flat'] },
    { opType: 'Sigmoid', inputs: ['flat'], outputs: ['y'] },
  ]);
}

function tinyModel({ batch, size = 8 }: TinyModelOptions, nodes: readonly OnnxNode[]): Uint8Array {
  const first = batch ?? 'batch';
  return encodeOnnxModel(smallModel({ nodes, input: [first, 3, size, size], output: [first, 'width'] }));
}

/** Channels from −1 to 1, so that gray 127.5 is 0. */
export function tinySpec(bytes: Uint8Array, name = 'tiny', size = 8): ModelSpec {
  return {
    name,
    bytes,
    sha256: '',
    input: {
      name: '',
      size,
      layout: 'NCHW',
      channels: 'RGB',
      mean: [127.5, 127.5, 127.5],
      std: [127.5, 127.5, 127.5],
    },
    output: null,
    alignment: ARCFACE,
    entry: null,
  };
}

export function openTiny(bytes: Uint8Array, size = 8): Promise<ImageModel> {
  return ImageModel.open(tinySpec(bytes, 'tiny', size), { threads: 1 });
}
