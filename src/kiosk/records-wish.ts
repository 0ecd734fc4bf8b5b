/** @file What the operator wants to see of the log, and the filter that finds it. Pure. */
import { dayAfter, startOfDayMs } from '../core/schedule/wall-time.ts';
import type { AuditFilter, AuditKind, Outcome } from '../storage/log/audit-query.ts';

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

/**
 * @param timeZone - IANA name of the zone that the days are of; the last one is included.
 * @param found - Ids of people whose name or badge number has what was typed. Of people who are no longer enrolled only
 * the id is left, which may be typed itself.
 */
export function filterOf(wish: RecordsWish, timeZone: string, found: readonly string[]): AuditFilter {
  const { kind, outcome, fromDay, toDay, person } = wish;
  return {
    kind,
    outcome,
    fromMs: startOf(fromDay, 0, timeZone),
    untilMs: startOf(toDay, 1, timeZone),
    subjectIds: person.trim() === '' ? null : new Set([person.trim().toLowerCase(), ...found]),
  };
}

/** @returns The first moment of the day `later` days after `day`; null for none or half a date. */
function startOf(day: string, later: number, timeZone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(day) || Number.isNaN(Date.parse(day))) return null;
  return startOfDayMs(dayAfter(day, later), timeZone);
}
