/** @file What a person gets in hand when their record was erased. Holds no name and nothing biometric. Pure. */
import type { AuditEntry } from '../../src/storage/types.ts';

/** @param entry - That of the erasure, `deleted`. */
export function erasureReceipt(subjectId: string, entry: AuditEntry): string {
  return JSON.stringify(
    {
      format: 'facegate-erasure-receipt',
      version: 1,
      subjectId,
      erasedAt: new Date(entry.atMs).toISOString(),
      logEntry: { index: entry.index, hash: entry.hash },
      erased: ['template', 'name', 'badge number', 'PIN', 'what was noted for the door', 'consent record'],
      note: 'The audit log keeps the subject id with the times of visits. Backups that were made before still hold the record; the kiosk asks before one of them brings it back.',
    },
    null,
    2,
  );
}
