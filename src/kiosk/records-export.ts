/**
 * @file The audit log as a file for programs, and what every such file leaves out: how near anybody came to the
 * threshold, because that would help an attacker.
 */
import type { AuditEntry, AuditEvent } from '../storage/types.ts';

/** @returns The name of a subject who is still enrolled; null of anybody else. */
export type NameOf = (subjectId: string) => string | null;

/** Entries as they are read, some at a time: a page that writes a long log must answer meanwhile. */
export type EntryParts = AsyncIterable<readonly AuditEntry[]>;

/** With the hashes, so that each entry can be found in the kiosk's own log. @returns The parts of the file's text. */
export async function* recordsJson(parts: EntryParts, madeAtMs: number): AsyncGenerator<string> {
  const head = {
    format: 'facegate-audit-log',
    version: 1,
    madeAt: new Date(madeAtMs).toISOString(),
    leftOut:
      'The similarity margins of verdicts. The hashes cover them: compare hashes with the kiosk’s own log.',
  };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "entries": [`;
  let comma = '';
  for await (const part of parts) {
    if (part.length === 0) continue;
    const texts = part.map((entry) => JSON.stringify(exportedEntry(entry), null, 2));
    yield `${comma}\n${texts.join(',\n')}`;
    comma = ',';
  }
  yield '\n  ]\n}\n';
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
