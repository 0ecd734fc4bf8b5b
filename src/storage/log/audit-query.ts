/**
 * @file Questions to the entries of the audit log: which fit a filter, who was seen last when, how many came a day.
 * Pure; it opens, checks and changes nothing.
 */
import type { ReasonCode, Verdict } from '../../core/decision/types.ts';
import { dayAfter, dayAt, startOfDayMs } from '../../core/schedule/wall-time.ts';
import type { AuditEntry, AuditEvent, SettingName } from '../types.ts';

export type AuditKind = AuditEvent['kind'];
export type Outcome = Verdict['outcome'];

/** Null means: any. */
export interface AuditFilter {
  readonly kind: AuditKind | null;
  /** Of verdicts. Entries of other kinds have none, and do not fit. */
  readonly outcome: Outcome | null;
  /** First moment of the range, milliseconds since the epoch. */
  readonly fromMs: number | null;
  /** First moment after the range. */
  readonly untilMs: number | null;
  /** Entries that name one of these. */
  readonly subjectIds: ReadonlySet<string> | null;
}

/** The subject that an entry names; null if it names nobody. */
export function subjectIdOf({ event }: AuditEntry): string | null {
  if (event.kind === 'verdict') return event.verdict.subjectId ?? event.verdict.refusedSubjectId ?? null;
  return 'subjectId' in event ? (event.subjectId ?? null) : null;
}

/** @returns Those that fit, in the order given. */
export function filterEntries(entries: readonly AuditEntry[], filter: AuditFilter): readonly AuditEntry[] {
  const { kind, outcome, fromMs, untilMs, subjectIds } = filter;
  return entries.filter((entry) => {
    const { event, atMs } = entry;
    if (kind !== null && event.kind !== kind) return false;
    if (outcome !== null && (event.kind !== 'verdict' || event.verdict.outcome !== outcome)) return false;
    if (fromMs !== null && atMs < fromMs) return false;
    if (untilMs !== null && atMs >= untilMs) return false;
    if (subjectIds === null) return true;
    const subjectId = subjectIdOf(entry);
    return subjectId !== null && subjectIds.has(subjectId);
  });
}

/**
 * When each subject was let in last, by id. Verdicts on a video file do not count.
 * @param seen - What other entries say; these are added to it.
 */
export function lastSeen(
  entries: readonly AuditEntry[],
  seen = new Map<string, number>(),
): ReadonlyMap<string, number> {
  for (const { verdict, atMs } of liveVerdicts(entries)) {
    if (verdict.outcome !== 'granted' || verdict.subjectId === null) continue;
    seen.set(verdict.subjectId, Math.max(atMs, seen.get(verdict.subjectId) ?? -Infinity));
  }
  return seen;
}

/** The time of the first entry that is left, where older ones were removed; null where none were. */
export function logBeginsMs(entries: readonly AuditEntry[]): number | null {
  const first = entries.at(0);
  return first === undefined || first.index === 0 ? null : first.atMs;
}

interface DailyCount extends Readonly<Record<Outcome, number>> {
  /** As `2026-03-01`. */
  readonly day: string;
}

/** What charts show of a log, gathered part by part, so that a long log fills no memory. */
export class LogFigures {
  readonly days: readonly DailyCount[];
  /** How far the best candidate of every grant lay above the threshold, without saying whose it was. */
  readonly margins: number[] = [];
  private readonly _counts: (Record<Outcome, number> & { readonly day: string })[];
  private readonly _startsMs: readonly number[];
  private readonly _reasons = new Map<ReasonCode, number>();
  private readonly _comparable = new Map<string, number[]>();

  /** @param days - So many are counted, up to that of `lastMs`. @param timeZone - IANA name, of the days. */
  constructor(lastMs: number, days: number, timeZone: string) {
    const last = dayAt(lastMs, timeZone);
    const names = Array.from({ length: days }, (_, at) => dayAfter(last, at + 1 - days));
    this._startsMs = [...names, dayAfter(last, 1)].map((day) => startOfDayMs(day, timeZone));
    this._counts = names.map((day) => ({ day, granted: 0, denied: 0, timedOut: 0 }));
    this.days = this._counts;
  }

  /** Why people were not let in, the most frequent reason first. */
  get reasons(): readonly { readonly reason: ReasonCode; readonly count: number }[] {
    return [...this._reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
  }

  /** Margins of each subject's grants that can be compared with each other, oldest first. */
  get comparable(): ReadonlyMap<string, readonly number[]> {
    return this._comparable;
  }

  /** @param entries - The next ones, oldest first. */
  add(entries: readonly AuditEntry[]): void {
    for (const { verdict, atMs } of liveVerdicts(entries)) {
      const { outcome, reason, margin } = verdict;
      const at =
        atMs < this._startsMs[0] ? -1 : this._startsMs.filter((startMs) => startMs <= atMs).length - 1;
      if (at >= 0 && at < this._counts.length) this._counts[at][outcome] += 1;
      if (outcome !== 'granted') this._reasons.set(reason, (this._reasons.get(reason) ?? 0) + 1);
      else if (margin !== null) this.margins.push(margin);
    }
    addComparable(this._comparable, entries);
  }
}

const MOVES_THRESHOLD: readonly SettingName[] = ['policy', 'mode'];

/**
 * Adds the margins of each subject's grants that can be compared with each other. Those are the grants since the
 * subject's last enrolment and since the last change of policy or mode, which set the threshold.
 * @param entries - The next ones, oldest first.
 */
function addComparable(margins: Map<string, number[]>, entries: readonly AuditEntry[]): void {
  for (const { event } of entries) {
    if (event.kind === 'settings' && event.changed.some((field) => MOVES_THRESHOLD.includes(field))) {
      margins.clear();
    } else if (
      event.kind === 'enrolled' ||
      event.kind === 'reenrolled' ||
      event.kind === 'joined' ||
      event.kind === 'deleted'
    ) {
      margins.delete(event.subjectId);
    } else if (event.kind === 'verdict') {
      const { subjectId, outcome, margin, source } = event.verdict;
      if (outcome !== 'granted' || subjectId === null || margin === null || source !== 'camera') continue;
      const own = margins.get(subjectId);
      if (own === undefined) margins.set(subjectId, [margin]);
      else own.push(margin);
    }
  }
}

function liveVerdicts(
  entries: readonly AuditEntry[],
): readonly { readonly verdict: Verdict; readonly atMs: number }[] {
  return entries.flatMap(({ event, atMs }) =>
    event.kind === 'verdict' && event.verdict.source === 'camera' ? [{ verdict: event.verdict, atMs }] : [],
  );
}
