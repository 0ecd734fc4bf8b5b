/** @file Photographs a packed dataset's people and attacks on them with simulated cameras, and packs both. */
import { createRng, shuffled } from '../../src/core/rng/rng.ts';
import { compressCrop, decodePicture } from '../data/decode.ts';
import { createPackedWriter } from '../data/packed-writer.ts';
import type { Picture } from '../image/picture.ts';
import type { PackedDataset, PackedRecord } from '../data/types.ts';
import { NO_PROGRESS } from '../progress.ts';
import type { StartProgress } from '../progress.ts';
import { attackPath } from './attack-path.ts';
import { photographPair } from './photograph.ts';
import type { AttackSpecies } from './photograph.ts';

export interface PackAttacksOptions {
  /** At most so many people, drawn by lot; all when absent. */
  readonly people?: number | undefined;
  /** Pairs of each person, as far as there are real images. */
  readonly perPerson: number;
  readonly seed: number;
  readonly startProgress?: StartProgress;
}

export type PackAttacksReport = Readonly<Record<AttackSpecies, number>> & { readonly bonaFide: number };

/**
 * An attack has `isFake`. It shares a clip of its own with the bona fide image beside it: the same camera took both
 * of the same photo. Splits and people stay as they are.
 *
 * @param folder - Of the new dataset; it holds these pairs only.
 */
export async function packAttacks(
  dataset: PackedDataset,
  folder: string,
  { people = Infinity, perPerson, seed, startProgress = NO_PROGRESS }: PackAttacksOptions,
): Promise<PackAttacksReport> {
  const chosen = chooseReals(dataset, people, perPerson, seed);
  const writer = await createPackedWriter(folder, {
    ...{ name: `${dataset.name} with attacks`, layout: 'attacks', splitSeed: seed },
    ...{ cropSize: dataset.cropSize, margin: dataset.margin },
  });
  const add = async (
    record: PackedRecord,
    { data, width, points, landmarks }: Picture,
    path: string,
    isFake: boolean,
  ): Promise<void> =>
    writer.add({
      ...record,
      ...{ identity: dataset.identities[record.identity], path, isFake, clip: record.index },
      ...{ points, landmarks, crop: await compressCrop(data, width) },
    });
  const made: Record<AttackSpecies | 'bonaFide', number> = { bonaFide: 0, print: 0, screen: 0 };
  const progress = startProgress(chosen.length, `pairs of ${dataset.name}`);
  for (const record of chosen) {
    const picture = await decodePicture(dataset, record.index);
    const path = dataset.path(record.index);
    const rng = createRng(seed * 2 ** 20 + record.index);
    const { bonaFide, attack } = await photographPair(picture, dataset.margin, rng);
    await add(record, bonaFide, path, false);
    await add(record, attack.picture, attackPath(path, attack), true);
    made.bonaFide += 1;
    made[attack.species] += 1;
    progress.step();
  }
  progress.stop();
  await writer.finish();
  return made;
}

/** So many real images of each person, drawn by lot, in the dataset's order. */
function chooseReals(
  dataset: PackedDataset,
  people: number,
  perPerson: number,
  seed: number,
): PackedRecord[] {
  const byPerson = new Map<number, PackedRecord[]>();
  for (let index = 0; index < dataset.size; index += 1) {
    const record = dataset.record(index);
    if (record.isFake) continue;
    byPerson.set(record.identity, [...(byPerson.get(record.identity) ?? []), record]);
  }
  const rng = createRng(seed);
  return shuffled(rng, [...byPerson.values()])
    .slice(0, people)
    .flatMap((records) => shuffled(rng, records).slice(0, perPerson))
    .sort((first, second) => first.index - second.index);
}
