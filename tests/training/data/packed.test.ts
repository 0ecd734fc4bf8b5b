/** @file A packed dataset gives back what was put in, and says so when it cannot. */
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ARCFACE_112 } from '../../../src/core/align/template.ts';
import { openPackedDataset } from '../../../training/data/packed-reader.ts';
import { createPackedWriter } from '../../../training/data/packed-writer.ts';
import type { PackedImage } from '../../../training/data/packed-writer.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-packed-'));
});
afterEach(() => rm(folder, { recursive: true }));

const landmarks = Float32Array.from({ length: 956 }, (_, at) => at / 4 - 20);
const image = (identity: string, crop: number[], more: Partial<PackedImage> = {}): PackedImage => ({
  ...{ identity, path: `${identity}.jpg`, group: 3, clip: -1, isFake: false, split: 'train' },
  ...{ pointsFrom: 'landmarker', points: ARCFACE_112, yawDeg: -12.5, crop: Uint8Array.from(crop) },
  landmarks: null,
  ...more,
});

async function write(...images: PackedImage[]): Promise<void> {
  const about = { name: 'set', layout: 'folders', cropSize: 160, margin: 24 / 112, splitSeed: 0 };
  const writer = await createPackedWriter(folder, about);
  for (const each of images) await writer.add(each);
  await writer.finish();
}

describe('a packed dataset', () => {
  it('keeps every field', async () => {
    const fake = image('bob', [4, 5], { isFake: true, clip: 7, split: 'test', yawDeg: null, landmarks });
    await write(image('ann', [1, 2, 3]), fake, image('ann', [6]));
    const dataset = openPackedDataset(folder);
    expect(dataset.size).toBe(3);
    expect(dataset.identities).toEqual(['ann', 'bob']);
    expect(dataset.record(0)).toMatchObject({
      identity: 0,
      group: 3,
      clip: -1,
      isFake: false,
      yawDeg: -12.5,
    });
    expect(dataset.record(1)).toMatchObject({
      identity: 1,
      clip: 7,
      isFake: true,
      split: 'test',
      yawDeg: null,
    });
    expect(dataset.record(2).identity).toBe(0);
    expect([...dataset.crop(0)]).toEqual([1, 2, 3]);
    expect([...dataset.crop(1)]).toEqual([4, 5]);
    expect(dataset.path(2)).toBe('ann.jpg');
    dataset.record(0).points.forEach(({ x, y }, at) => {
      expect(x).toBeCloseTo(ARCFACE_112[at].x, 4);
      expect(y).toBeCloseTo(ARCFACE_112[at].y, 4);
    });
    expect(dataset.landmarks(0)).toBeNull();
    expect([...(dataset.landmarks(1) ?? [])]).toEqual([...landmarks]);
    expect(() => dataset.record(3)).toThrow(RangeError);
    dataset.close();
  });

  it('is refused when it is unfinished, cut off, or of another format', async () => {
    await createPackedWriter(folder, { name: 's', layout: 'x', cropSize: 160, margin: 0, splitSeed: 0 });
    expect(() => openPackedDataset(folder)).toThrow('is no packed dataset');
    await write(image('ann', [1, 2, 3]));
    await truncate(join(folder, 'crops.bin'), 1);
    const cut = openPackedDataset(folder);
    expect(() => cut.crop(0)).toThrow('ends before its last image');
    cut.close();
    await truncate(join(folder, 'index.bin'), 10);
    expect(() => openPackedDataset(folder)).toThrow('Run prepare again');
    await writeFile(join(folder, 'dataset.json'), '{"version": 99}');
    expect(() => openPackedDataset(folder)).toThrow('format 99');
  });
});
