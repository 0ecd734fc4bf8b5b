/** @file Whatever lies in a folder is a photo, a folder, or has its own line, the same in every command. */
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPeople } from '../../../scripts/lib/enroll/people.ts';
import { readPlan } from '../../../scripts/lib/models/calibration/read-plan.ts';
import { listFolder, readPeople } from '../../../scripts/lib/photos/photo-files.ts';
import { readPhoto } from '../../../scripts/lib/photos/read-photo.ts';
import { LAYOUTS } from '../../../training/prepare/layouts/index.ts';
import { listPairFolders } from '../../../training/submission/pair-folders.ts';

let folder: string;
const at = (...path: string[]): string => join(folder, ...path);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-folders-'));
});
afterEach(() => rm(folder, { recursive: true }));

const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');
const HEIC = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
const MOVIE = Buffer.from('\0\0\0\x14ftypqt  \0\0\0\0qt  ', 'latin1');

let number = 0;

async function put(path: string, content: Buffer | string = photo()): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), content);
}

/** No two are alike: a photo of two people is refused where models are calibrated. */
function photo(): Buffer {
  number += 1;
  return Buffer.concat([JPEG, Buffer.from(String(number))]);
}

/** All that people, cameras and systems leave behind, in the folders 1 and 2 of two people and beside them. */
async function fill(): Promise<void> {
  await put('1/0.JPG');
  await put('1/1.jpeg');
  await put('1/without-ending');
  await put('1/looks.heic');
  await put('1/phone.heic', HEIC);
  await put('1/PHONE', HEIC);
  await put('1/clip.MOV', MOVIE);
  await put('1/notes.txt', 'a note');
  await put('1/nothing', '');
  await put('1/.DS_Store');
  await put('1/._0.jpg');
  await put('1/Thumbs.db');
  await put('1/line\nbreak.jpg');
  await put('1/deeper/0.jpg');
  await symlink(at('elsewhere'), at('1', 'gone.jpg'));
  await symlink('round', at('1', 'round'));
  await symlink(folder, at('1', 'up'));
  await symlink(at('2', '0.png'), at('1', 'linked.png'));
  await put('2/0.png');
  await put('2/1.webp');
  await mkdir(at('3'));
  await put('.hidden/0.jpg');
  await mkdir(at('real'));
  await put('real/inside/0.jpg');
  await put('real/inside/1.jpg');
  await symlink(at('real', 'inside'), at('4'));
  await symlink('nowhere', at('5'));
  await symlink('6', at('6'));
  await put('list.pdf', '%PDF-1.7');
}

const HEIC_LINE = expect.stringMatching(/^a HEIC photo.*save it as JPEG or PNG/) as string;

/** The line of everything that is no photo of a person. */
const LINES: Readonly<Record<string, string>> = {
  '.hidden': 'hidden',
  '1/.DS_Store': 'hidden',
  '1/._0.jpg': 'hidden',
  '1/Thumbs.db': 'hidden',
  '1/PHONE': HEIC_LINE,
  '1/phone.heic': HEIC_LINE,
  '1/clip.MOV': 'a video, not a photo: save one of its frames as JPEG or PNG',
  '1/deeper/': expect.stringContaining('a folder within a person’s folder') as string,
  '1/gone.jpg': 'a link to nothing',
  '1/line\nbreak.jpg': 'its name holds a control character or no text: rename it',
  '1/notes.txt': 'not a photo',
  '1/nothing': 'it is empty',
  '1/round': 'a link to itself',
  '1/up': 'a link back to a folder that it lies in',
  '3/': 'it holds no photo',
  '5': 'a link to nothing',
  '6': 'a link to itself',
  'list.pdf': 'a document, not a photo: save its photo as JPEG or PNG',
  'real/inside/': expect.stringContaining('a folder within a person’s folder') as string,
};

const PHOTOS = {
  1: ['1/0.JPG', '1/1.jpeg', '1/linked.png', '1/looks.heic', '1/without-ending'],
  2: ['2/0.png', '2/1.webp'],
  4: ['4/0.jpg', '4/1.jpg'],
};

const linesOf = (skipped: readonly { readonly path: string; readonly why: string }[]): unknown =>
  Object.fromEntries(skipped.map(({ path, why }) => [path, why]));

describe('readPeople', () => {
  it('follows links, looks into files of an unknown ending, and gives all else its line', async () => {
    await fill();
    const { people, loose, skipped } = await readPeople(folder);
    expect(Object.fromEntries(people.map(({ name, photos }) => [name, photos]))).toEqual(PHOTOS);
    expect(loose).toEqual([]);
    expect(linesOf(skipped)).toEqual({ ...LINES, 'real/': 'it holds no photo' });
    expect(skipped).toHaveLength(Object.keys(LINES).length + 1);
  });

  it('is the reader of every command', async () => {
    await fill();
    const enrolled = await findPeople(folder);
    expect(Object.fromEntries(enrolled.people.map(({ name, photos }) => [name, photos]))).toEqual(PHOTOS);
    const lines = linesOf(enrolled.skipped);
    expect(lines).toEqual({ ...LINES, 'real/': 'it holds no photo' });
    // The photo that 1 links to is one of 2; and a threshold wants a thousand pairs of two people.
    await rm(at('1', 'linked.png'));
    for (let person = 10; person < 60; person += 1) await put(`${person}/0.jpg`);
    expect(linesOf((await readPlan({ people: folder })).skipped)).toEqual(lines);
    for (const layout of ['folders', 'lfw', 'pairs'] as const) {
      const { problems } = await LAYOUTS[layout](folder, { workFolder: at('work') });
      const told = linesOf(problems.map(({ where, what }) => ({ path: where, why: what })));
      expect(told, layout).toMatchObject(LINES);
    }
    expect(linesOf((await listPairFolders(folder)).skipped)).toMatchObject(lines as object);
  });

  it('says where an account may not look', async () => {
    await put('1/0.jpg');
    await put('2/0.jpg');
    await chmod(at('2'), 0);
    try {
      // The superuser may look everywhere.
      const { skipped } = await readPeople(folder);
      if (process.getuid?.() !== 0)
        expect(linesOf(skipped)).toEqual({ '2/': 'this account may not read it' });
    } finally {
      await chmod(at('2'), 0o700);
    }
  });

  it('names a folder that is none', async () => {
    await put('file');
    await expect(listFolder(at('file'))).rejects.toThrow('it is a file. Name a folder of photos');
    await expect(readPeople(at('no'))).rejects.toThrow('there is no such folder');
  });
});

it('says why the bytes of a photo cannot be read', async () => {
  await symlink('round.jpg', at('round.jpg'));
  await expect(readPhoto(at('no.jpg'))).rejects.toThrow(/^there is no such file$/);
  await expect(readPhoto(folder)).rejects.toThrow(/^it is a folder, not a photo$/);
  await expect(readPhoto(at('round.jpg'))).rejects.toThrow(/^a link to itself$/);
  await expect(readPhoto(at(`${'x'.repeat(300)}.jpg`))).rejects.toThrow(/^its name is too long$/);
});
