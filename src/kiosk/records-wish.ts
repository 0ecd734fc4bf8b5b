/** @file What the operator wants to see of the log, and the filter that finds it. Pure. */
import type { AuditFilter, AuditKind, Outcome } from '../storage/log/audit-query.ts';
import type { PeopleDirectory } from './people-directory.ts';

/** As the operator chose it; dates as `<input type="date">` writes them, empty for none. */
export interface RecordsWish {
  readonly kind: AuditKind | null;
  readonly outcome: Outcome | null;
  readonly fromDay: string;
  readonly toDay: string;
  /** A part of name or badge, or an id. */
  readonly person: string;
}

export const EVERYTHING: RecordsWish = { kind: null, outcome: null, fromDay: '', toDay: '', person: '' };

/** Days are the device's own, the last one included. */
export function filterOf(wish: RecordsWish, people: PeopleDirectory): AuditFilter {
  const { kind, outcome, fromDay, toDay, person } = wish;
  return {
    kind,
    outcome,
    fromMs: startOf(fromDay, 0),
    untilMs: startOf(toDay, 1),
    subjectIds: person.trim() === '' ? null : idsOf(person.trim(), people),
  };
}

/** Of people who are no longer enrolled only the id is left. */
function idsOf(person: string, people: PeopleDirectory): ReadonlySet<string> {
  return new Set([person.toLowerCase(), ...people.find(person).map(({ id }) => id)]);
}

/** @returns The first moment of the day `later` days after `day`; null for none or half a date. */
function startOf(day: string, later: number): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/u.exec(day);
  if (parts === null) return null;
  return new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + later).getTime();
}
