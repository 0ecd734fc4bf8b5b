/** @file A drill finds its videos by folder, and says what is missing. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findAttacks, findBonaFide } from '../../../scripts/lib/drill/media.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drill-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), '');
  }
}

describe('findAttacks', () => {
  it('takes each sub-folder for a species, in order, and leaves other files alone', async () => {
    await put(
      'print/b.mp4',
      'print/a.MJPEG',
      'print/notes.txt',
      'mask/.hidden.mp4',
      'mask/m.y4m',
      'readme.md',
    );
    const found = await findAttacks(folder);
    expect(found.map(({ species, path }) => [species, basename(path)])).toEqual([
      ['mask', 'm.y4m'],
      ['print', 'a.MJPEG'],
      ['print', 'b.mp4'],
    ]);
  });

  it('names what is not there', async () => {
    await expect(findAttacks(join(folder, 'nowhere'))).rejects.toThrow('nowhere');
    await expect(findAttacks(folder)).rejects.toThrow('no sub-folder');
    await put('print/notes.txt');
    await expect(findAttacks(folder)).rejects.toThrow(/print holds no video/);
  });
});

describe('findBonaFide', () => {
  it('finds videos of no species', async () => {
    await put('one.webm', 'two.webm');
    expect((await findBonaFide(folder)).map(({ species }) => species)).toEqual([null, null]);
  });

  it('refuses an empty folder', async () => {
    await expect(findBonaFide(folder)).rejects.toThrow('holds no video');
  });
});
