/** @file What enrolment accepts, the pads can type: one rule, gone through by every class of characters. */
import { describe, expect, it } from 'vitest';
import {
  BADGE_MAX,
  cutBadge,
  findByBadge,
  isOutdatedBadge,
  needsKeyboard,
  normaliseBadge,
} from '../../../src/core/enrolment/badge.ts';
import { checkDetails } from '../../../src/core/enrolment/details.ts';

const LAST_CODE_POINT = 0x10ffff;

/** Every character of a class, in a few badge numbers as long as they may be. */
function charactersOf(form: RegExp): string[] {
  const found: string[] = [];
  for (let code = 1; code <= LAST_CODE_POINT; code += 1) {
    const text = String.fromCodePoint(code);
    if (form.test(text)) found.push(text);
  }
  return found;
}

const stored = (badge: string): string | null => {
  const checked = checkDetails({ name: 'A', badge }, []);
  return checked.ok ? checked.details.badge : null;
};

describe('a badge number that enrolment accepts', () => {
  it('is typed by the keys on the screen when it has digits alone, of whatever script', () => {
    const digits = charactersOf(/^\p{Nd}$/u);
    expect(digits.length).toBeGreaterThan(500);
    for (const digit of digits) {
      const badge = stored(digit);
      expect(badge, digit).toMatch(/^[0-9]$/);
      expect(needsKeyboard(digit), digit).toBe(false);
    }
    expect(normaliseBadge('\u0660\u0661\u0669\u0967\uff17\u{1d7d8}')).toBe('019170');
  });

  it('is found again as it was typed at enrolment, for every letter and mark', () => {
    const accepted = charactersOf(/^[\p{L}\p{N}\p{M}\p{S}\p{P}\p{Z}]$/u).filter(
      (one) => stored(one) !== null,
    );
    expect(accepted.length).toBeGreaterThan(100_000);
    for (const typed of accepted) {
      const badge = stored(typed);
      const person = { badge };
      if (findByBadge([person], typed) !== person || isOutdatedBadge(badge))
        throw new Error(`U+${typed.codePointAt(0)}`);
    }
  });

  it('fits onto the pad at its full length, of letters of any size, and however its accents are typed', () => {
    for (const letter of ['7', 'a', 'é', 'e\u0301', '\u0436', '\u{10400}', '\u0663']) {
      const typed = letter.repeat(BADGE_MAX);
      expect(stored(typed), letter).not.toBeNull();
      expect(cutBadge(typed), letter).toBe(typed);
      expect(findByBadge([{ badge: stored(typed) }], cutBadge(typed)), letter).not.toBeNull();
      expect(stored(letter.repeat(BADGE_MAX + 1)), letter).toBeNull();
      expect(cutBadge(letter.repeat(BADGE_MAX + 1)).normalize('NFC')).toBe(typed.normalize('NFC'));
    }
  });

  it('is found with spaces and in lower case, and brings up a keyboard for letters', () => {
    const person = { badge: stored(' ab 12 ') };
    expect(person.badge).toBe('AB12');
    expect(findByBadge([person], 'Ab 1 2')).toBe(person);
    expect(needsKeyboard('AB12')).toBe(true);
    expect(findByBadge([{ badge: null }], ' ')).toBeNull();
  });
});

describe('a badge number from before', () => {
  it('is told from one that may be given now', () => {
    for (const badge of ['A-1', 'x'.repeat(BADGE_MAX + 1)]) expect(isOutdatedBadge(badge), badge).toBe(true);
    for (const badge of ['AB12', '\u0663', null]) expect(isOutdatedBadge(badge), String(badge)).toBe(false);
  });

  it('still names its own person where another’s digits now read alike', () => {
    const people = [{ badge: '3' }, { badge: '\u0663' }];
    expect(findByBadge(people, '3')).toBe(people[0]);
    expect(findByBadge(people, '\u0663')).toBe(people[1]);
    expect(findByBadge([people[1]], '3')).toBe(people[1]);
  });
});
