/** @file The model that a run starts from: where it lies, and what the run takes of it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slimResNet } from '../../../training/nets/residual.ts';
import type { TrainConfig } from '../../../training/train/config.ts';
import edgeface from '../../../training/configs/edgeface-fine-tuned.ts';
import { findStartModel, networkOfRun } from '../../../training/train/start-model.ts';
import type { StartModel } from '../../../training/train/start-model.ts';
import { float32Tensor, ints } from '../../../training/onnx/types.ts';
import { encodeOnnxModel } from '../../../training/onnx/writer.ts';
import { exportOnnx } from '../../../training/engine/export.ts';
import { randomWeights } from '../engine/tiny-programs.ts';
import { node, SIDE, smallModel, weight } from '../small-models.ts';

const network = slimResNet({ inputSize: 32, widths: [8, 16], embeddingSize: 16 });
const start: StartModel = { network, weights: randomWeights(network), bytes: new Uint8Array() };
describe('the model that a configuration starts from', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facegate-start-'));
    await writeFile(
      join(folder, 'own.onnx'),
      (await exportOnnx(network, start.weights, { output: 'unit' })).bytes,
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  const find = (changes: Partial<TrainConfig>): Promise<StartModel | null> =>
    findStartModel({ ...edgeface, ...changes }, { dataFolder: folder, runFolder: folder, resume: false });

  it('lies in the data folder, or else among the shipped models', async () => {
    expect((await find({ init: 'own.onnx' }))?.network).toMatchObject({ inputSize: 32, outputSize: 16 });
    expect((await find({ init: 'attack-detector.onnx' }))?.network).toMatchObject({ outputSize: 1 });
    await expect(find({ init: 'nowhere.onnx' })).rejects.toThrow(join(folder, 'nowhere.onnx'));
  });

  it('gives its layout in place of the configuration’s, and is needed by one that has none', () => {
    const net = { kind: 'slim-resnet', inputSize: 32, widths: [8, 16], embeddingSize: 4 } as const;
    expect(networkOfRun({ ...edgeface, net }, start)).toBe(network);
    expect(networkOfRun({ ...edgeface, net }, null).outputSize).toBe(4);
    expect(() => networkOfRun({ ...edgeface, net: { kind: 'imported' } }, null)).toThrow('init');
  });

  it('may be of feature maps, of another size, with outputs of our own behind them', async () => {
    const maps = smallModel({
      nodes: [node('Conv', ['x', 'w', 'b'], 'y', { strides: ints([2, 2]) })],
      initializers: { w: weight([4, 3, 2, 2], 1), b: float32Tensor([4], [0, 1, 0, 0]) },
    });
    await writeFile(join(folder, 'maps.onnx'), encodeOnnxModel(maps));
    const found = await find({
      init: 'maps.onnx',
      net: { kind: 'imported', inputSize: 2 * SIDE, head: { outputSize: 5 } },
    });
    if (!found) throw new Error('nothing was found');
    expect(found.network).toMatchObject({ inputSize: 2 * SIDE, outputSize: 5 });
    // The head's weights are not in the file: they start at random.
    expect(Object.keys(found.weights)).toEqual(['w', 'b']);
  });
});
