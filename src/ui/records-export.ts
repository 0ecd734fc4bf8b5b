/**
 * @file The audit log as a file for programs, and what every file of it leaves out: how near anybody came to the
 * threshold, which would help whoever wants to fool the door.
 */
import type { AuditEntry, AuditEvent } from '../storage/types.ts';

/** @returns The name of a subject who is still enrolled; null of anybody else. */
export type NameOf = (subjectId: string) => string | null;

/** With the hashes, so that each entry can be found again in the kiosk's own log. */
export function recordsJson(entries: readonly AuditEntry[], madeAtMs: number): string {
  return JSON.stringify(
    {
      format: 'facegate-audit-log',
      version: 1,
      madeAt: new Date(madeAtMs).toISOString(),
      leftOut:
        'The similarity margins of verdicts. The hashes cover them: compare hashes with the kiosk’s own log.',
      entries: entries.map(exportedEntry),
    },
    null,
    2,
  );
}

/** An entry as files have it. */
export function exportedEntry({ index, atMs, event, previousHash, hash }: AuditEntry) {
  return { index, time: new Date(atMs).toISOString(), event: withoutMargin(event), previousHash, hash };
}

function withoutMargin(event: AuditEvent): Fields {
  return event.kind === 'verdict'
    ? { kind: event.kind, verdict: without({ ...event.verdict }, ['margin']) }
    : { ...event };
}

type Fields = Readonly<Record<string, unknown>>;

/** A copy that lacks the fields named. */
export function without(record: Fields, fields: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(record).filter(([field]) => !fields.includes(field)));
}
