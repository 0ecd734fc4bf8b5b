/** @file Makes entries of an audit log without a database. Their hashes are not those of a chain. */
import type { AuditFilter } from '../../../src/storage/log/audit-query.ts';
import type { AuditEntry, AuditEvent } from '../../../src/storage/types.ts';

/** @param events - With their times, oldest first. */
export function logOf(events: readonly (readonly [number, AuditEvent])[]): readonly AuditEntry[] {
  return events.map(([atMs, event], index) => ({
    index,
    atMs,
    event,
    previousHash: String(index).padStart(64, '0'),
    hash: String(index + 1).padStart(64, '0'),
  }));
}

/** What lets everything through. */
export const NO_FILTER: AuditFilter = {
  kind: null,
  outcome: null,
  fromMs: null,
  untilMs: null,
  subjectIds: null,
};
