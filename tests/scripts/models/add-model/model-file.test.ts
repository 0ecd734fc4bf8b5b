/**
 * @file The files that people bring: other kinds by mistake, damaged ones, and models with their weights in a second
 * file. What is put into one file runs as before.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHIPPED_MODELS_FOLDER } from '../../../../scripts/lib/paths.ts';
import { sha256Hex } from '../../../../scripts/lib/models/digest.ts';
import { readModelFile } from '../../../../scripts/lib/models/add-model/model-file.ts';
import { fieldOf, rewriteMessage } from '../../../../scripts/lib/models/onnx/wire.ts';
import { createSession } from '../../../../training/engine/devices.ts';
import { Tensor } from '../../../../training/engine/onnxruntime.ts';
import { GRAPH, MODEL, TENSOR } from '../../../../training/onnx/fields.ts';
import { bytesField, readMessage } from '../../../../training/onnx/reader-wire.ts';
import { float32Tensor, int, int64Tensor } from '../../../../training/onnx/types.ts';
import { bytesOf, constant, DIMENSION, node, noise, SIDE } from './brought-models.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-brought-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(bytes: Uint8Array | string, name = 'model.onnx', most?: number) {
  await writeFile(join(folder, name), bytes);
  return readModelFile(join(folder, name), most);
}

async function answerOf(bytes: Uint8Array): Promise<number[]> {
  const session = await createSession(bytes, { threads: 1 });
  const image = noise([1, 3, SIDE, SIDE], 7).data as Float32Array;
  const { y } = await session.run({ x: new Tensor('float32', image, [1, 3, SIDE, SIDE]) });
  await session.release();
  return Array.from(y.data as Float32Array);
}

describe('readModelFile', () => {
  it('takes an ONNX file as it is', async () => {
    const bytes = bytesOf();
    const brought = await read(bytes);
    expect(sha256Hex(brought.bytes)).toBe(sha256Hex(bytes));
    expect(brought.origin).toBe('It was added here from model.onnx.');
  });

  const head = (text: string): Buffer => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(64)]);
  it.each<[string, Uint8Array | string, RegExp]>([
    ['an empty file', '', /model.onnx: it is empty/],
    ['words', 'These are words.', /no ONNX model, or it is cut off or damaged/],
    ['a page', '<!DOCTYPE html><html></html>', /it is a page of text.*not the page that shows it/],
    [
      'a pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
      /pointer of Git LFS.*git lfs pull/,
    ],
    ['TensorFlow Lite', head('\x1c\0\0\0TFL3'), /TensorFlow Lite model. Export the network to ONNX/],
    ['a frozen graph of TensorFlow', head('\n\x0c\n\x03abc'), /TensorFlow \(\.pb\) or Caffe/],
    ['Keras', head('\x89HDF\r\n\x1a\n'), /HDF5.*Keras/],
    ['a pickle', head('\x80\x02}q'), /pickle.*PyTorch/],
    ['safetensors', head('\x40\0\0\0\0\0\0\0{"a"'), /safetensors: weights without a network/],
    ['a model in the runtime’s own format', head('\x20\0\0\0ORTM'), /ONNX Runtime’s own format/],
    ['a photo', head('\xff\xd8\xff\xe0'), /it is an image/],
    ['a packed file', gzipSync(strToU8('x')), /packed by gzip/],
    ['a checkpoint of PyTorch', zipSync({ 'net/data.pkl': strToU8('x') }), /checkpoint of PyTorch/],
    [
      'a zip file',
      zipSync({ 'nets/face.onnx': strToU8('x') }),
      /zip file. Unpack it and name nets\/face.onnx/,
    ],
    [
      'a zip file of other things',
      zipSync({ 'a.txt': strToU8('x') }),
      /zip file. Unpack it and name the ONNX file/,
    ],
    ['a file that is cut off', bytesOf().subarray(0, 900), /cut off or damaged. Download or export it again/],
    [
      'a file without a network',
      rewriteMessage(bytesOf(), { [MODEL.graph]: 'remove' }),
      /it holds no network/,
    ],
  ])('says of %s what it is', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
  });

  it('says of the shipped face landmarker that it is no ONNX model', async () => {
    await expect(readModelFile(join(SHIPPED_MODELS_FOLDER, 'face_landmarker.task'))).rejects.toThrow(
      /bundle of MediaPipe, such as a face landmarker/,
    );
  });

  it('refuses what is no file, and what a kiosk could not store', async () => {
    await expect(readModelFile(folder)).rejects.toThrow('it is a folder. Name the ONNX file in it.');
    await expect(readModelFile(join(folder, 'gone.onnx'))).rejects.toThrow('there is no such file');
    const large = Buffer.alloc(3 * 1024 * 1024);
    await expect(read(large, 'model.onnx', 1024 * 1024)).rejects.toThrow(
      'it has 3 MiB; a kiosk stores at most 1',
    );
  });

  it.each([
    [
      'random numbers',
      { nodes: [node('RandomNormalLike', ['v'], 'r'), node('Add', ['v', 'r'], 'y')] },
      /RandomNormalLike/,
    ],
    [
      'a lottery',
      { nodes: [node('Multinomial', ['v'], 'i'), node('Cast', ['i'], 'y', { to: int(1) })] },
      /Multinomial/,
    ],
    [
      'dropout in training',
      {
        nodes: [
          constant('ratio', float32Tensor([], [0.5])),
          node('Cast', ['one'], 'trains', { to: int(9) }),
          node('Dropout', ['v', 'ratio', 'trains'], 'y'),
        ],
        tensors: { one: int64Tensor([], [1]) },
      },
      /training mode \(Dropout\).*model.eval\(\)/,
    ],
    [
      'averages over the images of a run',
      {
        nodes: [
          node('BatchNormalization', ['v', 's', 's', 's', 's'], ['y', 'm', 'd'], { training_mode: int(1) }),
        ],
        tensors: { s: noise([DIMENSION]) },
      },
      /training mode \(BatchNormalization\)/,
    ],
    [
      'operators of its own',
      { nodes: [node('Warp', ['v'], 'y', {}, 'com.example')], opsets: { 'com.example': 1 } },
      /operator Warp of "com.example"/,
    ],
  ])('refuses %s by the operator', async (_, brought, message) => {
    await expect(read(bytesOf(brought))).rejects.toThrow(message);
  });
});

describe('weights in a second file', () => {
  /** Moves every initialiser's data out of the file. */
  function split(model: Uint8Array, location: string): { model: Uint8Array; weights: Buffer } {
    const parts: Uint8Array[] = [Buffer.alloc(5)];
    const length = (): number => parts.reduce((sum, part) => sum + part.length, 0);
    const entry = (key: string, value: string): Uint8Array =>
      fieldOf(
        TENSOR.externalData,
        Buffer.concat([fieldOf(1, Buffer.from(key)), fieldOf(2, Buffer.from(value))]),
      );
    const external = (tensor: Uint8Array): Uint8Array => {
      let raw: Uint8Array = new Uint8Array();
      readMessage(tensor, { [TENSOR.rawData]: bytesField((value) => (raw = value)) });
      const offset = length();
      parts.push(raw);
      return rewriteMessage(tensor, { [TENSOR.rawData]: 'remove' }, [
        ...[
          entry('location', location),
          entry('offset', String(offset)),
          entry('length', String(raw.length)),
        ],
        // data_location = EXTERNAL
        Buffer.from([TENSOR.dataLocation * 8, 1]),
      ]);
    };
    const changed = rewriteMessage(model, {
      [MODEL.graph]: (graph) => rewriteMessage(graph, { [GRAPH.initializer]: external }),
    });
    return { model: changed, weights: Buffer.concat(parts) };
  }

  it('are put into the file, which then answers as the whole one does', async () => {
    const whole = bytesOf();
    const { model, weights } = split(whole, 'model.onnx.data');
    expect(model.length).toBeLessThan(weights.length);
    await writeFile(join(folder, 'model.onnx.data'), weights);
    const { bytes, origin } = await read(model);
    expect(await answerOf(bytes)).toEqual(await answerOf(whole));
    expect(origin).toBe(
      `It was added here from model.onnx (SHA-256 ${sha256Hex(model)}), with its weights from model.onnx.data in one file.`,
    );
    expect(await readFile(join(folder, 'model.onnx'))).toEqual(Buffer.from(model));
  });

  it('are named where they are missing, cut off, elsewhere or too large', async () => {
    const { model, weights } = split(bytesOf(), 'weights.bin');
    await expect(read(model)).rejects.toThrow(/second file, weights.bin, which is not there.*import onnx/);
    await writeFile(join(folder, 'weights.bin'), weights.subarray(0, 100));
    await expect(read(model)).rejects.toThrow('weights.bin is too short');
    await writeFile(join(folder, 'weights.bin'), weights);
    await expect(read(model, 'model.onnx', 4_000)).rejects.toThrow('a kiosk stores at most');
    for (const elsewhere of ['../weights.bin', '/etc/hostname', 'a/../../weights.bin']) {
      await expect(read(split(bytesOf(), elsewhere).model)).rejects.toThrow('which is not beside it');
    }
    await mkdir(join(folder, 'parts'));
    await writeFile(join(folder, 'parts', 'weights.bin'), weights);
    const inside = await read(split(bytesOf(), 'parts/weights.bin').model);
    expect(await answerOf(inside.bytes)).toEqual(await answerOf(bytesOf()));
  });
});
