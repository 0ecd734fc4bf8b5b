/** @file Makes entries of an audit log without a database. Their hashes are not those of a chain. */
import type { Verdict } from '../../../src/core/decision/types.ts';
import type { AuditEntry, AuditEvent } from '../../../src/storage/types.ts';

export function verdictOf(change: Partial<Verdict> = {}): Verdict {
  return {
    outcome: 'granted',
    reason: 'matched',
    subjectId: 's1',
    mode: 'identify',
    source: 'camera',
    atMs: 0,
    elapsedMs: 400,
    margin: 0.2,
    challengeFailure: null,
    declined: [],
    ...change,
  };
}

export const refused = (reason: Verdict['reason'], outcome: Verdict['outcome'] = 'denied'): Verdict =>
  verdictOf({ outcome, reason, subjectId: null, margin: -0.1 });

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
