/**
 * @file Pair lists and their similarities: hand-made lists, counted by hand.
 */
import { describe, expect, it } from 'vitest';
import { pairsOfPeople, parsePairs } from '../../../../scripts/lib/models/calibration/pairs.ts';
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
  it('reads labels in every spelling, quotes, a heading, comments and a byte order mark', () => {
    const text =
      '\uFEFFleft,right,Label\r\n# a comment\n\na.jpg, b.jpg ,1\n"c, the ""third"".jpg",a.jpg,Different\n/x/d.jpg,b.jpg,SAME\n';
    const plan = parsePairs(text, '/photos');
    expect(plan.photos).toEqual(['/photos/a.jpg', '/photos/b.jpg', '/photos/c, the "third".jpg', '/x/d.jpg']);
    expect([...plan.pairs]).toEqual([
      { first: 0, second: 1, genuine: true },
      { first: 2, second: 0, genuine: false },
      { first: 3, second: 1, genuine: true },
    ]);
    expect([plan.genuinePairs, plan.impostorPairs]).toEqual([2, 1]);
  });

  it('names the faulty lines, and no more than a few of them', () => {
    expect(() => parsePairs('a,b,1\na,b\na,b,maybe\n,b,0', '/')).toThrow(
      /line 2: must be path,path,label\nline 3: the label "maybe" .*\nline 4: must be/,
    );
    expect(() => parsePairs('x\n'.repeat(9), '/')).toThrow(/line 5: .*\nand 4 more$/);
  });

  it('takes an empty list for no pairs', () => {
    expect(parsePairs('', '/')).toMatchObject({ photos: [], genuinePairs: 0, impostorPairs: 0 });
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
