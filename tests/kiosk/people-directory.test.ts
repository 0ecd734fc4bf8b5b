/** @file Finding and paging people, few and ten thousand. */
import { describe, expect, it } from 'vitest';
import { makeSubject } from '../../simulator/builders.ts';
import { pageOf } from '../../src/ui/elements/paging.ts';
import { PeopleDirectory } from '../../src/kiosk/people-directory.ts';

const names = (directory: PeopleDirectory, wanted: string) => directory.find(wanted).map(({ name }) => name);

describe('PeopleDirectory', () => {
  const directory = new PeopleDirectory([
    makeSubject(1, { name: 'Zoë B', badge: 'K7' }),
    makeSubject(2, { name: 'ärger A', badge: null }),
    makeSubject(3, { name: 'Bob Zo', badge: '77' }),
  ]);

  it('lists everybody by name, accents and case beside the point', () => {
    expect(names(directory, '  ')).toEqual(['ärger A', 'Bob Zo', 'Zoë B']);
  });

  it.each([
    ['zoe', ['Zoë B']],
    ['ZO b', ['Bob Zo', 'Zoë B']],
    ['7', ['Bob Zo', 'Zoë B']],
    ['k7 zoë', ['Zoë B']],
    ['nobody', []],
  ])('finds “%s”', (wanted, found) => {
    expect(names(directory, wanted)).toEqual(found);
  });

  it('finds each of 10,000 people, and pages through them all without a gap', () => {
    const subjects = Array.from({ length: 10_000 }, (_, at) =>
      makeSubject(at, { name: `Person ${at}`, badge: `B${at}` }),
    );
    const everybody = new PeopleDirectory(subjects);
    expect(names(everybody, 'b9999 person')).toEqual(['Person 9999']);
    const found = everybody.find('');
    const seen = new Set<string>();
    for (let page = 0; page < 200; page += 1) {
      const shown = pageOf(found, page, 50);
      expect(shown).toMatchObject({
        page,
        pages: 200,
        from: page * 50 + 1,
        to: page * 50 + 50,
        total: 10_000,
      });
      for (const { id } of shown.items) seen.add(id);
    }
    expect(seen.size).toBe(10_000);
  });
});

describe('pageOf', () => {
  it('has one empty page for nothing', () => {
    expect(pageOf([], 3, 10)).toEqual({ items: [], page: 0, pages: 1, from: 0, to: 0, total: 0 });
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
