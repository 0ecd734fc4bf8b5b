/** @file Finding people by name and badge, and paging through them. */
import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSubject } from '../../simulator/builders.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { pageOf } from '../../src/ui/elements/paging.ts';
import { freshStore } from './support.ts';

describe('finding people', () => {
  let store: OpenStore;
  beforeAll(async () => {
    ({ store } = await freshStore());
    const people = [
      makeSubject(1, { name: 'Zoë B', badge: 'K7' }),
      makeSubject(2, { name: 'ärger A', badge: null }),
      makeSubject(3, { name: 'Bob Zo', badge: '77' }),
    ];
    for (const person of people) await store.saveSubject(person, 'enrolled', 1);
  });
  const found = async (wanted: string) => store.names(await store.find(wanted));

  it('lists everybody by name, accents and case beside the point', async () => {
    expect(await found('  ')).toEqual(['ärger A', 'Bob Zo', 'Zoë B']);
  });

  it.each([
    ['zoe', ['Zoë B']],
    ['ZO b', ['Bob Zo', 'Zoë B']],
    ['7', ['Bob Zo', 'Zoë B']],
    ['k7 zoë', ['Zoë B']],
    ['nobody', []],
  ])('finds “%s”', async (wanted, names) => {
    expect(await found(wanted)).toEqual(names);
  });

  it('knows a name that was changed, and a person who is gone', async () => {
    const id = makeSubject(4).id;
    await store.saveSubject(makeSubject(4, { name: 'Cay' }), 'enrolled', 1);
    expect(await found('cay')).toEqual(['Cay']);
    await store.changeSubject(id, { name: 'Dot' }, 2);
    expect(await found('cay')).toEqual([]);
    expect(await found('dot')).toEqual(['Dot']);
    await store.eraseSubject(id, 3);
    expect(await found('dot')).toEqual([]);
    expect(await store.names([id])).toEqual([null]);
  });

  it('knows people by their whole name alone', async () => {
    expect(await store.idsNamed('  BOB  zo')).toEqual([makeSubject(3).id]);
    expect(await store.idsNamed('Bob')).toEqual([]);
  });
});

describe('pageOf', () => {
  it('has one empty page for nothing', () => {
    expect(pageOf([], 3, 10)).toEqual({ items: [], page: 0, pages: 1, from: 0, to: 0, total: 0 });
  });

  it('pages through 10,000 without a gap', () => {
    const all = Array.from({ length: 10_000 }, (_, at) => at);
    const seen = new Set<number>();
    for (let page = 0; page < 200; page += 1) {
      const shown = pageOf(all, page, 50);
      expect(shown).toMatchObject({
        page,
        pages: 200,
        from: page * 50 + 1,
        to: page * 50 + 50,
        total: 10_000,
      });
      for (const one of shown.items) seen.add(one);
    }
    expect(seen.size).toBe(10_000);
  });

  it('ends with what is left, and stays on the last page of a list that became shorter', () => {
    expect(pageOf([1, 2, 3, 4, 5], 9, 2)).toEqual({
      items: [5],
      page: 2,
      pages: 3,
      from: 5,
      to: 5,
      total: 5,
    });
    expect(pageOf([1, 2], -1, 2)).toMatchObject({ items: [1, 2], page: 0, pages: 1 });
  });
});
