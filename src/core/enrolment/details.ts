/**
 * @file Checks the name and the badge number that are typed in at enrolment.
 * It knows neither the form nor the store: the badges in use are passed in.
 */

import { badgeProblems, normaliseBadge } from './badge.ts';
import { visibleText } from './visible-text.ts';

/** Longest name, in characters as people count them (code points). */
export const NAME_MAX = 80;

const SPACES = /\s+/gu;

export interface SubjectDetails {
  /** 1 … `NAME_MAX` characters, trimmed, in Unicode's composed form. */
  readonly name: string;
  /** In its normal form (badge.ts); null without a badge. */
  readonly badge: string | null;
}

/** `badgeMissing`: only where a form asks for nothing else. */
export type DetailsProblem =
  'nameMissing' | 'nameTooLong' | 'badgeMissing' | 'badgeForm' | 'badgeTooLong' | 'badgeTaken';

export type DetailsCheck =
  | { readonly ok: true; readonly details: SubjectDetails }
  | { readonly ok: false; readonly problems: readonly DetailsProblem[] };

/** Badges of `people`, but for the subject with the id `exceptId`. */
export function badgesInUse(
  people: Iterable<{ readonly id: string; readonly badge: string | null }>,
  exceptId: string | null,
): readonly string[] {
  return Array.from(people).flatMap(({ id, badge }) => (id === exceptId || badge === null ? [] : badge));
}

function normaliseName(name: string): string {
  return visibleText(name.normalize('NFC').replaceAll(SPACES, ' ')).replaceAll(SPACES, ' ').trim();
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
    problems.push(...badgeProblems(badge));
    for (const taken of badgesInUse) {
      if (normaliseBadge(taken) !== badge) continue;
      problems.push('badgeTaken');
      break;
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, details: { name, badge: badge === '' ? null : badge } };
}
