/** @file Who is one person, who shares a group, and how places and people are dealt. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng/rng.ts';
import { dealPeople } from '../../../training/samplers/deal-people.ts';
import { mixSeed } from '../../../training/samplers/mix-seed.ts';
import { createPools } from '../../../training/samplers/pool.ts';
import { dividePlaces, sharesOf } from '../../../training/samplers/shares.ts';
import { take } from '../../../training/samplers/take.ts';
import { crowd, datasetOf } from '../memory-dataset.ts';

describe('createPools', () => {
  it('takes one split, and numbers people, groups and clips over all pools', () => {
    const a = datasetOf('a', [
      { name: 'ann', reals: 2, fakes: 1 },
      { name: 'bob', reals: 1, split: 'test' },
      { name: 'cat', reals: 3 },
    ]);
    const b = datasetOf('b', [{ name: 'dan', reals: 2 }]);
    const pools = createPools([[a], [b]]);
    expect(pools.map(({ people }) => people.map(({ name }) => name))).toEqual([['ann', 'cat'], ['dan']]);
    const people = pools.flatMap((pool) => pool.people);
    expect(people.map(({ identity }) => identity)).toEqual([0, 1, 2]);
    expect(new Set(people.map(({ group }) => group)).size).toBe(3);
    const [ann, , dan] = people;
    expect(ann.fakes.map(({ dataset, index, clip }) => [dataset, index, clip])).toEqual([[0, 2, 0]]);
    expect(dan.reals.map(({ dataset, index }) => [dataset, index])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    const clips = people.flatMap(({ reals }) => reals.map(({ clip }) => clip));
    expect(new Set(clips).size).toBe(clips.length);
  });

  it('joins one person of two datasets of a pool, and the groups that he links', () => {
    const half = datasetOf('half', [
      { name: 'h1', reals: 1, group: 4 },
      { name: 'h2', reals: 1, group: 5 },
    ]);
    const small = datasetOf('small', [
      { name: 'h1', reals: 2, group: 9 },
      { name: 'h3', reals: 1, group: 9 },
    ]);
    const [{ people }] = createPools([[half, small]]);
    expect(people.map(({ name, reals }) => [name, reals.length])).toEqual([
      ['h1', 3],
      ['h2', 1],
      ['h3', 1],
    ]);
    const [h1, h2, h3] = people;
    expect(h3.group).toBe(h1.group);
    expect(h2.group).not.toBe(h1.group);
  });

  it('keeps people of one name in different pools apart', () => {
    const pools = createPools([
      [datasetOf('a', [{ name: '1', reals: 1, group: 0 }])],
      [datasetOf('b', [{ name: '1', reals: 1, group: 0 }])],
    ]);
    expect(pools[0].people[0].identity).not.toBe(pools[1].people[0].identity);
    expect(pools[0].people[0].group).not.toBe(pools[1].people[0].group);
  });

  it('refuses a person who is trained on in one dataset and tested on in another', () => {
    const a = datasetOf('a', [{ name: 'h1', reals: 1 }]);
    const b = datasetOf('b', [{ name: 'h1', reals: 1, split: 'test' }]);
    expect(() => createPools([[a, b]])).toThrow(/"h1" is for train in packed\/a and for test in packed\/b/);
  });
});

describe('dealPeople', () => {
  it('deals everybody once and never two of a group into a batch', () => {
    const people = createPools([
      [datasetOf('a', [...crowd('g', 10, { reals: 1, group: 7 }), ...crowd('p', 30, { reals: 1 })])],
    ])[0].people;
    const batches = dealPeople(
      createRng(5),
      people,
      Array.from({ length: 10 }, () => 4),
    );
    expect(new Set(batches.flat())).toEqual(new Set(people));
    for (const batch of batches) {
      expect(batch).toHaveLength(4);
      expect(new Set(batch.map(({ group }) => group)).size).toBe(4);
    }
  });

  it('fills the batches when a group has more people than there are batches', () => {
    const people = createPools([
      [datasetOf('a', [...crowd('g', 20, { reals: 1, group: 7 }), ...crowd('p', 4, { reals: 1 })])],
    ])[0].people;
    const batches = dealPeople(
      createRng(5),
      people,
      Array.from({ length: 6 }, () => 4),
    );
    for (const batch of batches) expect(new Set(batch.map(({ group }) => group)).size).toBe(4);
  });

  it('refuses batches that want more groups than there are', () => {
    const { people } = createPools([[datasetOf('a', crowd('g', 8, { reals: 1, group: 7 }))]])[0];
    expect(() => dealPeople(createRng(5), people, [2])).toThrow(
      /2 people who are surely different, the pool has 1/,
    );
  });
});

describe('places and draws', () => {
  it('gives whole batches to the shares, exactly so over many', () => {
    const places = dividePlaces([1, 2.5, 0], 4, 70);
    expect(places.every((batch) => batch[0] + batch[1] === 4)).toBe(true);
    expect(places.reduce((sum, batch) => sum + batch[0], 0)).toBe(80);
    expect(places.every(([first]) => first === 1 || first === 2)).toBe(true);
  });

  it('refuses shares that do not fit', () => {
    expect(() => sharesOf([1], [3, 4])).toThrow(/2 numbers/);
    expect(() => sharesOf([0, 0], [3, 4])).toThrow(/all 0/);
    expect(() => sharesOf([1, 1], [3, 0])).toThrow(/shares\[1\]/);
  });

  it('takes each item once before any twice', () => {
    expect(take(createRng(1), [1, 2, 3], 2)).toHaveLength(2);
    const counts = [1, 2, 3].map((item) => take(createRng(1), [1, 2, 3], 8).filter((x) => x === item).length);
    expect(counts.every((count) => count === 2 || count === 3)).toBe(true);
    expect(take(createRng(1), [], 3)).toEqual([]);
  });

  it('mixes seeds so that order and neighbours count', () => {
    const seeds = new Set<number>();
    for (let a = 0; a < 60; a += 1) for (let b = 0; b < 60; b += 1) seeds.add(mixSeed(a, b));
    expect(seeds.size).toBe(3600);
    expect(mixSeed(1)).not.toBe(mixSeed(1, 0));
  });
});
