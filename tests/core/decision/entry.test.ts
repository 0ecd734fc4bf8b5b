/** @file What is asked besides the face. */
import { describe, expect, it } from 'vitest';
import { makeFacelessSubject, makeSubject, PIN_HASH } from '../../../simulator/builders.ts';
import { entryOf, heldFactorOf } from '../../../src/core/decision/entry.ts';

const withPin = makeSubject(1, { pin: PIN_HASH });
const withBadge = makeSubject(2);
const withNothing = makeSubject(3, { badge: null });

describe('what is asked besides the face', () => {
  it('is nothing where neither door, person nor hour asks for it', () => {
    for (const subject of [withPin, withBadge, withNothing]) {
      expect(heldFactorOf(entryOf(subject, 'face'), true)).toBeNull();
    }
  });

  it.each([
    ['the door', withPin, 'faceAndHeld', true],
    ['the person', { ...withPin, entryRule: 'faceAndHeld' }, 'face', true],
    ['the hour', withPin, 'face', false],
  ] as const)('is the PIN, or else the badge, where %s asks for it', (_who, subject, door, faceAlone) => {
    const asked = (change: object) => heldFactorOf(entryOf({ ...subject, ...change }, door), faceAlone);
    expect(asked({})).toBe('pin');
    expect(asked({ pin: null })).toBe('badge');
    expect(asked({ pin: null, badge: null })).toBe('lacking');
  });

  it('is badge with PIN for whoever has an accommodation, and nothing less', () => {
    const eased = { ...withPin, accommodations: ['light'] as const };
    expect(heldFactorOf(entryOf(eased, 'face'), true)).toBe('badgeAndPin');
    expect(heldFactorOf(entryOf({ ...eased, pin: null }, 'face'), true)).toBe('lacking');
    expect(heldFactorOf(entryOf({ ...eased, badge: null }, 'face'), true)).toBe('lacking');
  });

  it('can be shown by nobody who is not enrolled any more', () => {
    expect(heldFactorOf(entryOf(undefined, 'face'), true)).toBe('lacking');
    expect(heldFactorOf(entryOf(makeFacelessSubject(4), 'faceAndHeld'), true)).toBe('pin');
  });
});
