/** @file Which edition runs, waits and stays: nothing is lost that still works, and nothing that failed comes again. */
import { describe, expect, it } from 'vitest';
import {
  begin,
  type Edition,
  type Editions,
  goBack,
  kept,
  MAX_UNPROVEN_STARTS,
  NO_EDITIONS,
  offer,
  prove,
  takeOver,
} from '../../src/sw/editions.ts';

function edition(name: string, lists: Edition['lists'] = { manifest: name, status: '' }): Edition {
  return { files: { 'index.html': `https://kiosk.example/index.html?revision=${name}` }, lists };
}

const [one, two, three] = ['one', 'two', 'three'].map((name) => edition(name));
const running: Editions = { ...NO_EDITIONS, current: one };
const unproven = takeOver({ ...running, next: two });

describe('takeOver', () => {
  it('starts the first edition with nothing to go back to', () => {
    expect(takeOver({ ...NO_EDITIONS, next: one })).toEqual(running);
  });

  it('keeps what ran before until the new one has proved itself', () => {
    expect(unproven).toMatchObject({ current: two, next: null, previous: one });
    expect(kept(unproven)).toEqual([two, one]);
    expect(kept(prove(unproven))).toEqual([two]);
  });

  it('keeps the last one that worked when an unproven one is followed by a third', () => {
    expect(takeOver({ ...unproven, next: three })).toMatchObject({ current: three, previous: one });
  });

  it('does not go back to an edition without its models', () => {
    const bare = { ...NO_EDITIONS, current: edition('bare', null), next: two };
    expect(takeOver(bare).previous).toBeNull();
  });

  it('does nothing when nothing waits', () => {
    expect(takeOver(running)).toBe(running);
  });
});

describe('goBack', () => {
  it('runs the one before again, and does not offer the one that failed again', () => {
    const back = goBack(unproven);
    expect(back).toMatchObject({ current: one, previous: null, rejected: two });
    expect(offer(back, two).next).toBeNull();
    expect(offer(back, three).next).toBe(three);
  });

  it('lets a version that waits wait on', () => {
    expect(goBack({ ...unproven, next: three }).next).toBe(three);
  });

  it('does nothing once the new one has proved itself', () => {
    expect(goBack(prove(unproven))).toEqual(prove(unproven));
  });
});

it('does not offer what runs already', () => {
  expect(offer({ ...running, next: two }, one).next).toBeNull();
});

describe('begin', () => {
  it('gives an edition up that was started too often without passing', () => {
    let editions = unproven;
    for (let start = 0; start < MAX_UNPROVEN_STARTS; start += 1) editions = begin(editions);
    expect(editions.current).toBe(two);
    expect(begin(editions)).toMatchObject({ current: one, rejected: two, unprovenStarts: 0 });
  });

  it('counts nothing while there is no other edition', () => {
    expect(begin(running)).toBe(running);
    expect(begin(prove(begin(unproven)))).toMatchObject({ current: two, unprovenStarts: 0 });
  });
});
