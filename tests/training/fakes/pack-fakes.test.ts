/** @file Fakes on disk: labelled with the person they pretend to be, beside the reals they were made of. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPackedDataset } from '../../../training/data/packed-reader.ts';
import { packFakes } from '../../../training/fakes/pack-fakes.ts';
import type { FakeKind } from '../../../training/fakes/pack-fakes.ts';
import { imageOf, PEOPLE, writeDataset } from '../loader/faces-dataset.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-fakes-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Ann and Bob, whose images are whole, as a dataset of their own. */
async function sound(): Promise<ReturnType<typeof openPackedDataset>> {
  const dataset = openPackedDataset(await writeDataset());
  return { ...dataset, size: imageOf(2, 0), identities: PEOPLE.map(({ name }) => name) };
}

it.each([
  ['swap', { selfBlended: 0, swapped: 4 }],
  ['self-blended', { selfBlended: 4, swapped: 0 }],
] as [FakeKind, object][])('are made by %s', async (kind, made) => {
  const dataset = await sound();
  const report = await packFakes(dataset, join(folder, 'out'), { kind, perPerson: 2, seed: 1 });
  expect(report).toMatchObject({ reals: 6, passedOver: 0, ...made });
  const packed = openPackedDataset(join(folder, 'out'));
  expect(packed.size).toBe(10);
  const records = Array.from({ length: packed.size }, (_, index) => packed.record(index));
  for (const name of ['ann', 'bob']) {
    const own = records.filter(({ identity }) => packed.identities[identity] === name);
    expect(own.filter(({ isFake }) => isFake)).toHaveLength(2);
    for (const fake of own.filter(({ isFake }) => isFake)) {
      const twins = own.filter(({ isFake, clip }) => !isFake && clip === fake.clip);
      expect(twins).toHaveLength(1);
      expect(packed.path(fake.index)).toContain(packed.path(twins[0].index));
      expect(packed.crop(fake.index)).not.toEqual(packed.crop(twins[0].index));
    }
  }
  packed.close();
  dataset.close();
});
