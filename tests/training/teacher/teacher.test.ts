/** @file The teacher's weights, its view of a face, and the scale of its lessons. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scaledTemplate } from '../../../src/core/align/template.ts';
import { createRng, randomGaussian } from '../../../src/core/rng/rng.ts';
import { teacherInput } from '../../../training/teacher/crop.ts';
import {
  TEACHER_DIMENSION,
  TEACHER_MEAN,
  TEACHER_SIZE,
  teacherModel,
} from '../../../training/teacher/face-api.ts';
import { createLesson } from '../../../training/teacher/standardise.ts';
import { readWeights } from '../../../training/teacher/weights.ts';

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
    expect(() => teacherModel(new Map(), 1)).toThrow('conv32_down/conv/filters');
  });
});

it('sees the face upright, eyes above its middle, in its own scale of colours', () => {
  const size = 160;
  const points = scaledTemplate(size, 24 / 112);
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  const paint = (x: number, y: number, channel: number): void => {
    for (let row = Math.round(y) - 4; row < y + 4; row += 1) {
      for (let column = Math.round(x) - 4; column < x + 4; column += 1) {
        for (let other = 0; other < 3; other += 1) {
          data[(row * size + column) * 4 + other] = other === channel ? 255 : 0;
        }
      }
    }
  };
  paint(points[0].x, points[0].y, 0);
  paint(points[4].x, points[4].y, 2);
  const input = new Float32Array(3 * TEACHER_SIZE * TEACHER_SIZE);
  teacherInput({ data, width: size, height: size, points, landmarks: null }, input);
  const at = (channel: number, x: number, y: number): number =>
    input[
      (channel * TEACHER_SIZE + Math.round(y * TEACHER_SIZE)) * TEACHER_SIZE + Math.round(x * TEACHER_SIZE)
    ];
  const [bright, dark] = [0, 1, 2]
    .map((channel) => [(255 - TEACHER_MEAN[channel]) / 255, -TEACHER_MEAN[channel] / 255])
    .reduce<number[][]>(
      ([highs, lows], [high, low]) => [
        [...highs, high],
        [...lows, low],
      ],
      [[], []],
    );
  // The eye on the image's left at 32 %, 29 %; the mouth corner on its right at 65 %, 71 %.
  expect(at(0, 0.32, 0.29)).toBeCloseTo(bright[0], 2);
  expect(at(1, 0.32, 0.29)).toBeCloseTo(dark[1], 2);
  expect(at(2, 0.65, 0.71)).toBeCloseTo(bright[2], 2);
  expect(at(0, 0.65, 0.71)).toBeCloseTo(dark[0], 2);
});

it('teaches in mean 0 and variance 1, with distances in proportion', () => {
  const rng = createRng(1);
  const rows = Array.from({ length: 300 }, () =>
    Float32Array.from(
      { length: TEACHER_DIMENSION },
      (_, at) => 5 + 0.1 * (1 + (at % 2)) * randomGaussian(rng),
    ),
  );
  const lesson = createLesson([{ count: rows.length, of: (index) => rows[index] }]);
  const targets = rows.map((_, index) => {
    const target = new Float32Array(TEACHER_DIMENSION);
    lesson.write(0, index, target);
    return target;
  });
  const all = targets.flatMap((target) => [...target]);
  expect(all.reduce((sum, value) => sum + value, 0) / all.length).toBeCloseTo(0, 4);
  expect(all.reduce((sum, value) => sum + value * value, 0) / all.length).toBeCloseTo(1, 4);
  const distance = (list: Float32Array[], a: number, b: number): number =>
    Math.hypot(...list[a].map((value, at) => value - list[b][at]));
  const factor = distance(targets, 0, 1) / distance(rows, 0, 1);
  expect(distance(targets, 2, 3) / distance(rows, 2, 3)).toBeCloseTo(factor, 3);
});
