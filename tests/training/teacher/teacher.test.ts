/** @file The teacher's weights, as ours, and the scale of its lessons. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRng, randomGaussian } from '../../../src/core/rng/rng.ts';
import { inferenceModel } from '../../../training/engine/inference-model.ts';
import { DLIB_BLOCKS, dlibResidual } from '../../../training/nets/dlib-residual.ts';
import { TEACHER_DIMENSION, teacherWeights } from '../../../training/teacher/face-api.ts';
import { rawTargets, standardisedTargets } from '../../../training/teacher/distillation-targets.ts';
import { readWeights } from '../../../training/teacher/weights.ts';
import type { Weight } from '../../../training/teacher/weights.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-teacher-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('weights', () => {
  const write = async (entries: unknown[], bytes: Uint8Array): Promise<void> => {
    await writeFile(
      join(folder, 'net-weights_manifest.json'),
      JSON.stringify([{ weights: entries, paths: ['net.bin'] }]),
    );
    await writeFile(join(folder, 'net.bin'), bytes);
  };

  it('are read plain and quantised', async () => {
    const quantization = { dtype: 'uint8', scale: 0.5, min: -1 };
    await write(
      [
        { name: 'a', shape: [3], dtype: 'float32', quantization },
        { name: 'b', shape: [1, 2], dtype: 'float32' },
      ],
      Uint8Array.from([0, 2, 255, ...new Uint8Array(Float32Array.of(1.5, -2).buffer)]),
    );
    const weights = await readWeights(folder, 'net');
    expect([...(weights.get('a')?.data ?? [])]).toEqual([-1, 0, 126.5]);
    expect(weights.get('b')).toEqual({ shape: [1, 2], data: Float32Array.of(1.5, -2) });
  });

  it('are refused when they are missing or cut off', async () => {
    await expect(readWeights(folder, 'net')).rejects.toThrow('npm ci --prefix training/teacher');
    await write([{ name: 'a', shape: [3], dtype: 'float32' }], Uint8Array.of(1, 2));
    await expect(readWeights(folder, 'net')).rejects.toThrow('end before a');
  });

  it('of another model are refused by name', () => {
    expect(() => teacherWeights(new Map())).toThrow('conv32_down/conv/filters');
  });

  it('work the scales and the colours into the convolutions', () => {
    const raw = rawWeights();
    const weights = teacherWeights(raw);
    const network = dlibResidual();
    // Every parameter has its weight, of its shape.
    expect(() => inferenceModel(network, weights, { output: 'unit' })).not.toThrow();
    const of = (name: string): Weight => raw.get(name) ?? expect.fail(name);
    // One output of the stem for one patch, as face-api computes it and as ours does.
    const rng = createRng(7);
    const patch = Array.from({ length: 7 * 7 * 3 }, () => Math.floor(256 * rng()));
    const [filters, bias] = [of('conv32_down/conv/filters').data, of('conv32_down/conv/bias').data];
    const [scale, shift] = [of('conv32_down/scale/weights').data, of('conv32_down/scale/biases').data];
    const channel = 5;
    const theirs = patch.reduce((sum, value, at) => {
      return sum + ((value - [122.782, 117.001, 104.298][at % 3]) / 255) * filters[at * 32 + channel];
    }, bias[channel]);
    const [weight, offset] = [weights['conv32_down.weight'], weights['conv32_down.bias']];
    const ours = patch.reduce((sum, value, at) => {
      const [input, tap] = [at % 3, Math.floor(at / 3)];
      return sum + ((value - 127.5) / 127.5) * Number(weight.data[(channel * 3 + input) * 49 + tap]);
    }, Number(offset.data[channel]));
    expect(ours).toBeCloseTo(theirs * scale[channel] + shift[channel], 3);
    // On one position only the middle tap meets anything but padding.
    const last = weights['conv256_down_out.conv2.weight'];
    expect(last.dims).toEqual([256, 256, 1, 1]);
    const middle = of('conv256_down_out/conv2/conv/filters').data[(4 * 256 + 3) * 256 + 9];
    expect(last.data[9 * 256 + 3]).toBeCloseTo(
      middle * of('conv256_down_out/conv2/scale/weights').data[9],
      5,
    );
    expect(weights['fc.weight'].data[2 * 256 + 11]).toBe(of('fc').data[11 * 128 + 2]);
  });
});

/** As face-api's files hold them, small and random. */
function rawWeights(): Map<string, Weight> {
  const rng = createRng(3);
  const random = (...shape: number[]): Weight => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.1 * (rng() - 0.5)),
  });
  const raw = new Map<string, Weight>([['fc', random(256, 128)]]);
  const conv = (path: string, kernel: number, inputs: number, outputs: number): void => {
    raw.set(`${path}/conv/filters`, random(kernel, kernel, inputs, outputs));
    for (const part of ['conv/bias', 'scale/weights', 'scale/biases'])
      raw.set(`${path}/${part}`, random(outputs));
  };
  conv('conv32_down', 7, 3, 32);
  let inputs = 32;
  for (const { name, channels } of DLIB_BLOCKS) {
    conv(`${name}/conv1`, 3, inputs, channels);
    conv(`${name}/conv2`, 3, channels, channels);
    inputs = channels;
  }
  return raw;
}

it('teaches in mean 0 and variance 1, with distances in proportion', () => {
  const rng = createRng(1);
  const rows = Array.from({ length: 300 }, () =>
    Float32Array.from(
      { length: TEACHER_DIMENSION },
      (_, at) => 5 + 0.1 * (1 + (at % 2)) * randomGaussian(rng),
    ),
  );
  const distillation = standardisedTargets([{ count: rows.length, of: (index) => rows[index] }]);
  const targets = rows.map((_, index) => {
    const target = new Float32Array(TEACHER_DIMENSION);
    distillation.write(0, index, target);
    return target;
  });
  const all = targets.flatMap((target) => [...target]);
  expect(all.reduce((sum, value) => sum + value, 0) / all.length).toBeCloseTo(0, 4);
  expect(all.reduce((sum, value) => sum + value * value, 0) / all.length).toBeCloseTo(1, 4);
  const distance = (list: Float32Array[], a: number, b: number): number =>
    Math.hypot(...list[a].map((value, at) => value - list[b][at]));
  const factor = distance(targets, 0, 1) / distance(rows, 0, 1);
  expect(distance(targets, 2, 3) / distance(rows, 2, 3)).toBeCloseTo(factor, 3);
  const raw = new Float32Array(TEACHER_DIMENSION);
  rawTargets([{ count: rows.length, of: (index) => rows[index] }]).write(0, 7, raw);
  expect(raw).toEqual(rows[7]);
});
