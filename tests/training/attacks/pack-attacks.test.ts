/** @file Attacks on disk: each beside the bona fide image of the same photo, splits kept. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attackKindOf } from '../../../training/attacks/attack-path.ts';
import { packAttacks } from '../../../training/attacks/pack-attacks.ts';
import { openPackedDataset } from '../../../training/data/packed-reader.ts';
import { imageOf, PEOPLE, writeDataset } from '../loader/faces-dataset.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-attacks-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Ann and Bob, whose images are whole, as a dataset of their own. */
async function sound(): Promise<ReturnType<typeof openPackedDataset>> {
  const dataset = openPackedDataset(await writeDataset());
  return { ...dataset, size: imageOf(2, 0), identities: PEOPLE.map(({ name }) => name) };
}

it('packs pairs of one person, split and clip; only the attack says what it is', async () => {
  const dataset = await sound();
  const report = await packAttacks(dataset, join(folder, 'out'), { perPerson: 2, seed: 1 });
  expect(report.bonaFide).toBe(4);
  expect(report.print + report.screen).toBe(4);
  const packed = openPackedDataset(join(folder, 'out'));
  expect([packed.size, packed.cropSize, packed.margin]).toEqual([8, dataset.cropSize, dataset.margin]);
  for (let row = 0; row < packed.size; row += 2) {
    const [bonaFide, attack] = [packed.record(row), packed.record(row + 1)];
    expect([bonaFide.isFake, attack.isFake]).toEqual([false, true]);
    expect(attack).toMatchObject({
      ...{ identity: bonaFide.identity, group: bonaFide.group, clip: bonaFide.clip, split: bonaFide.split },
    });
    const source = Array.from({ length: dataset.size }, (_, index) => dataset.record(index)).find(
      ({ index }) => dataset.path(index) === packed.path(row),
    );
    expect(source).toMatchObject({ isFake: false, split: bonaFide.split });
    expect(attackKindOf(packed.path(row))).toBeNull();
    expect(packed.path(row + 1).startsWith(`${packed.path(row)} as `)).toBe(true);
    expect(attackKindOf(packed.path(row + 1))).not.toBeNull();
    // The bona fide image went through the camera too.
    expect(packed.crop(row)).not.toEqual(dataset.crop(source?.index ?? 0));
  }
  packed.close();
  dataset.close();
});

it('takes no more people than asked for', async () => {
  const dataset = await sound();
  const report = await packAttacks(dataset, join(folder, 'one'), { people: 1, perPerson: 1, seed: 1 });
  expect(report.bonaFide).toBe(1);
  const packed = openPackedDataset(join(folder, 'one'));
  expect(packed.identities).toHaveLength(1);
  packed.close();
  dataset.close();
});
