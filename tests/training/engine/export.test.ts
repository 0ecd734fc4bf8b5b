/** @file Exported models: batch norms folded, same answers, unit embeddings, any batch size. */
import { Tensor } from '../../../training/engine/onnxruntime.ts';
import { describe, expect, it } from 'vitest';
import { createSession } from '../../../training/engine/devices.ts';
import { networkFromOnnx } from '../../../training/from-onnx/from-onnx.ts';
import { decodeOnnxModel } from '../../../training/onnx/reader.ts';
import { Evaluator } from '../../../training/engine/evaluator.ts';
import { exportOnnx } from '../../../training/engine/export.ts';
import { inferenceModel } from '../../../training/engine/inference-model.ts';
import { efficientNet } from '../../../training/nets/efficient-net.ts';
import { fakeDetector } from '../../../training/nets/fake-detector.ts';
import { improvedResidual } from '../../../training/nets/improved-residual.ts';
import { mobileFaceNet } from '../../../training/nets/mobile-face-net.ts';
import { resNet18, slimResNet } from '../../../training/nets/residual.ts';
import type { Network } from '../../../training/nets/types.ts';
import { normalArray } from '../finite-difference.ts';
import { randomWeights } from './tiny-programs.ts';

const small = { inputSize: 32, embeddingSize: 8 };
const NETWORKS: [Network, remainingNorms: number][] = [
  [slimResNet({ ...small, widths: [4, 8] }), 0],
  [slimResNet({ ...small, widths: [4, 8], neck: 'flat' }), 0],
  [resNet18({ ...small, widths: [4, 4, 8, 8] }), 0],
  // Each of the 8 blocks begins with a batch norm before a padded convolution; so does the neck.
  [improvedResidual({ ...small, widths: [4, 4, 8, 8] }), 9],
  [mobileFaceNet({ ...small, stem: 4, last: 8, table: [[2, 8, 2, 2]] }), 0],
  [
    efficientNet({
      ...small,
      stem: 4,
      last: 16,
      table: [{ expansion: 2, channels: 8, repeats: 2, stride: 2, kernel: 5 }],
    }),
    0,
  ],
];

describe('exportOnnx', () => {
  it.each(NETWORKS)('$name: folded equals unfolded', async (network, remaining) => {
    const weights = randomWeights(network);
    const { bytes, difference } = await exportOnnx(network, weights, {
      output: 'unit',
      outputName: 'embedding',
    });
    expect(difference).toBeLessThan(2e-6);
    const nodes = inferenceModel(network, weights, { output: 'unit' }).graph.nodes.map(
      ({ opType }) => opType,
    );
    expect(nodes.filter((opType) => opType === 'BatchNormalization')).toHaveLength(remaining);
    const session = await createSession(bytes);
    const images = normalArray(3 * 3 * 32 * 32, 2);
    const { embedding } = await session.run({ input: new Tensor('float32', images, [3, 3, 32, 32]) });
    const values = embedding.data as Float32Array;
    expect(embedding.dims).toEqual([3, 8]);
    for (const at of [0, 1, 2]) expect(Math.hypot(...values.slice(8 * at, 8 * at + 8))).toBeCloseTo(1, 5);
    // A batch is its images one by one.
    const alone = await session.run({
      input: new Tensor('float32', images.slice(6144, 9216), [1, 3, 32, 32]),
    });
    (alone.embedding.data as Float32Array).forEach((value, at) =>
      expect(value).toBeCloseTo(values[16 + at], 5),
    );
    await session.release();
  });

  it('stores weights in half precision: half the file, nearly the same embeddings', async () => {
    const network = slimResNet({ ...small, widths: [16, 32] });
    const weights = randomWeights(network);
    const full = await exportOnnx(network, weights, { output: 'unit' });
    const half = await exportOnnx(network, weights, { output: 'unit', precision: 'float16' });
    expect(half.bytes.length).toBeLessThan(0.6 * full.bytes.length);
    expect(half.difference).toBeGreaterThan(full.difference);
    expect(half.difference).toBeLessThan(2e-3);
    // What half precision cannot hold stays as it is.
    const stem = weights['stem.weight'];
    const data = (stem.data as Float32Array).map((value) => value * 1e6);
    const large = { ...weights, 'stem.weight': { ...stem, data } };
    const { difference } = await exportOnnx(network, large, { output: 'unit', precision: 'float16' });
    expect(difference).toBeLessThan(2e-3);
  });

  it('stores weights in 8 bits: a quarter of the file, and a start for further training', async () => {
    const network = slimResNet({ ...small, widths: [16, 32] });
    const weights = randomWeights(network);
    const full = await exportOnnx(network, weights, { output: 'unit' });
    const small8 = await exportOnnx(network, weights, { output: 'unit', precision: 'int8' });
    expect(small8.bytes.length).toBeLessThan(0.36 * full.bytes.length);
    expect(small8.difference).toBeGreaterThan(full.difference);
    expect(small8.difference).toBeLessThan(5e-2);
    const read = networkFromOnnx(decodeOnnxModel(small8.bytes)).weights;
    const exact = networkFromOnnx(decodeOnnxModel(full.bytes)).weights;
    expect(Object.keys(read).sort()).toEqual(Object.keys(exact).sort());
    const { dims, data } = exact['stem.weight'];
    const length = data.length / dims[0];
    for (let channel = 0; channel < dims[0]; channel += 1) {
      const own = Array.from(data.slice(channel * length, (channel + 1) * length), Number);
      const step = Math.max(...own.map(Math.abs)) / 127;
      own.forEach((value, at) =>
        expect(Math.abs(Number(read['stem.weight'].data[channel * length + at]) - value)).toBeLessThanOrEqual(
          step / 2 + 1e-7,
        ),
      );
    }
  });

  it('keeps the names of the weights', () => {
    const network = slimResNet({ ...small, widths: [4, 8] });
    const weights = randomWeights(network);
    const named = (fold: boolean): string[] =>
      Object.keys(inferenceModel(network, weights, { output: 'raw', fold }).graph.initializers);
    expect(named(false)).toEqual(expect.arrayContaining(Object.keys(weights)));
    expect(named(true)).toEqual(
      expect.arrayContaining(['stem.weight', 'stem.bias', 'neck.dense.weight', 'neck.dense.bias']),
    );
  });

  it('refuses a model that differs', async () => {
    const network = slimResNet({ ...small, widths: [4, 8] });
    await expect(
      exportOnnx(network, randomWeights(network), { output: 'raw', tolerance: -1 }),
    ).rejects.toThrow('the exported model differs');
  });

  it('names a missing and a misshapen weight', () => {
    const network = slimResNet({ ...small, widths: [4, 8] });
    const { 'stem.weight': stem, ...rest } = randomWeights(network);
    expect(() => inferenceModel(network, rest, { output: 'raw' })).toThrow('no weight named stem.weight');
    const wrong = { ...rest, 'stem.weight': { dims: [4, 27], data: stem.data } };
    expect(() => inferenceModel(network, wrong, { output: 'raw' })).toThrow(
      'weight stem.weight is [4, 27], the network wants [4, 3, 3, 3]',
    );
  });
});

describe('Evaluator', () => {
  it('gives probabilities for a detector', async () => {
    const network = fakeDetector({ inputSize: 16, widths: [4, 8] });
    const weights = randomWeights(network);
    const logits = await Evaluator.create(network, weights, { output: 'raw', threads: 1 });
    const detector = await Evaluator.create(network, weights, { output: 'probability', threads: 1 });
    const images = normalArray(2 * 3 * 256, 1);
    const [z, p] = [await logits.run(images), await detector.run(images)];
    expect(p).toHaveLength(2);
    z.forEach((value, at) => expect(p[at]).toBeCloseTo(1 / (1 + Math.exp(-value)), 6));
    await expect(detector.run(new Float32Array(5))).rejects.toThrow('no whole images of 3×16×16');
    await Promise.all([logits.release(), detector.release()]);
  });
});
