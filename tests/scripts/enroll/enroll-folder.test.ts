/**
 * @file Enrolling a folder: who is in it, who is chosen, and what is said of each file.
 */
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { operatingPoint } from '../../../simulator/builders.ts';
import { choosePeople, namesOfLookAlikes, type Candidate } from '../../../src/core/photos/choose-people.ts';
import { groupByPerson } from '../../../src/core/photos/group-by-person.ts';
import { readFolderIds } from '../../../scripts/lib/enroll/folder-ids.ts';
import { findPeople } from '../../../scripts/lib/enroll/people.ts';
import {
  describeFiles,
  describeLookAlikes,
  describeTotals,
  fileReports,
} from '../../../scripts/lib/enroll/report.ts';

describe('groupByPerson', () => {
  it('takes a file’s or a folder’s name as the person’s, underscores as spaces', () => {
    const { people, nameless } = groupByPerson([
      'Alpha_One.jpg',
      'Alpha_One.png',
      'Beta/x_y.jpg',
      'Beta/z.jpg',
      'Dot.in.name.webp',
    ]);
    expect(people).toEqual([
      { name: 'Alpha One', photos: ['Alpha_One.jpg', 'Alpha_One.png'] },
      { name: 'Beta', photos: ['Beta/x_y.jpg', 'Beta/z.jpg'] },
      { name: 'Dot.in.name', photos: ['Dot.in.name.webp'] },
    ]);
    expect(nameless).toEqual([]);
  });

  it('skips what is nobody’s name', () => {
    const { people, nameless } = groupByPerson(['___.jpg', `${'x'.repeat(81)}/a.jpg`]);
    expect(people).toEqual([]);
    expect(nameless.map(({ why, byFolder }) => [why, byFolder])).toEqual([
      ['nameMissing', false],
      ['nameTooLong', true],
    ]);
  });
});

describe('findPeople', () => {
  it('names everything that it skips', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'facegate-test-'));
    try {
      await mkdir(join(folder, 'Beta', 'deeper'), { recursive: true });
      await mkdir(join(folder, 'Empty'));
      await mkdir(join(folder, '.hidden'));
      for (const file of ['Alpha.JPG', '.x.jpg', 'notes.txt', 'Beta/1.png', 'Beta/.y']) {
        await writeFile(join(folder, file), 'words');
      }
      const { people, skipped } = await findPeople(folder);
      expect(people).toEqual([
        { name: 'Alpha', photos: ['Alpha.JPG'] },
        { name: 'Beta', photos: ['Beta/1.png'] },
      ]);
      expect(Object.fromEntries(skipped.map(({ path, why }) => [path, why]))).toEqual({
        '.hidden': 'hidden',
        '.x.jpg': 'hidden',
        'notes.txt': 'not a photo',
        'Beta/.y': 'hidden',
        'Beta/deeper/': 'a folder within a person’s folder',
        'Empty/': 'it holds no photo',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
    await expect(findPeople(folder)).rejects.toThrow('there is no such folder');
  });
});

describe('readFolderIds', () => {
  const inFolder = async (work: (folder: string) => Promise<void>) => {
    const folder = await mkdtemp(join(tmpdir(), 'facegate-test-'));
    try {
      await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  it('gives a folder’s people the same ids each time, also under another name of the folder', () =>
    inFolder(async (folder) => {
      const first = await readFolderIds(folder);
      expect(first.kept).toBe(true);
      const ids = ['Ada', 'Bob'].map((name) => first.idOf(name));
      expect(new Set(ids).size).toBe(2);
      for (const id of ids)
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
      await rename(folder, `${folder}-2`);
      const again = await readFolderIds(`${folder}-2`);
      expect(['Ada', 'Bob'].map((name) => again.idOf(name))).toEqual(ids);
      expect((await findPeople(`${folder}-2`)).skipped).toEqual([]);
      await rm(`${folder}-2`, { recursive: true });
    }));

  it('gives people of another folder other ids, so that nobody can tell a name from an id', () =>
    inFolder((one) =>
      inFolder(async (other) => {
        const [first, second] = [await readFolderIds(one), await readFolderIds(other)];
        expect(first.idOf('Ada')).not.toBe(second.idOf('Ada'));
      }),
    ));

  it('says so where the ids cannot be kept, and refuses a damaged file', () =>
    inFolder(async (folder) => {
      expect((await readFolderIds(join(folder, 'gone'))).kept).toBe(false);
      await writeFile(join(folder, '.facegate-folder'), 'x');
      await expect(readFolderIds(folder)).rejects.toThrow('is damaged. Remove it');
    }));
});

const EMBEDDER = {
  sha256: 'a'.repeat(64),
  dimension: 3,
  operatingPoints: [operatingPoint(0.1, 0.5), operatingPoint(0.001, 0.7)],
};

/** A unit vector: an angle in the plane, lifted out of it by another. */
function at(degrees: number, liftDegrees = 0): Float32Array {
  const [angle, lift] = [degrees, liftDegrees].map((value) => (value * Math.PI) / 180);
  return Float32Array.of(Math.cos(lift) * Math.cos(angle), Math.cos(lift) * Math.sin(angle), Math.sin(lift));
}
const person = (name: string, ...embeddings: Float32Array[]): Candidate => ({
  name,
  photos: embeddings.map((embedding, index) => ({
    path: `${name}/${index}.jpg`,
    embedding,
    overall: 1 - index / 10,
  })),
});

describe('choosePeople', () => {
  it('enrols people who are far enough from each other', () => {
    const { chosen, refused } = choosePeople(
      [person('Alpha', at(0)), person('Beta', at(90))],
      EMBEDDER,
      0.001,
    );
    expect(chosen.map(({ name, used, lookAlikes }) => ({ name, used, lookAlikes }))).toEqual([
      { name: 'Alpha', used: ['Alpha/0.jpg'], lookAlikes: [] },
      { name: 'Beta', used: ['Beta/0.jpg'], lookAlikes: [] },
    ]);
    expect(chosen[0].template).toMatchObject({ modelSha256: EMBEDDER.sha256, dimension: 3 });
    expect(refused).toEqual([]);
  });

  it('refuses whoever looks the same as somebody before, and warns of look-alikes', () => {
    // 20° is a cosine of 0.94, above any threshold; 50° is 0.64, between the two.
    const { chosen, refused } = choosePeople(
      [person('Alpha', at(0)), person('Copy', at(20)), person('Delta', at(-50))],
      EMBEDDER,
      0.002,
    );
    expect(chosen.map(({ name, lookAlikes }) => [name, lookAlikes])).toEqual([
      ['Alpha', []],
      ['Delta', ['Alpha']],
    ]);
    expect(refused).toEqual([{ path: 'Copy/0.jpg', why: { kind: 'known', name: 'Copy', as: ['Alpha'] } }]);
  });

  it('leaves out a stranger among a person’s photos, and a photo that adds nothing', () => {
    const ada = person('Alpha', at(0), at(15), at(0, 15), at(0), at(0, 90));
    const { chosen, refused } = choosePeople([ada], EMBEDDER, 0.001);
    expect(chosen).toHaveLength(1);
    expect(chosen[0].used).toEqual(['Alpha/0.jpg', 'Alpha/1.jpg', 'Alpha/2.jpg']);
    expect(chosen[0].spare).toEqual(['Alpha/3.jpg']);
    expect(refused).toEqual([{ path: 'Alpha/4.jpg', why: { kind: 'unlikeOthers', name: 'Alpha' } }]);
  });

  it('refuses all photos when two show different people: nobody can say which is right', () => {
    const { chosen, refused } = choosePeople([person('Alpha', at(0), at(90))], EMBEDDER, 0.001);
    expect(chosen).toEqual([]);
    expect(refused.map(({ path }) => path)).toEqual(['Alpha/0.jpg', 'Alpha/1.jpg']);
  });

  it('has nothing to choose from nobody', () => {
    expect(choosePeople([], EMBEDDER, 0.001)).toEqual({ chosen: [], refused: [] });
  });
});

describe('reports', () => {
  const chosen = choosePeople(
    [person('Alpha', at(0), at(1)), person('Beta', at(50))],
    EMBEDDER,
    0.002,
  ).chosen;
  const reports = fileReports(
    { skipped: [{ path: 'a\u001b[2J.txt', why: 'not a photo' }] },
    { chosen, refused: [{ path: 'Gamma.jpg', why: 'it is blurred' }] },
  );

  it('says one thing of every file, in the order of their paths', () => {
    expect(describeFiles(reports)).toEqual([
      'accepted  Alpha/0.jpg  Alpha',
      'spare     Alpha/1.jpg  Alpha: it adds nothing to the others',
      'accepted  Beta/0.jpg  Beta',
      'refused   Gamma.jpg  it is blurred',
      'skipped   a\uFFFD[2J.txt  not a photo',
    ]);
    expect(describeTotals(reports, 2)).toBe(
      '2 people enrolled from 2 photos; 1 spare, 1 refused, 1 skipped.',
    );
    expect(describeLookAlikes({ chosen }, true)).toEqual([
      'Look-alikes: Beta may now and then be taken for Alpha. Both are enrolled, and enter by the face alone, as you said.',
    ]);
    const [asked] = describeLookAlikes({ chosen }, false);
    expect(asked).toContain('the door asks for badge or PIN after the face. Give each one under People');
    expect([...namesOfLookAlikes(chosen)].sort()).toEqual(['Alpha', 'Beta']);
  });
});
