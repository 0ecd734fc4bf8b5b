/** @file Pair lists and pair folders: what is read, what is dropped, and which line is at fault. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findLfwRecords, isLfwList, parseLfwPairs } from '../../../training/evaluate/lfw-pairs.ts';
import { readPairCsv } from '../../../training/evaluate/pair-csv.ts';
import { listPairFolders } from '../../../training/submission/pair-folders.ts';
import { memoryDataset } from '../memory-dataset.ts';

const HEADER = 'pathA,pathB,label,deepfake_a,deepfake_b';

describe('readPairCsv', () => {
  const dataset = memoryDataset([
    { path: 'a/0.jpg' },
    { path: 'a/1.jpg' },
    { path: 'b/0.jpg' },
    { path: 'b/fake.jpg' },
  ]);
  const read = (...lines: string[]) => readPairCsv([HEADER, ...lines].join('\n'), 'list.csv', dataset);

  it('sorts pairs into kinds, with the fake second', () => {
    const { pairs, dropped } = read(
      'a/0.jpg,a/1.jpg,1,0,0',
      './a/0.jpg,b/0.jpg,0,0,0',
      '"b/fake.jpg",b/0.jpg,0,1,0',
      '',
      'a\\0.jpg,b/fake.jpg,no,0,true',
      'b/0.jpg,a/0.jpg,0.0,0,0',
    );
    expect(dropped).toBe(0);
    expect(pairs.genuine).toEqual({ first: Int32Array.of(0), second: Int32Array.of(1) });
    expect(pairs['other-person']).toEqual({ first: Int32Array.of(0), second: Int32Array.of(2) });
    expect(pairs.fake).toEqual({ first: Int32Array.of(2, 0), second: Int32Array.of(3, 3) });
  });

  it('takes columns by name and passes others over', () => {
    const text = 'pair_id,label,deepfake_b,deepfake_a,pathB,pathA\r\n7,1,0,0,a/1.jpg,a/0.jpg\r\n';
    expect(readPairCsv(text, 'list.csv', dataset).pairs.genuine?.first).toEqual(Int32Array.of(0));
  });

  it('drops and counts pairs with missing images, but not all of them', () => {
    expect(read('a/0.jpg,gone.jpg,1,0,0', 'a/0.jpg,a/1.jpg,1,0,0').dropped).toBe(1);
    expect(() => read('gone.jpg,lost.jpg,1,0,0')).toThrow(/none of its 1 pairs.*memory.*"a\/0.jpg"/);
  });

  it('names faulty lines', () => {
    expect(() => read('a/0.jpg,a/1.jpg,1,0,0', 'a/0.jpg,a/1.jpg,perhaps,0,0')).toThrow(
      /line 3: the label "perhaps"/,
    );
    expect(() => read('', 'a/0.jpg,a/1.jpg,1')).toThrow(/line 3: 3 cells, the first line has 5/);
    expect(() => read(...Array<string>(8).fill('x,y,z,0,0'))).toThrow(/line 6[^]*and 3 more/);
    expect(() => readPairCsv('pathA,pathB\n', 'list.csv', dataset)).toThrow(
      /list.csv has no column label, deepfake_a/,
    );
    expect(() => readPairCsv(`${HEADER}\n"a`, 'list.csv', dataset)).toThrow(
      /list.csv is no CSV file.*line 2/,
    );
    expect(() => read('a/0.jpg,a/1.jpg,1,0,2')).toThrow('line 2: deepfake_a and deepfake_b must be 0 or 1');
    expect(() => read('a/0.jpg,b/0.jpg,0,0,0', 'a/1.jpg,b/0.jpg,0,0,1')).toThrow(
      'line 3: b/0.jpg is a deepfake here, and is not one in line 2',
    );
  });
});

describe("LFW's list", () => {
  const text = '2\t1\nAnn\t1\t2\nAnn\t1\tBob\t3\nBob\t3\t12\nBob\t12\tAnn\t2\n';
  const image = (name: string, number: string) => ({ path: `lfw/${name}/${name}_${number}.webp` });
  const images = [image('Ann', '0001'), image('Ann', '0002'), image('Bob', '0003'), image('Bob', '0012')];

  it('has folds of genuine and impostor pairs', () => {
    expect(isLfwList(text)).toBe(true);
    expect(isLfwList(`${HEADER}\n`)).toBe(false);
    const { folds, pairs } = parseLfwPairs(text, 'pairs.txt');
    expect(folds).toBe(2);
    expect(pairs).toEqual([
      { first: 'Ann/Ann_0001', second: 'Ann/Ann_0002', genuine: true, fold: 0 },
      { first: 'Ann/Ann_0001', second: 'Bob/Bob_0003', genuine: false, fold: 0 },
      { first: 'Bob/Bob_0003', second: 'Bob/Bob_0012', genuine: true, fold: 1 },
      { first: 'Bob/Bob_0012', second: 'Ann/Ann_0002', genuine: false, fold: 1 },
    ]);
  });

  it('finds images whatever their extension, and tells which were not held back', () => {
    const { pairs, dropped, notHeldBack } = findLfwRecords(
      parseLfwPairs(text, 'pairs.txt'),
      memoryDataset(images.map((one, at) => ({ ...one, split: at === 1 ? 'train' : 'test' }))),
    );
    expect(pairs.map(({ first, second }) => [first, second])).toEqual([
      [0, 1],
      [0, 2],
      [2, 3],
      [3, 1],
    ]);
    expect({ dropped, notHeldBack }).toEqual({ dropped: 0, notHeldBack: 2 });
  });

  it('refuses lists and datasets that are not whole', () => {
    expect(() => findLfwRecords(parseLfwPairs(text, 'p'), memoryDataset(images.slice(0, 3)))).toThrow(
      /lacks the images of fold 2/,
    );
    expect(() => parseLfwPairs('2 2\nAnn 1 2\n', 'p.txt')).toThrow(/p.txt.*promises 2 folds.*1 pairs follow/);
    expect(() => parseLfwPairs('2 1\nAnn 1 2\nAnn 1 Bob\n', 'p.txt')).toThrow(/line 3/);
    expect(() => parseLfwPairs('Ann 1 2\n', 'p.txt')).toThrow(/first line must be two numbers/);
  });
});

describe('listPairFolders', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facegate-pairs-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = async (...path: string[]): Promise<void> => {
    await mkdir(join(folder, ...path.slice(0, -1)), { recursive: true });
    await writeFile(join(folder, ...path), '');
  };

  it('lists pairs by number, with what is there of each', async () => {
    await put('10', '0.jpg');
    await put('10', '1.webp');
    await put('10', '1.png');
    await put('00000009', '1.jpg');
    await put('notes', '0.jpg');
    await put('11.txt');
    expect((await listPairFolders(folder)).pairs).toEqual([
      { id: '00000009', photos: [null, join(folder, '00000009', '1.jpg')] },
      { id: '00000010', photos: [join(folder, '10', '0.jpg'), join(folder, '10', '1.png')] },
    ]);
  });

  it('looks into images/', async () => {
    await put('images', '00000000', '0.png');
    expect((await listPairFolders(folder)).pairs).toEqual([
      { id: '00000000', photos: [join(folder, 'images', '00000000', '0.png'), null] },
    ]);
  });

  it('refuses two folders with one id, no pairs, and no folder', async () => {
    await expect(listPairFolders(folder)).rejects.toThrow(/holds no pairs/);
    await expect(listPairFolders(join(folder, 'gone'))).rejects.toThrow(/gone: there is no such folder/);
    await put('1', '0.jpg');
    await put('001', '0.jpg');
    await expect(listPairFolders(folder)).rejects.toThrow(/1.*have one pair id/);
  });
});
