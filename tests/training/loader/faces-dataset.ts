/** @file A small packed dataset of made-up faces on disk, with broken files among them. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createPackedWriter } from '../../../training/data/packed-writer.ts';
import type { BatchPlan, BatchRow } from '../../../training/samplers/types.ts';
import { schematicFace, SIZE } from '../fakes/schematic-face.ts';

export const MARGIN = 24 / 112;
/** The people's images, in this order: each three, of which `broken` ones hold no picture. */
export const PEOPLE = [
  { name: 'ann', skin: [200, 150, 120], broken: [] },
  { name: 'bob', skin: [150, 110, 90], broken: [] },
  { name: 'cat', skin: [220, 180, 160], broken: [1] },
  { name: 'dan', skin: [120, 90, 70], broken: [0, 1, 2] },
] as const;
const IMAGES_EACH = 3;

/** @param person - Position in `PEOPLE`. @returns The row of the person's image in the dataset. */
export const imageOf = (person: number, image: number): number => person * IMAGES_EACH + image;

/** @returns The dataset's folder. */
export async function writeDataset(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-loader-'));
  const about = { name: 'faces', layout: 'folders', cropSize: SIZE, margin: MARGIN, splitSeed: 1 };
  const writer = await createPackedWriter(folder, about);
  for (const [group, { name, skin, broken }] of PEOPLE.entries()) {
    for (let image = 0; image < IMAGES_EACH; image += 1) {
      const face = schematicFace({ skin, wall: [40 + 60 * image, 90, 130] });
      const crop = (broken as readonly number[]).includes(image)
        ? new TextEncoder().encode('no picture at all')
        : await sharp(face.data, { raw: { width: SIZE, height: SIZE, channels: 4 } })
            .removeAlpha()
            .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
            .toBuffer();
      await writer.add({
        ...{ identity: name, group, clip: -1, isFake: false, split: 'train', pointsFrom: 'landmarker' },
        ...{ path: `${name}/${image}.jpg`, points: face.points, landmarks: face.landmarks, yawDeg: 0, crop },
      });
    }
  }
  await writer.finish();
  return folder;
}

export function rowOf(index: number, more: Partial<BatchRow> = {}): BatchRow {
  const identity = Math.floor(index / IMAGES_EACH);
  return { dataset: 0, index, identity, group: identity, isFake: false, clip: -1, seed: index + 1, ...more };
}

/** Six rows of the sound people: plain ones, a self-blended one and a swap, with seeds of the step. */
export function planAt(step: number): BatchPlan {
  const seed = (row: number): number => 100 * step + row;
  return {
    step,
    epoch: 0,
    rows: [
      rowOf(imageOf(0, 0), { seed: seed(0) }),
      rowOf(imageOf(0, 1), { seed: seed(1) }),
      rowOf(imageOf(0, 2), { seed: seed(2), isFake: true, make: { kind: 'self-blended' } }),
      rowOf(imageOf(1, 0), { seed: seed(3) }),
      rowOf(imageOf(1, 1), { seed: seed(4) }),
      rowOf(imageOf(1, 2), {
        ...{ seed: seed(5), isFake: true },
        make: { kind: 'swap', head: { dataset: 0, index: imageOf(0, step % 3) } },
      }),
    ],
  };
}
