/**
 * @file Which badge numbers there are, and when one that was typed is one that is stored. Enrolment and the pads at the
 * door share it: what enrolment accepts, the pads can type.
 */
import { visibleText } from './visible-text.ts';

/** Longest badge number, in code points of its normal form. */
export const BADGE_MAX = 32;

const BADGE_FORM = /^[\p{L}0-9]+$/u;
const DIGIT = /\p{Nd}/gu;
const SPACES = /\s+/gu;

/**
 * Upper case, no spaces, nothing invisible, full-width letters as the narrow ones. The digits of all scripts are 0 to
 * 9, which are the keys that the pads have.
 */
export function normaliseBadge(badge: string): string {
  return plainBadge(badge).normalize('NFKC').replaceAll(DIGIT, digitOf).toUpperCase();
}

/** As badge numbers were compared before digits of other scripts counted as 0 to 9. */
function plainBadge(badge: string): string {
  return visibleText(badge.normalize('NFC').replaceAll(SPACES, '')).toUpperCase();
}

/** Unicode keeps the ten digits of a script together and in their order, from its zero on. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return String(before % 10);
}

/** Why a badge number may not be given; empty when it may. @param badge - In its normal form. */
export function badgeProblems(badge: string): ('badgeForm' | 'badgeTooLong')[] {
  return [
    ...(BADGE_FORM.test(badge) ? [] : (['badgeForm'] as const)),
    ...([...badge].length > BADGE_MAX ? (['badgeTooLong'] as const) : []),
  ];
}

/** @returns What was typed, without what is too much: a pad takes as many characters as a badge number may have. */
export function cutBadge(typed: string): string {
  const letters = [...typed];
  while ([...normaliseBadge(letters.join(''))].length > BADGE_MAX) letters.pop();
  return letters.join('');
}

/** Whether the keys on the screen do not suffice, so that the device's own keyboard must come up. */
export function needsKeyboard(badge: string): boolean {
  return /[^0-9]/.test(normaliseBadge(badge));
}

/** A badge number from before the present rule, which a pad may not take: the operator should give another one. */
export function isOutdatedBadge(badge: string | null): boolean {
  return badge !== null && badgeProblems(normaliseBadge(badge)).length > 0;
}

/**
 * Whose badge number was typed; null for nobody's. Of two from before digits of other scripts counted as 0 to 9, the
 * one that is written as it was typed.
 */
export function findByBadge<Person extends { readonly badge: string | null }>(
  people: Iterable<Person>,
  typed: string,
): Person | null {
  const [plain, normal] = [plainBadge(typed), normaliseBadge(typed)];
  if (normal === '') return null;
  let alike: Person | null = null;
  for (const person of people) {
    if (person.badge === null) continue;
    if (plainBadge(person.badge) === plain) return person;
    if (normaliseBadge(person.badge) === normal) alike ??= person;
  }
  return alike;
}
