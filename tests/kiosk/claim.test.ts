/** @file Whom somebody at the door says they are: a badge number, a whole name, or nobody. */
import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeSubject } from '../../simulator/builders.ts';
import { Badges } from '../../src/kiosk/badges.ts';
import { claimedBy, NOBODY_CLAIMED } from '../../src/kiosk/claim.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { freshStore } from '../storage/support.ts';

const ADA = makeSubject(1, { name: 'Ada Person', badge: '1024' });
const BOB = makeSubject(2, { name: 'Bob', badge: 'K7', suspendedAtMs: 5 });
const TWINS = [makeSubject(3, { name: 'Cy', badge: null }), makeSubject(4, { name: 'cy', badge: null })];
const DI = makeSubject(5, { name: 'Di', badge: '\u0664\u0665' });
const PEOPLE = [ADA, BOB, ...TWINS, DI];

const badges = new Badges();
let store: OpenStore;
beforeAll(async () => {
  ({ store } = await freshStore());
  for (const person of PEOPLE) {
    badges.add(person);
    await store.saveSubject(person, 'enrolled', 1);
  }
});

describe('claimedBy', () => {
  it.each([
    ['1024', ADA.id],
    [' k7 ', BOB.id],
    ['45', DI.id],
    ['  ada   PERSON ', ADA.id],
  ])('knows %s', async (typed, id) => {
    expect(await claimedBy(badges, store, typed)).toBe(id);
  });

  it.each(['9999', 'Ada', 'cy', ''])('takes %s for nobody', async (typed) => {
    expect(await claimedBy(badges, store, typed)).toBe(NOBODY_CLAIMED);
  });
});
