import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makeSubject, named } from '../../../simulator/builders.ts';
import { lastSeenText } from '../../../enroll/people/person-words.ts';
import { dateText } from '../../../src/locales/moments.ts';

beforeAll(() => vi.stubGlobal('document', { documentElement: { lang: 'en' } }));
afterAll(() => vi.unstubAllGlobals());

it('says of nobody that they never came whose visits may have been removed with old entries', () => {
  const subject = named(makeSubject(1, { enrolledAtMs: 5_000 }));
  expect(lastSeenText(subject, null, null)).toBe('…');
  expect(lastSeenText(subject, 6_000, 5_500)).toBe(dateText(6_000));
  expect(lastSeenText(subject, undefined, null)).toBe('never');
  expect(lastSeenText(subject, undefined, 4_000)).toBe('never');
  expect(lastSeenText(subject, undefined, 5_500)).toBe(`before ${dateText(5_500)}, or never`);
});
