/** @file Choosing among many people: nobody is missed, and no face is laid out for the search more than once. */
import { describe, expect, it, vi } from 'vitest';
import { operatingPoint, unitVector } from '../../../simulator/builders.ts';
import { choosePeople, type Candidate } from '../../../src/core/photos/choose-people.ts';
import type * as packing from '../../../src/core/matcher/pack-gallery.ts';
import { packGallery } from '../../../src/core/matcher/pack-gallery.ts';

vi.mock('../../../src/core/matcher/pack-gallery.ts', async (original) => {
  const actual = await original<typeof packing>();
  return { ...actual, packGallery: vi.fn(actual.packGallery) };
});

const DIMENSION = 64;
const PEOPLE = 700;
const EMBEDDER = {
  sha256: 'a'.repeat(64),
  dimension: DIMENSION,
  operatingPoints: [operatingPoint(0.1, 0.7), operatingPoint(0.001, 0.8)],
};

const person = (name: string, seed: number): Candidate => ({
  name,
  photos: [{ path: `${name}.jpg`, embedding: unitVector(DIMENSION, seed), overall: 1 }],
});
const strangers = Array.from({ length: PEOPLE }, (_, seed) => person(`Person ${seed}`, seed));

describe('choosePeople among many', () => {
  it('finds a second photo of anybody, first or last, and under however many names', () => {
    const copies = [0, 255, 256, 650, PEOPLE - 1].map((seed) => person(`Copy of ${seed}`, seed));
    const again = Array.from({ length: 50 }, (_, number) => person(`Once more ${number}`, 300));
    const { chosen, refused } = choosePeople([...strangers, ...copies, ...again], EMBEDDER, 0.001);
    expect(chosen).toHaveLength(PEOPLE);
    expect(refused.map(({ why }) => why)).toEqual([
      ...[0, 255, 256, 650, PEOPLE - 1].map((seed) => ({
        kind: 'known',
        name: `Copy of ${seed}`,
        as: [`Person ${seed}`],
      })),
      ...again.map(({ name }) => ({ kind: 'known', name, as: ['Person 300'] })),
    ]);
  });

  it('lays each face out once, and tells of each person', () => {
    const pack = vi.mocked(packGallery).mockClear();
    const onPerson = vi.fn();
    choosePeople(strangers, EMBEDDER, 0.001, onPerson);
    expect(onPerson).toHaveBeenCalledTimes(PEOPLE);
    const laidOut = pack.mock.calls.reduce((sum, [subjects]) => sum + subjects.length, 0);
    expect(laidOut).toBeGreaterThan(0);
    expect(laidOut).toBeLessThanOrEqual(PEOPLE);
  });
});
