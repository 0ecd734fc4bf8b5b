/** @file What is left of two records of one person. */
import { expect, it } from 'vitest';
import { makeSubject, MODEL_A, PIN_HASH } from '../../../simulator/builders.ts';
import type { Subject } from '../../../src/core/template/types.ts';
import { joinSubjects } from '../../../src/core/template/join-subjects.ts';

/** A unit vector in the plane. */
function at(degrees: number): Float32Array {
  const radians = (degrees * Math.PI) / 180;
  return Float32Array.of(Math.cos(radians), Math.sin(radians));
}
const templateOf = (...degrees: number[]) => ({
  modelSha256: MODEL_A,
  dimension: 2,
  embeddings: degrees.map(at),
});
const KEPT = makeSubject(1, { name: 'Ada', template: templateOf(0, 20, 40, 60, 80) });
const GONE = makeSubject(2, {
  name: 'Ada L.',
  badge: '7',
  pin: PIN_HASH,
  consent: { textVersion: '2', givenAtMs: 5, retainUntilMs: 9 },
  enrolledAtMs: 3_000,
  suspendedAtMs: 4,
  entryRule: 'faceAndHeld',
  accommodations: ['light'],
  template: templateOf(1, 100, 120, 140, 160),
});

it('has each part from the record that was chosen, and the id of the one that stays', () => {
  const joined = joinSubjects(KEPT, GONE, { name: 'kept', held: 'gone', consent: 'gone' });
  expect(joined).toMatchObject({
    id: KEPT.id,
    name: 'Ada',
    badge: '7',
    pin: PIN_HASH,
    consent: GONE.consent,
  });
  const other = joinSubjects(KEPT, GONE, { name: 'gone', held: 'kept', consent: 'kept' });
  expect(other).toMatchObject({ name: 'Ada L.', badge: KEPT.badge, pin: null, consent: KEPT.consent });
});

it('keeps what is stricter, and what is noted for the door, from both', () => {
  const choice = { name: 'kept', held: 'gone', consent: 'kept' } as const;
  const strict = {
    suspendedAtMs: 4,
    entryRule: 'faceAndHeld',
    accommodations: ['light'],
    enrolledAtMs: 3_000,
  };
  expect(joinSubjects(KEPT, GONE, choice)).toMatchObject(strict);
  expect(joinSubjects(GONE, KEPT, { ...choice, held: 'kept' })).toMatchObject(strict);
});

it('takes views of both in turn, none twice and no more than a template holds', () => {
  const { template } = joinSubjects(KEPT, GONE, { name: 'kept', held: 'gone', consent: 'kept' });
  expect(template?.embeddings).toEqual([0, 20, 100, 40, 120, 60, 140].map(at));
});

it('misses a view that neither record has, and knows nothing of it where one record does not', () => {
  const choice = { name: 'kept', held: 'gone', consent: 'kept' } as const;
  const skipped = (kept: Subject['skippedViews'], gone: Subject['skippedViews']) =>
    joinSubjects({ ...KEPT, skippedViews: kept }, { ...GONE, skippedViews: gone }, choice).skippedViews;
  expect(skipped(['left', 'up'], ['up', 'down'])).toEqual(['up']);
  expect(skipped([], ['up'])).toEqual([]);
  expect(skipped(['left'], null)).toBeNull();
  expect(skipped(null, ['left'])).toBeNull();
  const faceless = { ...GONE, template: null, skippedViews: null };
  expect(joinSubjects({ ...KEPT, skippedViews: ['up'] }, faceless, choice).skippedViews).toEqual(['up']);
});

it('takes the face of whichever has one, and joins no two models', () => {
  const choice = { name: 'kept', held: 'gone', consent: 'kept' } as const;
  expect(joinSubjects(KEPT, { ...GONE, template: null }, choice).template).toEqual(KEPT.template);
  const other = { ...GONE, template: { ...GONE.template, modelSha256: 'b'.repeat(64) } };
  expect(() => joinSubjects(KEPT, other, choice)).toThrow('two models');
});
