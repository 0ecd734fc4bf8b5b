/** @file Makes fakes of a packed dataset's real images and packs both together, for runs that reuse them. */
import { createRng, shuffled } from '../../src/core/rng/rng.ts';
import type { Rng } from '../../src/core/rng/rng.ts';
import { compressCrop, decodePicture } from '../data/decode.ts';
import { createPackedWriter } from '../data/packed-writer.ts';
import type { PackedImage } from '../data/packed-writer.ts';
import type { Picture } from '../image/picture.ts';
import type { PackedDataset, PackedRecord } from '../data/types.ts';
import { NO_PROGRESS } from '../progress.ts';
import type { StartProgress } from '../progress.ts';
import { createHeadChooser } from './choose-head.ts';
import { selfBlend } from './self-blend.ts';
import { swapFace } from './swap-face.ts';

export const FAKE_KINDS = ['self-blended', 'swap', 'both'] as const;
export type FakeKind = (typeof FAKE_KINDS)[number];

export interface PackFakesOptions {
  readonly kind: FakeKind;
  /** Fakes of each person, as far as there are images to make them of. */
  readonly perPerson: number;
  readonly seed: number;
  readonly startProgress?: StartProgress;
}

export interface PackFakesReport {
  readonly reals: number;
  readonly selfBlended: number;
  readonly swapped: number;
  /** Images that no swap could be made of: without landmarks, or turned too far. */
  readonly passedOver: number;
}

/**
 * A fake pretends to be the person whose face it shows, and has the clip of the image that the face is from; a photo
 * counts as a clip of its own. Reals are compressed once more, as the fakes are, or the compression would tell.
 *
 * @param folder - Of the new dataset, with all real images of `dataset` and none of its fakes.
 */
export async function packFakes(
  dataset: PackedDataset,
  folder: string,
  { kind, perPerson, seed, startProgress = NO_PROGRESS }: PackFakesOptions,
): Promise<PackFakesReport> {
  const records = Array.from({ length: dataset.size }, (_, index) => dataset.record(index));
  const reals = records.filter(({ isFake }) => !isFake);
  const photoClips = 1 + records.reduce((most, { clip }) => Math.max(most, clip), -1);
  const chooseHead = createHeadChooser(reals);
  const writer = await createPackedWriter(folder, {
    ...{ name: `${dataset.name} with fakes`, layout: 'fakes', splitSeed: seed },
    ...{ cropSize: dataset.cropSize, margin: dataset.margin },
  });
  const add = async (
    record: PackedRecord,
    picture: Picture,
    path: string,
    isFake: boolean,
  ): Promise<void> => {
    const image: PackedImage = {
      ...record,
      ...{ identity: dataset.identities[record.identity], path, isFake },
      ...{
        points: picture.points,
        landmarks: picture.landmarks,
        crop: await compressCrop(picture.data, picture.width),
      },
      clip: record.clip < 0 ? photoClips + record.index : record.clip,
    };
    await writer.add(image);
  };

  const done = { selfBlended: 0, swapped: 0, passedOver: 0 };
  const make = async (record: PackedRecord, face: Picture, rng: Rng): Promise<void> => {
    const swaps = kind === 'swap' || (kind === 'both' && rng() < 0.5);
    const head = swaps ? chooseHead(record, rng) : null;
    const path = dataset.path(record.index);
    if (head) {
      const picture = swapFace({ head: await decodePicture(dataset, head.index), face }, rng);
      await add(record, picture, `${path} on ${dataset.path(head.index)}`, true);
      done.swapped += 1;
    } else if (kind === 'swap') {
      done.passedOver += 1;
    } else {
      await add(record, selfBlend(face, rng), `${path} self-blended`, true);
      done.selfBlended += 1;
    }
  };

  const faked = choose(reals, perPerson, seed);
  const progress = startProgress(reals.length, `images of ${dataset.name}`);
  for (const record of reals) {
    const picture = await decodePicture(dataset, record.index);
    await add(record, picture, dataset.path(record.index), false);
    if (faked.has(record.index)) await make(record, picture, createRng(seed * 2 ** 20 + record.index));
    progress.step();
  }
  progress.stop();
  await writer.finish();
  return { reals: reals.length, ...done };
}

/** @returns The images to make fakes of: so many of each person, drawn by lot. */
function choose(reals: readonly PackedRecord[], perPerson: number, seed: number): Set<number> {
  const byPerson = new Map<number, number[]>();
  for (const { identity, index } of reals) {
    byPerson.set(identity, [...(byPerson.get(identity) ?? []), index]);
  }
  const rng = createRng(seed);
  return new Set([...byPerson.values()].flatMap((images) => shuffled(rng, images).slice(0, perPerson)));
}
