/** @file The ONNX reader: what the writer writes, what other exporters write, and files that are no models. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import { MessageWriter } from '../../../training/onnx/writer-wire.ts';
import { decodeOnnxModel, OnnxFileError } from '../../../training/onnx/reader.ts';
import * as onnx from '../../../training/onnx/types.ts';
import type { OnnxModel } from '../../../training/onnx/types.ts';
import { encodeOnnxModel } from '../../../training/onnx/writer.ts';

const MODEL: OnnxModel = {
  irVersion: 8,
  opsets: { '': 17, 'com.example': 2 },
  producer: 'facegate-test',
  graph: {
    name: 'graph',
    inputs: [{ name: 'x', type: 'float32', dims: ['batch', 3, 4, 4] }],
    outputs: [{ name: 'y', type: 'float32', dims: ['batch', 2] }],
    nodes: [
      {
        opType: 'Anything',
        inputs: ['x', '', 'w'],
        outputs: ['y', 'z'],
        name: 'first',
        domain: 'com.example',
        attributes: {
          whole: onnx.int(-7),
          large: onnx.int(2n ** 63n - 1n),
          zero: onnx.int(0),
          part: onnx.float(0.5),
          words: onnx.text('größer'),
          list: onnx.ints([1, -1, 300]),
          none: onnx.ints([]),
          parts: onnx.floats([0.25, -2]),
          texts: onnx.texts(['a', '']),
          tensor: onnx.tensor(onnx.float32Tensor([], [3])),
        },
      },
      { opType: 'Relu', inputs: ['y'], outputs: ['r'], attributes: {} },
    ],
    initializers: {
      w: onnx.float32Tensor([2, 3], [1, -2, 3.5, 0, 1e-30, -1e30]),
      shape: onnx.int64Tensor([2], [-1, 2n ** 40n]),
      counts: { dims: [2], data: Int32Array.of(-5, 2 ** 31 - 1) },
      half: { dims: [3], data: Float32Array.of(0.5, -2, 65504), storedAs: 'float16' },
      empty: onnx.float32Tensor([0], []),
    },
  },
};

/** A file whose only initialiser is what `write` writes. */
function fileWith(write: (tensor: MessageWriter) => void): Uint8Array {
  return new MessageWriter().message(7, (graph) => graph.message(5, write)).finish();
}

const tensorOf = (write: (tensor: MessageWriter) => void): onnx.OnnxTensor =>
  decodeOnnxModel(fileWith((tensor) => write(tensor.string(8, 'w')))).graph.initializers.w;

const node = (write: (inner: MessageWriter) => void): Uint8Array =>
  new MessageWriter()
    .message(7, (graph) => graph.message(1, (inner) => write(inner.string(2, 'out').string(4, 'If'))))
    .finish();

describe('decodeOnnxModel', () => {
  it('reads what the writer writes', () => {
    expect(decodeOnnxModel(encodeOnnxModel(MODEL))).toEqual(MODEL);
  });

  it('reads from any offset, also of a Buffer', () => {
    const bytes = encodeOnnxModel(MODEL);
    const shifted = Buffer.alloc(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeOnnxModel(shifted.subarray(3))).toEqual(MODEL);
  });

  it('reads tensors in typed fields, packed or not', () => {
    expect(tensorOf((t) => t.int(1, 2).int(2, 1).float(4, 1.5).float(4, -2))).toEqual(
      onnx.float32Tensor([2], [1.5, -2]),
    );
    expect(tensorOf((t) => t.packedInts(1, [2]).int(2, 1).packedFloats(4, [1.5, -2]))).toEqual(
      onnx.float32Tensor([2], [1.5, -2]),
    );
    expect(tensorOf((t) => t.packedInts(1, [2]).int(2, 7).packedInts(7, [-1, 128]))).toEqual(
      onnx.int64Tensor([2], [-1, 128]),
    );
    expect(tensorOf((t) => t.int(2, 6).int(5, -3))).toEqual({ dims: [], data: Int32Array.of(-3) });
    // 0x3c00 is 1 and 0xc000 is −2 in half precision.
    expect(tensorOf((t) => t.int(1, 2).int(2, 10).packedInts(5, [0x3c00, 0xc000]))).toEqual({
      ...{ dims: [2], data: Float32Array.of(1, -2) },
      storedAs: 'float16',
    });
  });

  it('reads double precision as float32 and truth values as int32', () => {
    const doubles = new Uint8Array(Float64Array.of(0.1, -4).buffer);
    expect(tensorOf((t) => t.int(1, 2).int(2, 11).bytes(9, doubles))).toEqual(
      onnx.float32Tensor([2], [0.1, -4]),
    );
    expect(tensorOf((t) => t.int(1, 2).int(2, 9).bytes(9, Uint8Array.of(1, 0)))).toEqual({
      ...{ dims: [2], data: Int32Array.of(1, 0) },
    });
  });

  it('leaves initialisers out of the inputs, and takes the long name of the operators as the short one', () => {
    const info = (out: MessageWriter, name: string): MessageWriter =>
      out.string(1, name).message(2, (type) =>
        type.message(1, (tensor) =>
          tensor.int(1, 1).message(2, (shape) => {
            for (const size of [-1, 3]) shape.message(1, (dim) => dim.int(1, size));
          }),
        ),
      );
    const bytes = new MessageWriter()
      .message(7, (graph) =>
        graph
          .message(5, (w) => w.string(8, 'w').int(2, 1).float(4, 1))
          .message(11, (out) => info(out, 'w'))
          .message(11, (out) => info(out, 'x')),
      )
      .message(8, (opset) => opset.string(1, 'ai.onnx').int(2, 11))
      .finish();
    const { graph, opsets } = decodeOnnxModel(bytes);
    expect(graph.inputs).toEqual([{ name: 'x', type: 'float32', dims: ['', 3] }]);
    expect(opsets).toEqual({ '': 11 });
  });

  it.each<[string, Uint8Array]>([
    ['it holds no graph', new Uint8Array(0)],
    [
      'tensor w keeps its data in another file; save the model with all its data in one file',
      fileWith((t) =>
        t
          .string(8, 'w')
          .int(2, 1)
          .message(13, (entry) => entry.string(1, 'location'))
          .int(14, 1),
      ),
    ],
    ['tensor w has element type 4; read are float32', fileWith((t) => t.string(8, 'w').int(2, 4))],
    [
      'tensor w: shape [2000000000000, 3] has 6000000000000 elements, the file holds 1',
      fileWith((t) => t.string(8, 'w').packedInts(1, [2e12, 3]).int(2, 1).float(4, 1)),
    ],
    ['tensor w has the shape [-1]', fileWith((t) => t.string(8, 'w').int(1, -1).int(2, 1))],
    [
      'tensor w: 3 bytes are no whole number of elements',
      fileWith((t) => t.string(8, 'w').int(1, 1).int(2, 1).bytes(9, new Uint8Array(3))),
    ],
    [
      'node out (If): attribute then_branch is of a kind that is not read (type 5)',
      node((n) =>
        n.message(5, (a) =>
          a
            .string(1, 'then_branch')
            .message(6, (g) => g.string(2, 'g'))
            .int(20, 5),
        ),
      ),
    ],
    ['sparse tensors', new MessageWriter().message(7, (g) => g.message(15, (s) => s.int(3, 1))).finish()],
    ['functions of its own', new MessageWriter().message(25, (f) => f.string(1, 'f')).finish()],
    ['a field has wire type 0 in place of 2', new MessageWriter().int(7, 5).finish()],
  ])('refuses a file: %s', (message, bytes) => {
    expect(() => decodeOnnxModel(bytes, 'model.onnx')).toThrow(OnnxFileError);
    expect(() => decodeOnnxModel(bytes, 'model.onnx')).toThrow(
      'model.onnx cannot be read as an ONNX model: ',
    );
    expect(() => decodeOnnxModel(bytes)).toThrow(message);
  });

  it('ends in an error of its own for every truncation and every random damage', () => {
    const bytes = encodeOnnxModel(MODEL);
    const errors: unknown[] = [];
    const read = (damaged: Uint8Array): void => {
      try {
        decodeOnnxModel(damaged);
      } catch (error) {
        errors.push(error);
      }
    };
    for (let length = 0; length < bytes.length; length += 1) read(bytes.subarray(0, length));
    // Only the two opsets come after the graph: cuts between them leave something that reads well.
    expect(errors.length).toBeGreaterThanOrEqual(bytes.length - 3);
    const rng = createRng(1);
    for (let round = 0; round < 500; round += 1) {
      const damaged = bytes.slice();
      for (let hit = 0; hit < 3; hit += 1) {
        damaged[Math.floor(rng() * damaged.length)] = Math.floor(rng() * 256);
      }
      read(damaged);
    }
    expect(errors.length).toBeGreaterThan(bytes.length);
    expect(errors.filter((error) => !(error instanceof OnnxFileError))).toEqual([]);
  });
});
