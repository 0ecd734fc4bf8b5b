/** @file Photos that show somebody else are known by their bytes alone, and are left out with a line. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, vi } from 'vitest';
import * as wrongPhotos from '../../../training/prepare/wrong-photos.ts';
import { openPackedDataset } from '../../../training/data/packed-reader.ts';
import { prepare } from '../../../training/prepare/prepare.ts';

const { readWrongPhotos } = wrongPhotos;

vi.mock('../../../training/prepare/wrong-photos.ts', async (original) => {
  const actual = await original<typeof wrongPhotos>();
  return { ...actual, readWrongPhotos: vi.fn(actual.readWrongPhotos) };
});

it('lists hashes alone: neither a name nor a path', async () => {
  const { digests } = await readWrongPhotos();
  expect(digests.length).toBeGreaterThan(0);
  expect(new Set(digests).size).toBe(digests.length);
  const text = await readFile(new URL('../../../training/prepare/wrong-photos.txt', import.meta.url), 'utf8');
  expect(text).toMatch(/^([0-9a-f]{64}\n)+$/);
});

it('names a line that is no hash', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-wrong-'));
  const list = join(folder, 'list.txt');
  await writeFile(list, `${'a'.repeat(64)}\nann/1.jpg\n`);
  await expect(readWrongPhotos(list)).rejects.toThrow('list.txt:2 is no SHA-256: "ann/1.jpg"');
  await rm(folder, { recursive: true });
});

it('packs all photos but those, and says of each what it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-wrong-'));
  const [data, out] = [join(folder, 'data'), join(folder, 'packed')];
  await mkdir(join(data, 'ann'), { recursive: true });
  const digests: string[] = [];
  for (const number of [1, 2, 3]) {
    const create = {
      width: 40,
      height: 40,
      channels: 3,
      background: { r: 60 * number, g: 9, b: 9 },
    } as const;
    const bytes = await sharp({ create }).jpeg().toBuffer();
    await writeFile(join(data, 'ann', `${number}.jpg`), bytes);
    digests.push(createHash('sha256').update(bytes).digest('hex'));
  }
  await writeFile(join(folder, 'list.txt'), `${digests[1]}\n`);
  const list = await readWrongPhotos(join(folder, 'list.txt'));
  vi.mocked(readWrongPhotos).mockResolvedValueOnce(list);
  const report = await prepare({
    ...{ data, out, layout: 'folders', frames: true, pages: 1, splitSeed: 0 },
    notify: () => undefined,
    startProgress: () => ({ step: () => undefined, stop: () => undefined }),
  });
  expect(report.leftOut).toEqual([{ where: 'ann/2.jpg', what: 'it shows somebody else' }]);
  const dataset = openPackedDataset(out);
  expect([dataset.path(0), dataset.path(1), dataset.size]).toEqual(['ann/1.jpg', 'ann/3.jpg', 2]);
  dataset.close();
  await rm(folder, { recursive: true });
});
