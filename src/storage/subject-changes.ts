/** @file Changes of one stored subject, each in one transaction with its entry in the audit log. */
import { StorageError } from './errors.ts';
import { openSubject, sealSubject, wipeSubjects } from './gallery-store.ts';
import type { ChangeTools } from './change-tools.ts';
import type { AuditEntry, SubjectChange, SubjectChangeKind } from './types.ts';
import { isSameSealing } from './vault.ts';

/** Works for unreadable records too. */
export async function eraseSubject(
  { audit }: Pick<ChangeTools, 'audit'>,
  id: string,
  atMs: number,
): Promise<AuditEntry> {
  const entry = await audit.appendOneWith({ kind: 'deleted', subjectId: id }, atMs, async (transaction) => {
    await transaction.objectStore('subjects').delete(id);
    return true;
  });
  if (entry === null) throw new StorageError('unavailable', 'The record could not be erased; try again.');
  return entry;
}

/** @throws StorageError `gone`, `invalid` if the change makes no valid subject, `tampered`. */
export async function changeSubject(
  { database, vault, audit }: ChangeTools,
  id: string,
  kind: SubjectChangeKind,
  change: SubjectChange,
  atMs: number,
): Promise<void> {
  for (;;) {
    const stored = await database.get('subjects', id);
    if (stored === undefined) throw new StorageError('gone');
    const subject = await openSubject(vault, stored);
    try {
      const record = await sealSubject(vault, { ...subject, ...change });
      const entry = await audit.appendOneWith({ kind, subjectId: id }, atMs, async (transaction) => {
        const store = transaction.objectStore('subjects');
        // Another tab may have enrolled the subject again. Then this loop starts over.
        if (!isSameSealing((await store.get(id))?.sealed, stored.sealed)) return false;
        await store.put(record);
        return true;
      });
      if (entry !== null) return;
    } finally {
      wipeSubjects([subject]);
    }
  }
}
