/** @file One row of a batch: pixels, fakes, broken images. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { toTensor } from '../../../src/core/align/to-tensor.ts';
import { alignPicture } from '../../../training/augment/align-picture.ts';
import type { AugmentConfig } from '../../../training/augment/types.ts';
import { decodePicture, recompressAsCrop } from '../../../training/data/decode.ts';
import { openPackedDataset } from '../../../training/data/packed-reader.ts';
import { createRenderer } from '../../../training/loader/render.ts';
import type { Fault, TensorConfig } from '../../../training/loader/types.ts';
import type { BatchRow } from '../../../training/samplers/types.ts';
import { schematicFace } from '../fakes/schematic-face.ts';
import { imageOf, MARGIN, rowOf, writeDataset } from './faces-dataset.ts';

// Files and pictures take a while on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TENSOR: TensorConfig = {
  size: 32,
  alignment: { template: 'arcface-112', margin: 0.1 },
  mean: [10, 20, 30],
  std: [100, 110, 120],
};
let folder = '';

beforeAll(async () => {
  folder = await writeDataset();
});
afterAll(() => rm(folder, { recursive: true }));

async function renderRows(rows: readonly BatchRow[], augment: AugmentConfig | null = null, tensor = TENSOR) {
  const renderer = createRenderer({ datasets: [folder], tensor, augment });
  const faults: Fault[] = [];
  const images: Float32Array[] = [];
  try {
    for (const row of rows) {
      const image = new Float32Array(renderer.rowLength);
      faults.push(...(await renderer.render(row, image)));
      images.push(image);
    }
  } finally {
    renderer.close();
  }
  return { images, faults };
}

const meanDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, at) => sum + Math.abs(value - b[at]), 0) / a.length;

describe('decodePicture', () => {
  it('gives opaque pixels, points and landmarks of the crop', async () => {
    const dataset = openPackedDataset(folder);
    const picture = await decodePicture(dataset, 0);
    const original = schematicFace({ skin: [200, 150, 120], wall: [40, 90, 130] });
    expect([picture.width, picture.height]).toEqual([160, 160]);
    const worst = picture.data.reduce(
      (most, value, at) => Math.max(most, Math.abs(value - original.data[at])),
      0,
    );
    expect(worst).toBeLessThan(60);
    expect(picture.data.every((value, at) => at % 4 !== 3 || value === 255)).toBe(true);
    expect(picture.landmarks).toHaveLength(956);
    expect(picture.points[2].x).toBeCloseTo(original.points[2].x, 3);
    const again = await recompressAsCrop(picture);
    expect(again.data).not.toEqual(picture.data);
    expect(again.data).toHaveLength(picture.data.length);
    dataset.close();
  });

  it('names the image that it cannot decode', async () => {
    const dataset = openPackedDataset(folder);
    await expect(decodePicture(dataset, imageOf(2, 1))).rejects.toThrow(
      /cat\/1\.jpg in .* cannot be decoded/,
    );
    await expect(decodePicture(dataset, 99)).rejects.toThrow(RangeError);
    dataset.close();
  });
});

describe('a row', () => {
  it('is the aligned crop as the network wants it', async () => {
    const dataset = openPackedDataset(folder);
    const { size, alignment, mean, std } = TENSOR;
    const crop = alignPicture(await decodePicture(dataset, 4), size, { alignment });
    dataset.close();
    const input = { name: 'images', size, layout: 'NCHW', channels: 'RGB', mean, std } as const;
    const { images, faults } = await renderRows([rowOf(4)]);
    expect(images[0]).toEqual(toTensor(crop, input));
    expect(faults).toEqual([]);
    const bgr = await renderRows([rowOf(4)], null, {
      ...TENSOR,
      ...{ channels: 'BGR', mean: [30, 20, 10], std: [120, 110, 100] },
    });
    const plane = size * size;
    expect(bgr.images[0].subarray(0, plane)).toEqual(images[0].subarray(2 * plane));
  });

  it('depends on its seed alone, and only where something is random', async () => {
    const augment: AugmentConfig = { colour: { probability: 1, jitter: { brightness: 0.3 } } };
    const rows = [rowOf(0, { seed: 1 }), rowOf(3), rowOf(0, { seed: 1 }), rowOf(0, { seed: 2 })];
    const { images } = await renderRows(rows, augment);
    expect(images[2]).toEqual(images[0]);
    expect(meanDifference(images[3], images[0])).toBeGreaterThan(0.01);
    const plain = await renderRows(rows);
    expect(plain.images[3]).toEqual(plain.images[0]);
  });

  it('is a fake of its own where the plan asks for one', async () => {
    const swap = { kind: 'swap', head: { dataset: 0, index: imageOf(1, 2) } } as const;
    const { images } = await renderRows([
      rowOf(0),
      rowOf(0, { make: { kind: 'self-blended' } }),
      rowOf(0, { make: swap }),
      rowOf(imageOf(1, 2)),
    ]);
    const [real, blended, swapped, head] = images;
    expect(meanDifference(blended, real)).toBeGreaterThan(0.001);
    expect(meanDifference(swapped, real)).toBeGreaterThan(0.01);
    // The corner shows the head's wall.
    expect(Math.abs(swapped[0] - head[0])).toBeLessThan(0.1);
    expect(Math.abs(swapped[0] - real[0])).toBeGreaterThan(0.5);
  });
});

describe('broken images', () => {
  it('are replaced by another one of the same person, and reported by path', async () => {
    const { images, faults } = await renderRows([rowOf(imageOf(2, 1)), rowOf(imageOf(2, 2))]);
    expect(images[0]).toEqual(images[1]);
    expect(faults.map(({ path }) => path)).toEqual([`${folder}/cat/1.jpg`]);
    expect(faults[0].message).toMatch(/cannot be decoded/);
  });

  it('of a person who has no others leave black', async () => {
    const { images, faults } = await renderRows([rowOf(imageOf(3, 0))]);
    const [red] = TENSOR.mean;
    expect(images[0].subarray(0, 1024).every((value) => Math.abs(value + red / 100) < 1e-6)).toBe(true);
    expect(faults).toHaveLength(3);
  });

  it('as the head of a swap make it a self-blended one where nothing else is left', async () => {
    const make = { kind: 'swap', head: { dataset: 0, index: imageOf(3, 0) } } as const;
    const { images } = await renderRows([rowOf(0, { make }), rowOf(0, { make: { kind: 'self-blended' } })]);
    expect(images[0]).toEqual(images[1]);
  });
});

describe('a plan or configuration that does not fit', () => {
  it('is refused in words', async () => {
    await expect(renderRows([rowOf(0, { dataset: 1 })])).rejects.toThrow(
      /names dataset 1; the loader has 0 to 0/,
    );
    await expect(renderRows([rowOf(99)])).rejects.toThrow(/images 0 to 11, not 99/);
    await expect(renderRows([], { flip: { probability: 3 } })).rejects.toThrow(/flip\.probability/);
    const tensor = { ...TENSOR, alignment: { ...TENSOR.alignment, margin: MARGIN + 0.1 } };
    await expect(renderRows([], null, tensor)).rejects.toThrow(/wider than that of the crops/);
  });
});
