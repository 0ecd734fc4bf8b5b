/**
 * @file Whom somebody at the door says they are, in verify mode. It answers a badge of nobody as one of somebody: the
 * door then looks at the face in the same way, and refuses it with the same words.
 */
import { findByBadge } from '../core/enrolment/badge.ts';
import { visibleText } from '../core/enrolment/visible-text.ts';
import type { Subject } from '../core/template/types.ts';

/** Stands for nobody: no record has an empty id. */
export const NOBODY_CLAIMED = '';

/**
 * @param typed - A badge number, or a whole name. A name that several people have is nobody's.
 * @returns The subject's id, or `NOBODY_CLAIMED`.
 */
export function claimedBy(subjects: Iterable<Subject>, typed: string): string {
  const everybody = [...subjects];
  const ofBadge = findByBadge(everybody, typed);
  const name = plainName(typed);
  const ofName = everybody.filter((subject) => plainName(subject.name) === name);
  return (ofBadge ?? (ofName.length === 1 ? ofName[0] : null))?.id ?? NOBODY_CLAIMED;
}

function plainName(name: string): string {
  return visibleText(name.normalize('NFKC')).trim().replaceAll(/\s+/gu, ' ').toLowerCase();
}
