/**
 * @file Pair lists and their similarities: hand-made lists, counted by hand.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  pairsOfPeople,
  parsePairs,
  type PairPlan,
} from '../../../../scripts/lib/models/calibration/pairs.ts';
import { readPlan } from '../../../../scripts/lib/models/calibration/read-plan.ts';
import { similaritiesOf } from '../../../../scripts/lib/models/calibration/similarities.ts';

describe('pairsOfPeople', () => {
  it('makes every pair once, genuine within a person', () => {
    const plan = pairsOfPeople([{ photos: ['a1', 'a2', 'a3'] }, { photos: ['b1'] }, { photos: [] }]);
    expect(plan.photos).toEqual(['a1', 'a2', 'a3', 'b1']);
    expect([...plan.pairs]).toEqual([
      { first: 0, second: 1, genuine: true },
      { first: 0, second: 2, genuine: true },
      { first: 0, second: 3, genuine: false },
      { first: 1, second: 2, genuine: true },
      { first: 1, second: 3, genuine: false },
      { first: 2, second: 3, genuine: false },
    ]);
    expect([plan.genuinePairs, plan.impostorPairs]).toEqual([3, 3]);
    // A second walk sees the same.
    expect([...plan.pairs]).toHaveLength(6);
  });
});

describe('parsePairs', () => {
  const parse = (...lines: string[]) => parsePairs(lines.join('\n'), '/photos/list.csv');
  const brief = ({ photos, pairs }: PairPlan) =>
    [...pairs].map(({ first, second, genuine }) => [photos[first], photos[second], genuine]);
  const TWO = [
    ['/photos/a.jpg', '/photos/b.jpg', true],
    ['/photos/a.jpg', '/photos/c.jpg', false],
  ];

  it('reads labels in every spelling, quotes, a heading, comments and a byte order mark', () => {
    const text =
      '\uFEFFleft,right,Label\r\n# a comment\n\na.jpg, b.jpg ,1\n"c, the ""third"".jpg",a.jpg,Different\n/x/d.jpg,b.jpg,SAME\n';
    const plan = parsePairs(text, '/photos/list.csv');
    expect(plan.photos).toEqual(['/photos/a.jpg', '/photos/b.jpg', '/photos/c, the "third".jpg', '/x/d.jpg']);
    expect([...plan.pairs]).toEqual([
      { first: 0, second: 1, genuine: true },
      { first: 2, second: 0, genuine: false },
      { first: 3, second: 1, genuine: true },
    ]);
    expect(plan).toMatchObject({ genuinePairs: 2, impostorPairs: 1, people: 2, repeated: 0 });
    expect(plan.lines).toEqual([4, 4, 5, 6]);
  });

  it.each([
    ['commas', 'a.jpg,b.jpg,1\na.jpg,c.jpg,0'],
    ['semicolons', 'a.jpg;b.jpg;1\na.jpg;c.jpg;0'],
    ['semicolons, with commas as decimal points', 'a.jpg;b.jpg;1,0\na.jpg;c.jpg;0,0'],
    ['tabs', 'a.jpg\tb.jpg\t1\na.jpg\tc.jpg\t0'],
    ['decimals', 'a.jpg,b.jpg,1.0\na.jpg,c.jpg,0.000'],
    ['−1', 'a.jpg,b.jpg,+1\na.jpg,c.jpg,-1'],
    ['words', 'a.jpg,b.jpg,Same person\na.jpg,c.jpg,non-match'],
    ['yes and no', 'a.jpg,b.jpg,Y\na.jpg,c.jpg,NO'],
    ['backslashes', '.\\a.jpg,.\\b.jpg,1\n/photos/a.jpg,c.jpg,0'],
    ['a heading', 'path,path,label\na.jpg,b.jpg,1\na.jpg,c.jpg,0'],
    ['a heading in another order', 'is_same;image2;image1\n1;b.jpg;a.jpg\n0;c.jpg;a.jpg'],
    ['columns that say nothing', 'fold,Image A,note,Image B,match\n1,a.jpg,x,b.jpg,1\n1,a.jpg,,c.jpg,0'],
    [
      'real photos of a list with deepfakes',
      'pathA,pathB,label,deepfake_a,deepfake_b\na.jpg,b.jpg,1,0,0\na.jpg,c.jpg,0,0,0',
    ],
    ['line ends of Windows and a comment first', '\uFEFF# pairs\r\na.jpg,b.jpg,1\r\na.jpg,c.jpg,0\r\n'],
  ])('reads %s', (_, text) => {
    expect(brief(parse(text))).toEqual(TWO);
  });

  it('reads a path with the other separators in it', () => {
    expect(brief(parse('"a,1.jpg";b, 2.jpg;1', 'a,1.jpg;"c;3.jpg";0'))).toEqual([
      ['/photos/a,1.jpg', '/photos/b, 2.jpg', true],
      ['/photos/a,1.jpg', '/photos/c;3.jpg', false],
    ]);
  });

  it('counts a pair once, also with its sides swapped', () => {
    const plan = parse('a.jpg,b.jpg,1', 'a.jpg,c.jpg,0', 'b.jpg,./a.jpg,same', 'a.jpg,c.jpg,0');
    expect(brief(plan)).toEqual(TWO);
    expect(plan.repeated).toBe(2);
  });

  it.each([
    [
      'a pair with both labels',
      ['a,b,1', 'x,y,0', 'b,a,0'],
      'line 3: it says two persons, line 1 says one person',
    ],
    ['a photo with itself', ['a,b,1', 'a,./a,1'], 'line 2: it compares /photos/a with itself'],
    [
      'strangers whom other lines join',
      ['a,d,0', 'a,b,1', 'x,y,1', 'c,b,1', 'c,d,1'],
      'line 1: it says two persons, but lines 2, 4, 5 make them one',
    ],
    ['a missing path', ['a,b,1', ',b,0'], 'line 2: a path is missing'],
    ['a missing label', ['a,b,1', 'a,c,'], 'line 2: the label "" is none of'],
    ['a missing cell', ['a,b,1', 'a,c'], 'line 2: 2 cells, must be path,path,label'],
    ['a cell too many', ['a,b,1', 'a,c,0,0'], 'line 2: 4 cells, must be path,path,label'],
    ['a similarity for a label', ['a,b,0.87'], 'line 1: the label "0.87" is none of'],
    ['a number of another kind', ['a,b,1', 'a,c,2'], 'line 2: the label "2" is none of'],
    ['another separator further down', ['a,b,1', 'a;c;0'], 'line 2: 1 cells'],
    ['a heading in the middle', ['a,b,1', 'left,right,label'], 'line 2: the label "label" is none of'],
    [
      'a deepfake',
      ['path_a,path_b,label,fake_a,fake_b', 'a,b,1,0,0', 'a,c,0,0,1'],
      'line 3: it shows a deepfake; take it out',
    ],
    ['a heading without a label', ['path_a,path_b,distance', 'a,b,0'], 'line 1: the label "distance"'],
    ['a heading that does not say which', ['file,other_file,thing,label', 'a,b,c,1'], 'line 1: 4 cells'],
    ['blanks between', ['a b 1'], 'line 1: 1 cells, must be path,path,label'],
  ])('refuses %s by its line', (_, lines, message) => {
    expect(() => parse(...lines)).toThrow(message);
  });

  it('names the list and no more than a few faulty lines', () => {
    expect(() => parse(...Array<string>(9).fill('x'))).toThrow(
      /^\/photos\/list.csv cannot be used:\nline 1: [^]*line 5: .*\nand 4 more$/,
    );
  });

  it('says whom a list shows: photos that its pairs join are one person', () => {
    expect(parse('a,b,1', 'b,c,1', 'd,e,0', 'a,d,0').people).toBe(3);
  });

  it('takes an empty list for no pairs', () => {
    expect(parse('')).toMatchObject({ photos: [], genuinePairs: 0, impostorPairs: 0 });
  });
});

describe('readPlan', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facegate-plan-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };

  it('names the lines of photos that are not there', async () => {
    const names = Array.from({ length: 46 }, (_, number) => `${number}.jpg`);
    await Promise.all(names.slice(1).map((name) => put(name, name)));
    await mkdir(join(folder, 'people'));
    const lines = names.flatMap((one, at) => names.slice(at + 1).map((other) => `${one},${other},0`));
    await put('list.csv', ['1.jpg,extra.jpg,1', 'people,2.jpg,0', ...lines].join('\n'));
    const read = readPlan({ pairs: join(folder, 'list.csv') });
    await expect(read).rejects.toThrow(
      /line 1: there is no file .*extra.jpg\nline 2: no file, but a folder .*people\nline 3: there is no file .*0.jpg$/,
    );
  });

  it('refuses one photo under two people, and photos of few people', async () => {
    const people = Array.from({ length: 12 }, (_, number) => `person ${number}`);
    const photos = people.flatMap((person) => [0, 1, 2, 3].map((number) => `${person}/${number}.jpg`));
    await Promise.all(photos.map((photo) => put(photo, photo)));
    const plan = await readPlan({ people: folder });
    expect(plan).toMatchObject({ people: 12, genuinePairs: 72, impostorPairs: 1056 });
    await put('person 3/3.jpg', 'person 5/1.jpg');
    await expect(readPlan({ people: folder })).rejects.toThrow(
      /for two persons.*\n.*person 3\/3.jpg and .*person 5\/1.jpg$/,
    );
    const few = join(folder, 'few');
    await Promise.all(photos.map((photo, at) => put(`few/${at % 2}/${at}.jpg`, photo)));
    await Promise.all(photos.map((photo, at) => put(`few/${at % 2}/more ${at}.jpg`, `more ${photo}`)));
    await expect(readPlan({ people: few })).rejects.toThrow('show 2 people');
  });

  it('wants one source of photos, and says what is wrong with a list', async () => {
    await expect(readPlan({})).rejects.toThrow('either --people FOLDER or --pairs FILE.csv');
    await expect(readPlan({ people: folder, pairs: folder })).rejects.toThrow('either --people');
    await expect(readPlan({ pairs: folder })).rejects.toThrow('it is a folder');
    await expect(readPlan({ pairs: join(folder, 'gone.csv') })).rejects.toThrow('there is no such file');
  });
});

describe('similaritiesOf', () => {
  const at = (degrees: number): Float32Array =>
    Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

  it('compares what was embedded and leaves out the rest', () => {
    const plan = pairsOfPeople([{ photos: ['a', 'b'] }, { photos: ['c', 'd'] }]);
    const { genuine, impostor, impostorPairsAvailable } = similaritiesOf(plan, [at(0), at(60), at(90), null]);
    expect([...genuine]).toEqual([expect.closeTo(0.5, 6)]);
    expect([...impostor]).toEqual([expect.closeTo(0, 6), expect.closeTo(Math.cos(Math.PI / 6), 6)]);
    expect(impostorPairsAvailable).toBe(2);
  });

  it('takes an even selection of impostor pairs beyond the limit, and every genuine pair', () => {
    const people = Array.from({ length: 11 }, (_, index) => ({ photos: [`${index}`] }));
    const plan = pairsOfPeople(people);
    const embeddings = people.map((_, index) => at(index));
    const all = similaritiesOf(plan, embeddings);
    const some = similaritiesOf(plan, embeddings, 5);
    expect(all.impostor).toHaveLength(55);
    expect([...some.impostor]).toEqual([10, 21, 32, 43, 54].map((index) => all.impostor[index]));
    expect(some.impostorPairsAvailable).toBe(55);
  });
});
