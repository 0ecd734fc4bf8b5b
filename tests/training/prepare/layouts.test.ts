/** @file Reading data sets' folders: what is found, what is reported, what is refused. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAYOUTS } from '../../../training/prepare/layouts/index.ts';
import type { LayoutName } from '../../../training/prepare/layouts/index.ts';
import type { SourceSet } from '../../../training/prepare/source.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-layouts-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(path: string, content: string | Buffer = ''): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}
const read = (layout: LayoutName): Promise<SourceSet> =>
  LAYOUTS[layout](folder, { workFolder: join(folder, 'work') });
const brief = ({ images }: SourceSet): unknown[] =>
  images.map(({ path, identity, isFake }) => [path, identity, isFake ?? false]);

const POINTS = 'reye_x,reye_y,leye_x,leye_y,nose_x,nose_y,rmouth_x,rmouth_y,lmouth_x,lmouth_y';

describe('folders', () => {
  it('takes reals and fakes of each person, and loose images as people', async () => {
    await Promise.all(
      ['ann/1.jpg', 'ann/real/2.png', 'ann/fake/3.webp', 'guest.jpg'].map((path) => put(path)),
    );
    expect(brief(await read('folders'))).toEqual([
      ['guest.jpg', 'guest.jpg', false],
      ['ann/1.jpg', 'ann', false],
      ['ann/fake/3.webp', 'ann', true],
      ['ann/real/2.png', 'ann', false],
    ]);
  });

  it('reports a point that is no number with its line, and a folder of no kind', async () => {
    await put('ann/1.jpg');
    await put('ann/odd/2.jpg');
    await put(
      'landmarks.csv',
      `path,${POINTS}\nann/1.jpg,1,2,3,4,5,6,7,8,9,10\nann/9.jpg,1,2,x,4,5,6,7,8,9,10\n`,
    );
    const { images, problems } = await read('folders');
    expect(images[0].given?.[4]).toEqual({ x: 9, y: 10 });
    expect(problems.map(({ where }) => where)).toEqual([join(folder, 'landmarks.csv') + ':3', 'ann/odd/']);
  });

  it('refuses an empty folder', async () => {
    await expect(read('folders')).rejects.toThrow('holds no images');
  });
});

describe('kryptonite', () => {
  it('matches labels whatever their zeros, and reports what one side lacks', async () => {
    await put('train/images/000001/0.jpg');
    await put('train/images/000001/1.jpg');
    await put('train/images/000002/5.jpg');
    await put(
      'train/meta.json',
      JSON.stringify({ '00000001/0.jpg': 0, '00000001/1.jpg': 1, '00000003/7.jpg': 0 }),
    );
    const set = await read('kryptonite');
    expect(brief(set)).toEqual([
      ['train/images/000001/0.jpg', 'kryptonite-1', false],
      ['train/images/000001/1.jpg', 'kryptonite-1', true],
    ]);
    expect(set.problems.map(({ what }) => what)).toEqual([
      'meta.json does not say whether it is a fake',
      'the image of 3/7 is missing',
    ]);
  });

  it('says what is wrong with meta.json', async () => {
    await put('images/1/0.jpg');
    await put('meta.json', '{"1/0.jpg": "fake"}');
    await expect(read('kryptonite')).rejects.toThrow('is not of the form');
  });
});

describe('celeba', () => {
  it('names people by number', async () => {
    await put('h00012/7.webp');
    await put('c00012/8.webp');
    const { images } = await read('celeba');
    expect(images.map(({ identity }) => identity)).toEqual(['celeba-00012', 'celeba-00012']);
  });

  it('reads the set as published', async () => {
    await put('identity_CelebA.txt', '000001.jpg 2880\n000002.jpg\n');
    await put('img_align_celeba/000001.jpg');
    const set = await read('celeba');
    expect(brief(set)).toEqual([['img_align_celeba/000001.jpg', 'celeba-02880', false]]);
    expect(set.problems[0].where).toContain('identity_CelebA.txt:2');
  });
});

describe('dfdc-frames', () => {
  const columns = `path,${POINTS},pseudo_id,person,group,label,original_video`;

  it('gives a frame its person under any label, a fake the clip that it was made of, and groups', async () => {
    await put(
      'index.csv',
      `${columns}\nd1/fake/b.jpg,1,2,3,4,5,6,7,8,9,10,d1,d7,4,fake,a\nd1/real/a.jpg,1,2,3,4,5,6,7,8,9,10,d2,d7,4,real,\n`,
    );
    const { images } = await read('dfdc-frames');
    expect(images.map(({ identity, clip, group, isFake }) => [identity, clip, group, isFake])).toEqual([
      ['dfdc-d7', 'a', 'dfdc-group-4', true],
      ['dfdc-d7', 'a', 'dfdc-group-4', false],
    ]);
  });

  it('names a missing column', async () => {
    await put('index.csv', 'path,label\nx.jpg,real\n');
    await expect(read('dfdc-frames')).rejects.toThrow('has no column reye_x');
  });
});

describe('pairs and pair lists', () => {
  it('finds the two images of each pair', async () => {
    await Promise.all(
      ['images/00000001/0.jpg', 'images/00000001/1.png', 'images/00000002/0.jpg'].map((p) => put(p)),
    );
    const { images, problems } = await read('pairs');
    expect(images.map(({ path, split }) => [path, split])).toEqual([
      ['images/00000001/0.jpg', 'test'],
      ['images/00000001/1.png', 'test'],
    ]);
    expect(problems).toEqual([{ where: 'images/00000002', what: 'it lacks image 0 or image 1' }]);
  });

  it('makes people of genuine pairs', async () => {
    await put(
      'pairs.csv',
      'label;pathB;pathA;deepfake_b;deepfake_a\n1;b;.\\a;0;0\n1;c;b;0;0\n0;x\\d;a;1;0\n',
    );
    const { images, problems } = await read('pair-csv');
    expect(images.map(({ path, isFake }) => [path, isFake])).toEqual([
      ['a', false],
      ['b', false],
      ['c', false],
      ['x/d', true],
    ]);
    const identities = images.map(({ identity }) => identity);
    expect(new Set(identities.slice(0, 3)).size).toBe(1);
    expect(identities[3]).not.toBe(identities[0]);
    expect(problems).toEqual([]);
  });

  it('refuses a list by its faulty lines', async () => {
    await put(
      'pairs.csv',
      'pathA,pathB,label,deepfake_a,deepfake_b\na,b,1,0,0\nb,c,1,0,0\na,c,0,0,0\na,e,2,0,0\n/x/f,b,0,0,0\n',
    );
    await expect(read('pair-csv')).rejects.toThrow(
      /pairs.csv cannot be used:\nline 4: .*lines 2, 3 make.*\nline 5: the label "2".*\nline 6: \/x\/f must be relative/,
    );
  });
});

function hasFfmpeg(): boolean {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('dfdc-videos', () => {
  it.skipIf(!hasFfmpeg())(
    'takes 32 frames of each video, once, and reports what cannot be read',
    async () => {
      await put('part/metadata.json', '');
      const video = join(folder, 'part', 'aa.mp4');
      const source = ['-f', 'lavfi', '-i', 'testsrc=duration=4:size=64x64:rate=25'];
      execFileSync('ffmpeg', ['-v', 'error', ...source, video]);
      await put('part/bb.mp4', 'no video');
      await put(
        'part/metadata.json',
        JSON.stringify({
          'aa.mp4': { label: 'REAL' },
          'bb.mp4': { label: 'FAKE', original: 'aa.mp4' },
          'cc.mp4': { label: 'FAKE', original: 'aa.mp4' },
        }),
      );
      const { images, problems } = await read('dfdc-videos');
      expect(images).toHaveLength(32);
      expect(new Set(images.map(({ identity }) => identity))).toEqual(new Set(['dfdc-aa']));
      expect(problems.map(({ where }) => where)).toEqual([
        join(folder, 'part/bb.mp4'),
        join(folder, 'part/cc.mp4'),
      ]);
      // The first and the last frame are far apart: the whole video is covered.
      expect(images[0].path).toContain('001.jpg');
      expect((await read('dfdc-videos')).images).toEqual(images);
    },
  );
});
