/** @file The shipped recogniser as a network to train: it answers as its file does, and its parts have names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SHIPPED_MODELS_FOLDER } from '../../../scripts/lib/paths.ts';
import { SYNTHETIC_PEOPLE } from '../../../simulator/synthetic-face.ts';
import { momentAt } from '../../../simulator/synthetic-face/motion.ts';
import { DRAFT, Portrait } from '../../../simulator/synthetic-face/portrait.ts';
import { alignedCrop } from '../../../simulator/toy-embedder/population.ts';
import { toTensor } from '../../../src/core/align/to-tensor.ts';
import { maxAbsDifference } from '../../../src/core/manifest/golden.ts';
import type { OnnxInput } from '../../../src/core/manifest/types.ts';
import edgeface from '../../../training/configs/edgeface-fine-tuned.ts';
import { createSession, feedTensor } from '../../../training/engine/devices.ts';
import { Evaluator } from '../../../training/engine/evaluator.ts';
import { exportOnnx } from '../../../training/engine/export.ts';
import { INPUT_MEAN, INPUT_STD, perChannel } from '../../../training/evaluate/network-model.ts';
import { networkFromOnnx } from '../../../training/from-onnx/from-onnx.ts';
import { decodeOnnxModel } from '../../../training/onnx/reader.ts';

const SIZE = 112;
const PIXELS = 3 * SIZE * SIZE;
const file = readFileSync(join(SHIPPED_MODELS_FOLDER, edgeface.init));
const { network, weights } = networkFromOnnx(decodeOnnxModel(file));
const people = Object.values(SYNTHETIC_PEOPLE);
const faces = new Float32Array(people.length * PIXELS);

beforeAll(() => {
  const input: OnnxInput = {
    ...{ name: 'image', size: SIZE, layout: 'NCHW', channels: 'RGB' },
    ...{ mean: perChannel(INPUT_MEAN), std: perChannel(INPUT_STD) },
  };
  for (const [at, person] of people.entries()) {
    const frame = new Portrait(person, DRAFT).draw(momentAt(person, 'calm', 1, 4), 1);
    toTensor(alignedCrop(frame, SIZE), input, faces.subarray(at * PIXELS, (at + 1) * PIXELS));
  }
}, 60_000);

async function answersOf(bytes: Uint8Array): Promise<Float32Array> {
  const session = await createSession(bytes, { threads: 1 });
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  const dims = [people.length, 3, SIZE, SIZE];
  const answers = await session.run({ [input]: feedTensor(input, 'float32', dims, faces) });
  await session.release();
  return answers[output].data as Float32Array;
}

describe('the shipped recogniser', () => {
  it('answers as its file does', async () => {
    const evaluator = await Evaluator.create(network, weights, { output: 'unit', threads: 1 });
    const found = await evaluator.run(faces);
    await evaluator.release();
    expect(found).toHaveLength(people.length * network.outputSize);
    expect(maxAbsDifference(found, await answersOf(file))).toBeLessThan(1e-5);
  });

  it('has names by which the last stage and the head alone are free', () => {
    const [pattern] = edgeface.freeze.map((text) => new RegExp(text));
    const free = Object.keys(weights).filter((name) => !pattern.test(name));
    expect(free.length).toBeGreaterThan(40);
    expect(free.every((name) => /^(model\.(stages\.3|head)|out)\./.test(name))).toBe(true);
    expect(Object.keys(weights).every((name) => /^(model\.(stem|stages\.\d|head)|out)\./.test(name))).toBe(
      true,
    );
  });

  it('stays near itself when it is exported in 8 bits, and of unit length', async () => {
    const { bytes } = await exportOnnx(network, weights, {
      output: 'unit',
      precision: 'int8',
      probes: faces,
    });
    const answers = await answersOf(bytes);
    for (let at = 0; at < people.length; at += 1) {
      const row = answers.subarray(at * network.outputSize, (at + 1) * network.outputSize);
      expect(Math.hypot(...row)).toBeCloseTo(1, 5);
    }
    expect(bytes.length).toBeLessThan(1.1 * file.length);
  });
});
