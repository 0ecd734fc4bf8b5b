/** @file Changes of stored subjects, each in one transaction with its entries in the audit log. */
import type { Subject } from '../core/template/types.ts';
import type { SubjectRecord } from './database.ts';
import { isStorageError, StorageError } from './errors.ts';
import { openSubject, sealSubject, wipeSubjects } from './gallery-store.ts';
import type { ChangeTools } from './change-tools.ts';
import type { AuditEntry, AuditEvent, LookAlikes, SubjectChange, SubjectSaveKind } from './types.ts';
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
  tools: ChangeTools,
  id: string,
  change: SubjectChange,
  atMs: number,
): Promise<void> {
  await write(tools, [], new Map([[id, change]]), (changed) => changed, atMs);
}

/**
 * Adds a subject, or replaces the one with the same id.
 * @param lookAlikes - Their rules, and the badges that they are given, change in the same transaction.
 * @throws StorageError `invalid`, `gone` where a look-alike is not here any more, `tampered`.
 */
export async function saveSubject(
  tools: ChangeTools,
  subject: Subject,
  kind: SubjectSaveKind,
  atMs: number,
  lookAlikes: LookAlikes | null,
): Promise<void> {
  const subjectId = subject.id;
  const before = await storedSubject(tools, subjectId);
  const events: AuditEvent[] = [{ kind, subjectId }, ...entryEvents(before, subject)];
  const changes = new Map<string, SubjectChange>();
  if (lookAlikes !== null) {
    const { decided, subjects } = lookAlikes;
    events.push({ kind: 'lookAlikes', subjectId, lookAlikeIds: subjects.map(({ id }) => id), decided });
    for (const { id, newBadge } of decided === 'faceAndHeld' ? subjects : []) {
      changes.set(id, { entryRule: 'faceAndHeld', ...(newBadge === null ? {} : { badge: newBadge }) });
    }
  }
  await write(tools, [subject], changes, (changed) => [...events, ...changed], atMs);
}

/** What was noted for the door before; null for nobody, and where the record cannot be read. */
async function storedSubject({ database, vault }: ChangeTools, id: string): Promise<Subject | null> {
  const stored = await database.get('subjects', id);
  if (stored === undefined) return null;
  try {
    const subject = await openSubject(vault, stored);
    wipeSubjects([subject]);
    return subject;
  } catch (error) {
    if (!isStorageError(error, 'tampered')) throw error;
    return null;
  }
}

/**
 * Puts `saved` as they are, and changes stored ones.
 * @param eventsOf - The entries for the log, given those of the changes. Without any, nothing is written.
 */
async function write(
  { database, vault, audit }: ChangeTools,
  saved: readonly Subject[],
  changes: ReadonlyMap<string, SubjectChange>,
  eventsOf: (changed: readonly AuditEvent[]) => readonly AuditEvent[],
  atMs: number,
): Promise<void> {
  const records = await Promise.all(saved.map((subject) => sealSubject(vault, subject)));
  for (;;) {
    const changed: { readonly stored: SubjectRecord; readonly record: SubjectRecord }[] = [];
    const events: AuditEvent[] = [];
    for (const [id, change] of changes) {
      const stored = await database.get('subjects', id);
      if (stored === undefined) throw new StorageError('gone');
      const before = await openSubject(vault, stored);
      try {
        const after = { ...before, ...change };
        changed.push({ stored, record: await sealSubject(vault, after) });
        events.push(...changeEvents(before, after));
      } finally {
        wipeSubjects([before]);
      }
    }
    const entries = eventsOf(events);
    if (entries.length === 0) return;
    const done = await audit.appendWith(entries, atMs, async (transaction) => {
      const store = transaction.objectStore('subjects');
      const now = await Promise.all(changed.map(async ({ stored }) => store.get(stored.id)));
      // Another tab may have enrolled one of them again. Then this loop starts over.
      if (!now.every((record, row) => isSameSealing(record?.sealed, changed[row].stored.sealed)))
        return false;
      await Promise.all(
        [...records, ...changed.map(({ record }) => record)].map(async (one) => store.put(one)),
      );
      return true;
    });
    if (done) return;
  }
}

/** What the log says of a change. */
function changeEvents(before: Subject, after: Subject): AuditEvent[] {
  const subjectId = after.id;
  const events: AuditEvent[] = [];
  if (before.name !== after.name || before.badge !== after.badge) events.push({ kind: 'edited', subjectId });
  if (before.suspendedAtMs !== after.suspendedAtMs) {
    events.push({ kind: after.suspendedAtMs === null ? 'resumed' : 'suspended', subjectId });
  }
  return [...events, ...entryEvents(before, after)];
}

/** What the log says of what the door asks of somebody. @param before - Null for somebody new. */
function entryEvents(before: Subject | null, after: Subject): AuditEvent[] {
  const { id: subjectId, entryRule: rule, accommodations } = after;
  const events: AuditEvent[] = [];
  if (rule !== (before?.entryRule ?? 'face')) events.push({ kind: 'entryRuleSet', subjectId, rule });
  if (accommodations.join() !== (before?.accommodations ?? []).join()) {
    events.push({ kind: 'accommodated', subjectId });
  }
  return events;
}
