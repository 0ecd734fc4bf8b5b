/** @file Models written by `training/onnx` run in onnxruntime-node and give the values computed by hand. */
import { InferenceSession, Tensor } from '../../../training/engine/onnxruntime.ts';
import { describe, expect, it } from 'vitest';
import { MessageWriter } from '../../../training/onnx/writer-wire.ts';
import {
  float,
  float32Tensor,
  floats,
  int,
  int64Tensor,
  ints,
  tensor,
  text,
  texts,
} from '../../../training/onnx/types.ts';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxValueInfo } from '../../../training/onnx/types.ts';
import { encodeOnnxModel } from '../../../training/onnx/writer.ts';

const value = (name: string, dims: OnnxValueInfo['dims']): OnnxValueInfo => ({ name, type: 'float32', dims });

function model(graph: Partial<OnnxGraph> & Pick<OnnxGraph, 'inputs' | 'outputs' | 'nodes'>): OnnxModel {
  return {
    irVersion: 8,
    opsets: { '': 17 },
    producer: 'facegate-test',
    graph: { name: 'g', initializers: {}, ...graph },
  };
}

async function run(source: OnnxModel, feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(encodeOnnxModel(source), { logSeverityLevel: 3 });
  const result = await session.run(feeds);
  await session.release();
  return result;
}

const floatsOf = (result: Tensor): number[] => Array.from(result.data as Float32Array);

describe('encodeOnnxModel', () => {
  it('writes float initializers, int and float attributes', async () => {
    const node: OnnxNode = {
      opType: 'Gemm',
      name: 'projection',
      inputs: ['x', 'w', 'b'],
      outputs: ['y'],
      attributes: { alpha: float(0.5), transB: int(1) },
    };
    const { y } = await run(
      model({
        inputs: [value('x', [1, 3])],
        outputs: [value('y', [1, 2])],
        nodes: [node],
        initializers: { w: float32Tensor([2, 3], [1, 2, 3, -1, 0, 4]), b: float32Tensor([2], [10, -10]) },
      }),
      { x: new Tensor('float32', [2, 4, 6], [1, 3]) },
    );
    // 0.5·(2 + 8 + 18) + 10 and 0.5·(−2 + 24) − 10
    expect(floatsOf(y)).toEqual([24, 1]);
  });

  it('writes int lists, text attributes and several chained nodes', async () => {
    const nodes: OnnxNode[] = [
      {
        opType: 'Conv',
        inputs: ['x', 'k'],
        outputs: ['c'],
        attributes: {
          kernel_shape: ints([2, 2]),
          strides: ints([2, 2]),
          auto_pad: text('VALID'),
        },
      },
      { opType: 'Relu', inputs: ['c'], outputs: ['y'] },
    ];
    const { y } = await run(
      model({
        inputs: [value('x', ['batch', 1, 4, 4])],
        outputs: [value('y', ['batch', 1, 2, 2])],
        nodes,
        initializers: { k: float32Tensor([1, 1, 2, 2], [1, 0, 0, -1]) },
      }),
      {
        x: new Tensor('float32', [5, 0, 1, 0, 0, 2, 0, 9, 7, 0, 0, 0, 0, 1, 0, -4], [1, 1, 4, 4]),
      },
    );
    expect(floatsOf(y)).toEqual([3, 0, 6, 4]);
    expect(y.dims).toEqual([1, 1, 2, 2]);
  });

  it('writes int64 initializers, negative and extreme values included', async () => {
    const { y } = await run(
      model({
        inputs: [value('x', [4])],
        outputs: [value('y', [4])],
        nodes: [{ opType: 'Slice', inputs: ['x', 'starts', 'ends', 'axes', 'steps'], outputs: ['y'] }],
        initializers: {
          starts: int64Tensor([1], [-1]),
          ends: int64Tensor([1], [-(2n ** 63n)]),
          axes: int64Tensor([1], [0]),
          steps: int64Tensor([1], [-1]),
        },
      }),
      { x: new Tensor('float32', [1, 2, 3, 4], [4]) },
    );
    expect(floatsOf(y)).toEqual([4, 3, 2, 1]);
  });

  it('writes tensor and float-list attributes, scalars, negative ints and inner value infos', async () => {
    const nodes: OnnxNode[] = [
      { opType: 'Constant', inputs: [], outputs: ['two'], attributes: { value_floats: floats([2, -2]) } },
      {
        opType: 'Constant',
        inputs: [],
        outputs: ['half'],
        attributes: { value: tensor(float32Tensor([], [0.5])) },
      },
      { opType: 'Mul', inputs: ['x', 'two'], outputs: ['m'] },
      { opType: 'Add', inputs: ['m', 'half'], outputs: ['a'] },
      { opType: 'Concat', inputs: ['a', 'x'], outputs: ['y'], attributes: { axis: int(-1) } },
    ];
    const { y } = await run(
      model({
        inputs: [value('x', [1, 2])],
        outputs: [value('y', [1, 4])],
        nodes,
        valueInfos: [value('m', [1, 2])],
      }),
      { x: new Tensor('float32', [3, 1], [1, 2]) },
    );
    expect(floatsOf(y)).toEqual([6.5, -1.5, 3, 1]);
  });

  it('leaves optional inputs out by an empty name, and uses other operator sets', async () => {
    const nodes: OnnxNode[] = [
      { opType: 'Clip', inputs: ['x', '', 'max'], outputs: ['c'] },
      {
        opType: 'FusedMatMul',
        domain: 'com.microsoft',
        inputs: ['c', 'c'],
        outputs: ['y'],
        attributes: { transB: int(1), alpha: float(2) },
      },
    ];
    const base = model({
      inputs: [value('x', [1, 2])],
      outputs: [value('y', [1, 1])],
      nodes,
      initializers: { max: float32Tensor([], [3]) },
    });
    const { y } = await run(
      { ...base, opsets: { '': 17, 'com.microsoft': 1 } },
      { x: new Tensor('float32', [-1, 8], [1, 2]) },
    );
    expect(floatsOf(y)).toEqual([20]);
  });

  it('reads an input of another element type', async () => {
    const { y } = await run(
      model({
        inputs: [value('x', [3]), { name: 'i', type: 'int64', dims: ['n'] }],
        outputs: [value('y', ['n'])],
        nodes: [{ opType: 'Gather', inputs: ['x', 'i'], outputs: ['y'] }],
      }),
      {
        x: new Tensor('float32', [7, 8, 9], [3]),
        i: new Tensor('int64', BigInt64Array.of(2n, -3n), [2]),
      },
    );
    expect(floatsOf(y)).toEqual([9, 7]);
  });

  it('refuses a tensor whose shape and data differ, by name', () => {
    const broken = model({
      inputs: [],
      outputs: [],
      nodes: [],
      initializers: { weights: float32Tensor([2, 2], [1, 2, 3]) },
    });
    expect(() => encodeOnnxModel(broken)).toThrow('weights: shape [2, 2] has 4 elements, data 3');
  });

  it('writes text lists, and the same bytes each time', () => {
    const source = model({
      inputs: [value('x', [1])],
      outputs: [value('y', [1])],
      nodes: [{ opType: 'Any', inputs: ['x'], outputs: ['y'], attributes: { words: texts(['ab', 'c']) } }],
    });
    const bytes = encodeOnnxModel(source);
    expect(encodeOnnxModel(source)).toEqual(bytes);
    // field 9, length 2, "ab"; field 9, length 1, "c"; field 20 (two tag bytes), STRINGS = 8
    const encoded = Buffer.from([0x4a, 2, 0x61, 0x62, 0x4a, 1, 0x63, 0xa0, 0x01, 8]);
    expect(Buffer.from(bytes).includes(encoded)).toBe(true);
  });
});

describe('MessageWriter', () => {
  // The examples of protobuf.dev/programming-guides/encoding.
  it('encodes varints', () => {
    expect([...new MessageWriter().int(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
    expect([...new MessageWriter().int(1, -2).finish()]).toEqual([
      0x08,
      0xfe,
      ...Array<number>(8).fill(0xff),
      1,
    ]);
    expect([...new MessageWriter().int(1, -2n).finish()]).toEqual([
      ...new MessageWriter().int(1, -2).finish(),
    ]);
    expect(new MessageWriter().int(1, Number.MAX_SAFE_INTEGER).finish()).toEqual(
      new MessageWriter().int(1, BigInt(Number.MAX_SAFE_INTEGER)).finish(),
    );
  });

  it('encodes strings, nested messages, packed lists and floats', () => {
    expect([...new MessageWriter().string(2, 'testing').finish()]).toEqual([
      0x12, 7, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
    ]);
    expect([...new MessageWriter().message(3, (inner) => inner.int(1, 150)).finish()]).toEqual([
      0x1a, 3, 0x08, 0x96, 0x01,
    ]);
    expect([...new MessageWriter().packedInts(6, [3, 270, 86942]).finish()]).toEqual([
      0x32, 6, 3, 0x8e, 2, 0x9e, 0xa7, 5,
    ]);
    expect([...new MessageWriter().packedFloats(7, [1]).float(2, -2).finish()]).toEqual([
      0x3a, 4, 0, 0, 0x80, 0x3f, 0x15, 0, 0, 0, 0xc0,
    ]);
    expect(new MessageWriter().packedInts(6, []).finish()).toHaveLength(0);
  });

  it('refuses what is no 64-bit integer', () => {
    expect(() => new MessageWriter().int(1, 0.5)).toThrow(RangeError);
    expect(() => new MessageWriter().int(1, 2 ** 53)).toThrow(RangeError);
    expect(() => new MessageWriter().int(1, 2n ** 63n)).toThrow(RangeError);
  });
});
