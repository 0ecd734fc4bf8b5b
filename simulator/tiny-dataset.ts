/**
 * @file A packed dataset of coloured patterns: each person's own, the same with a stripe for a fake. Learnt in
 * seconds.
 */
import { join } from 'node:path';
import sharp from 'sharp';
import { scaledTemplate } from '../src/core/align/template.ts';
import { createRng } from '../src/core/rng/rng.ts';
import { createPackedWriter } from '../training/data/packed-writer.ts';
import type { Split } from '../training/data/types.ts';
import { CROP_MARGIN, CROP_SIZE } from '../training/prepare/crop.ts';

const REALS = 4;
const FAKES = 2;
const TILES = 4;

function pattern(person: number, image: number, isFake: boolean): Uint8Array {
  const own = createRng(1000 + person);
  const noise = createRng(person * 100 + image + (isFake ? 50 : 0));
  const colours = Array.from({ length: TILES * TILES }, () => [own() * 255, own() * 255, own() * 255]);
  const data = new Uint8Array(CROP_SIZE * CROP_SIZE * 3);
  for (let at = 0; at < data.length; at += 1) {
    const pixel = Math.floor(at / 3);
    const [column, row] = [pixel % CROP_SIZE, Math.floor(pixel / CROP_SIZE)];
    const tile = Math.floor((row * TILES) / CROP_SIZE) * TILES + Math.floor((column * TILES) / CROP_SIZE);
    const stripe = isFake && row % 16 < 8 ? 120 : 0;
    data[at] = Math.min(255, Math.max(0, colours[tile][at % 3] + stripe + 20 * (noise() - 0.5)));
  }
  return data;
}

/**
 * Four people to train on, some to validate and three to test on.
 *
 * @param validationPeople - Twelve give a thousand pairs of strangers.
 * @returns The dataset's name below `folder`.
 */
export async function writeTinyDataset(folder: string, validationPeople = 3): Promise<string> {
  const name = 'patterns';
  const about = { name, layout: 'folders', cropSize: CROP_SIZE, margin: CROP_MARGIN, splitSeed: 0 };
  const writer = await createPackedWriter(join(folder, name), about);
  const splits = [
    ...Array.from({ length: 4 }, (): Split => 'train'),
    ...Array.from({ length: validationPeople }, (): Split => 'validation'),
    ...Array.from({ length: 3 }, (): Split => 'test'),
  ];
  for (const [person, split] of splits.entries()) {
    for (let image = 0; image < REALS + FAKES; image += 1) {
      const isFake = image >= REALS;
      const raw = { width: CROP_SIZE, height: CROP_SIZE, channels: 3 as const };
      const crop = await sharp(pattern(person, image, isFake), { raw })
        .jpeg({ quality: 95 })
        .toBuffer();
      await writer.add({
        ...{
          identity: `person ${person}`,
          path: `${person}/${image}.jpg`,
          group: person,
          split,
          isFake,
          crop,
        },
        ...{ clip: -1, pointsFrom: 'landmarker', yawDeg: 0, landmarks: null },
        points: scaledTemplate(CROP_SIZE, { template: 'arcface-112', margin: CROP_MARGIN }),
      });
    }
  }
  await writer.finish();
  return name;
}
