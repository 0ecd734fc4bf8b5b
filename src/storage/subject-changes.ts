/** @file Changes of stored subjects, each in one transaction with its entries in the audit log. */
import { joinSubjects } from '../core/template/join-subjects.ts';
import type { Subject } from '../core/template/types.ts';
import type { SubjectRecord } from './database.ts';
import { prepareErased } from './erased.ts';
import { isStorageError, StorageError } from './errors.ts';
import { everybodyIn } from './gallery/blocks.ts';
import {
  isExpired,
  openSubject,
  sealSubject,
  wipeSubjects,
  type SealedSubject,
} from './gallery/seal-subject.ts';
import type { ChangeTools } from './change-tools.ts';
import type { RecordChange, SubjectRecordChange } from './record-set/record-change.ts';
import type {
  AuditEntry,
  AuditEvent,
  LookAlikes,
  SubjectChange,
  SubjectJoin,
  SubjectSaveKind,
} from './types.ts';

/** Works for unreadable records too. Backups that hold the subject do not bring them back unasked. */
export async function eraseSubject(tools: ChangeTools, id: string, atMs: number): Promise<AuditEntry> {
  for (;;) {
    const erased = await prepareErased(tools, { add: [id] }, atMs);
    const changes: RecordChange[] = [subjectChange(id, await tools.database.get('subjects', id), null)];
    if (erased !== null) changes.push(erased);
    const event = { kind: 'deleted', subjectId: id } as const;
    const entry = await tools.audit.appendOneWith(event, atMs, changes);
    if (entry !== null) return entry;
  }
}

/**
 * Erases subjects whose consent has run out, as `eraseSubject` does; nobody whose record is doubted.
 * @param untilMs - What consents are measured by.
 * @returns Their ids.
 */
export async function eraseExpired(
  tools: ChangeTools,
  untilMs: number,
  atMs: number,
): Promise<readonly string[]> {
  for (;;) {
    const expired = await findExpired(tools, untilMs);
    if (expired.length === 0) return [];
    const ids = expired.map(({ id }) => id);
    const erased = await prepareErased(tools, { add: ids }, atMs);
    const events = ids.map((subjectId) => ({ kind: 'expired', subjectId }) as const);
    const changes: RecordChange[] = expired.map((record) => subjectChange(record.id, record, null));
    if (erased !== null) changes.push(erased);
    // Another tab may have enrolled one of them again. Then this loop starts over.
    if (await tools.audit.appendWith(events, atMs, changes)) return ids;
  }
}

/** Whoever is doubted stays until an administrator has looked: an old record may hold an earlier end of the consent. */
async function findExpired(tools: ChangeTools, nowMs: number): Promise<readonly SubjectRecord[]> {
  const { people: doubted } = await tools.audit.doubts();
  if (doubted === 'all') return [];
  const expired: SubjectRecord[] = [];
  for await (const people of everybodyIn(tools)) {
    for (const { id, person } of people) {
      if (person === null || doubted.includes(id) || !isExpired(person, nowMs)) continue;
      const record = await tools.database.get('subjects', id);
      if (record !== undefined) expired.push(record);
    }
  }
  return expired.sort((one, other) => (one.id < other.id ? -1 : 1));
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

/**
 * Makes one record of two of the same person, as `core/template/join-subjects.ts` does. The record that goes counts as
 * erased, so that no backup brings it back unasked.
 * @throws StorageError `gone`, `tampered`, or `invalid` where badge and PIN are not those that the record needs.
 */
export async function joinStoredSubjects(
  tools: ChangeTools,
  { keptId, goneId, choice }: SubjectJoin,
  atMs: number,
): Promise<void> {
  const { database, vault, audit } = tools;
  const event: AuditEvent = { kind: 'joined', subjectId: keptId, joinedId: goneId };
  for (;;) {
    const [stored, storedGone] = [
      await database.get('subjects', keptId),
      await database.get('subjects', goneId),
    ];
    if (stored === undefined || storedGone === undefined) throw new StorageError('gone');
    const [kept, gone] = [await openSubject(vault, stored), await openSubject(vault, storedGone)];
    try {
      const joined = joinSubjects(kept, gone, choice);
      const sealed = await sealSubject(vault, joined, tools.crypto);
      const erased = await prepareErased(tools, { add: [goneId] }, atMs);
      const changes: RecordChange[] = [
        subjectChange(keptId, stored, sealed),
        subjectChange(goneId, storedGone, null),
      ];
      if (erased !== null) changes.push(erased);
      if (await audit.appendWith([event, ...changeEvents(kept, joined)], atMs, changes)) return;
    } finally {
      wipeSubjects([kept, gone]);
    }
  }
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
  tools: ChangeTools,
  saved: readonly Subject[],
  changes: ReadonlyMap<string, SubjectChange>,
  eventsOf: (changed: readonly AuditEvent[]) => readonly AuditEvent[],
  atMs: number,
): Promise<void> {
  const sealed = await Promise.all(saved.map((subject) => sealSubject(tools.vault, subject, tools.crypto)));
  for (;;) {
    const prepared = await prepareChanges(tools, changes);
    const entries = eventsOf(prepared.events);
    if (entries.length === 0) return;
    const put = await Promise.all(
      sealed.map(async (one) =>
        subjectChange(one.record.id, await tools.database.get('subjects', one.record.id), one),
      ),
    );
    if (await tools.audit.appendWith(entries, atMs, [...prepared.changes, ...put])) return;
  }
}

/** Changes of stored subjects that are ready to be written. */
interface PreparedChanges {
  readonly events: readonly AuditEvent[];
  /** Where another tab has changed one of them meanwhile, nothing is written. Then the caller prepares anew. */
  readonly changes: readonly SubjectRecordChange[];
}

/** @throws StorageError `gone`, `invalid` if a change makes no valid subject, `tampered`. */
export async function prepareChanges(
  { database, vault, crypto }: ChangeTools,
  changes: ReadonlyMap<string, SubjectChange>,
): Promise<PreparedChanges> {
  const changed: SubjectRecordChange[] = [];
  const events: AuditEvent[] = [];
  for (const [id, change] of changes) {
    const stored = await database.get('subjects', id);
    if (stored === undefined) throw new StorageError('gone');
    const before = await openSubject(vault, stored);
    try {
      const after = { ...before, ...change };
      changed.push(subjectChange(id, stored, await sealSubject(vault, after, crypto)));
      events.push(...changeEvents(before, after));
    } finally {
      wipeSubjects([before]);
    }
  }
  return { events, changes: changed };
}

/** @param before - As it is stored. @param after - Null removes it. */
export function subjectChange(
  key: string,
  before: SubjectRecord | undefined,
  after: SealedSubject | null,
): SubjectRecordChange {
  return { store: 'subjects', key, before, after: after?.record ?? null, index: after?.index ?? null };
}

/** What the log says of a change. */
function changeEvents(before: Subject, after: Subject): AuditEvent[] {
  const subjectId = after.id;
  const events: AuditEvent[] = [];
  const pinChanged = before.pin?.hash !== after.pin?.hash;
  if (pinChanged) events.push({ kind: after.pin === null ? 'pinRemoved' : 'pinSet', subjectId });
  // A PIN comes with its badge number.
  if (before.name !== after.name || (before.badge !== after.badge && !pinChanged))
    events.push({ kind: 'edited', subjectId });
  if (before.suspendedAtMs !== after.suspendedAtMs) {
    events.push({ kind: after.suspendedAtMs === null ? 'resumed' : 'suspended', subjectId });
  }
  if (before.schedule !== after.schedule) events.push({ kind: 'scheduled', subjectId });
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
