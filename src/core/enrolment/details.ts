/**
 * @file Checks the name and the badge number that are typed in at enrolment.
 * It knows neither the form nor the store: the badges in use are passed in.
 */

/** Longest name, in characters as people count them (code points). */
export const NAME_MAX = 80;
export const BADGE_MAX = 32;

const BADGE_FORM = /^[\p{L}\p{Nd}]+$/u;
/** Control and formatting characters: invisible, so two names could look alike and differ. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;
const SPACES = /\s+/gu;

export interface SubjectDetails {
  /** 1 … `NAME_MAX` characters, trimmed, in Unicode's composed form. */
  readonly name: string;
  /** Letters and digits, upper case; null without a badge. */
  readonly badge: string | null;
}

/** `badgeMissing`: only where a form asks for nothing else. */
export type DetailsProblem =
  'nameMissing' | 'nameTooLong' | 'badgeMissing' | 'badgeForm' | 'badgeTooLong' | 'badgeTaken';

export type DetailsCheck =
  | { readonly ok: true; readonly details: SubjectDetails }
  | { readonly ok: false; readonly problems: readonly DetailsProblem[] };

/** A badge as it is stored and compared: upper case, no spaces, hyphens kept out by `checkDetails`. */
export function normaliseBadge(badge: string): string {
  return badge.normalize('NFC').replaceAll(INVISIBLE, '').replaceAll(SPACES, '').toUpperCase();
}

/** Badges of `people`, but for the subject with the id `exceptId`. */
export function badgesInUse(
  people: Iterable<{ readonly id: string; readonly badge: string | null }>,
  exceptId: string | null,
): readonly string[] {
  return Array.from(people).flatMap(({ id, badge }) => (id === exceptId || badge === null ? [] : badge));
}

function normaliseName(name: string): string {
  return name.normalize('NFC').replaceAll(SPACES, ' ').replaceAll(INVISIBLE, '').trim();
}

/**
 * @param typed - As the person typed them; an empty badge means none.
 * @param badgesInUse - Badges of the other subjects, in any case.
 */
export function checkDetails(
  typed: { readonly name: string; readonly badge: string },
  badgesInUse: Iterable<string>,
): DetailsCheck {
  const name = normaliseName(typed.name);
  const badge = normaliseBadge(typed.badge);
  const problems: DetailsProblem[] = [];
  if (name === '') problems.push('nameMissing');
  if ([...name].length > NAME_MAX) problems.push('nameTooLong');
  if (badge !== '') {
    if (!BADGE_FORM.test(badge)) problems.push('badgeForm');
    if ([...badge].length > BADGE_MAX) problems.push('badgeTooLong');
    for (const taken of badgesInUse) {
      if (normaliseBadge(taken) !== badge) continue;
      problems.push('badgeTaken');
      break;
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, details: { name, badge: badge === '' ? null : badge } };
}
