/** @file Checkpoints come back as they were, and wrong ones are refused by name. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectSameModel, loadCheckpoint, saveCheckpoint } from '../../../training/engine/checkpoint.ts';
import type { Checkpoint } from '../../../training/engine/checkpoint.ts';
import { layOut } from '../../../training/optim/layout.ts';

const checkpoint: Checkpoint = {
  state: {
    ...{ step: 12, seed: 5 },
    vectors: {
      trained: Float32Array.of(1.5, -2, 3e-20),
      frozen: new Float32Array(0),
      statistics: Float32Array.of(7),
    },
  },
  layout: {
    trained: layOut([
      { name: 'a', shape: [2] },
      { name: 'b', shape: [1] },
    ]),
    frozen: layOut([]),
    statistics: layOut([{ name: 's', shape: [1] }]),
  },
  optimiser: 'adamw',
  extra: { note: 'Grüße', history: [1, 2] },
};

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-'));
  path = join(folder, 'a.checkpoint');
});
afterEach(() => rm(folder, { recursive: true }));

describe('checkpoints', () => {
  it('come back as they were and leave no other file', async () => {
    await saveCheckpoint(path, { ...checkpoint, extra: null });
    await saveCheckpoint(path, checkpoint);
    expect(await loadCheckpoint(path)).toEqual(checkpoint);
    expect(await readdir(folder)).toEqual(['a.checkpoint']);
  });

  it('with one flipped bit are refused', async () => {
    await saveCheckpoint(path, checkpoint);
    const bytes = await readFile(path);
    bytes[bytes.length - 1] ^= 1;
    await writeFile(path, bytes);
    await expect(loadCheckpoint(path)).rejects.toThrow('a.checkpoint is damaged');
  });

  it('cut short or foreign are refused', async () => {
    await saveCheckpoint(path, checkpoint);
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, 40));
    await expect(loadCheckpoint(path)).rejects.toThrow('damaged');
    await writeFile(path, 'something else');
    await expect(loadCheckpoint(path)).rejects.toThrow('is no checkpoint');
  });

  it('of another model are refused by the first tensor that differs', () => {
    const other = { ...checkpoint.layout, trained: layOut([{ name: 'a', shape: [3] }]) };
    expect(() => expectSameModel(checkpoint.layout, checkpoint.layout)).not.toThrow();
    expect(() => expectSameModel(checkpoint.layout, other)).toThrow(
      'of another model (trained): it has a [2] where this model has a [3]',
    );
    const shorter = { ...checkpoint.layout, trained: layOut([{ name: 'a', shape: [2] }]) };
    expect(() => expectSameModel(checkpoint.layout, shorter)).toThrow(
      'it has b [1] where this model has nothing',
    );
  });
});
