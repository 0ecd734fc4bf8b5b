/**
 * @file Changes that a fleet makes: people, the rows beside them, and up to where the fleet was read, in one
 * transaction with the entry in the log.
 */
import type { Subject } from '../../core/template/types.ts';
import type { Bytes } from '../bytes.ts';
import type { ChangeTools } from '../change-tools.ts';
import { prepareErased } from '../erased.ts';
import { isStorageError } from '../errors.ts';
import { digestOf, openSubject, sealSubject, wipeSubjects } from '../gallery/seal-subject.ts';
import { mapInParts } from '../in-parts.ts';
import type { RecordChange } from '../record-set/record-change.ts';
import { subjectChange } from '../subject-changes.ts';
import type { AuditEvent } from '../types.ts';
import { FleetBlocks, fleetRowChanges, type FleetRow } from './fleet-rows.ts';
import { cursorChange } from './fleet-state.ts';

/** Somebody as they are stored here. */
export interface PersonHere {
  readonly id: string;
  /** As it was written; undefined without one. */
  readonly row: unknown;
  /** Null for nobody. Its embeddings are overwritten once the change is made. */
  readonly subject: Subject | null;
  /** SHA-256 of the subject as it is encoded, lower-case hex; null for nobody. */
  readonly digest: string | null;
  /** There is a record, and it does not open. */
  readonly unreadable: boolean;
}

export interface FleetChange {
  /** Take the place of those of the same ids. Their embeddings are overwritten afterwards. */
  readonly saved: readonly Subject[];
  readonly erasedIds: readonly string[];
  /** Of people whom `prepare` was told of. */
  readonly rows: readonly FleetRow[];
  /** Up to where the fleet was read; left out where that stays. */
  readonly cursor?: Bytes;
}

/** Nothing of it is written where there is nothing to write. */
export async function changeByFleet(
  tools: ChangeTools,
  ids: readonly string[],
  atMs: number,
  prepare: (here: readonly PersonHere[]) => Promise<FleetChange>,
): Promise<void> {
  for (;;) {
    // A transaction of its own for each takes longer than the reading.
    const { store } = tools.database.transaction('subjects');
    const before = await Promise.all(ids.map(async (id) => store.get(id)));
    const blocks = await FleetBlocks.read(tools, ids);
    const stored = new Map(ids.map((id, at) => [id, before[at]]));
    const here = await mapInParts(ids, async (id) => {
      return { id, row: blocks.rowOf(id), ...(await openHere(tools, stored.get(id))) };
    });
    const { saved, erasedIds, rows: nextRows, cursor } = await prepare(here);
    try {
      const changes: RecordChange[] = await mapInParts(saved, async (subject) => {
        const sealed = await sealSubject(tools.vault, subject, tools.crypto);
        return subjectChange(subject.id, stored.get(subject.id), sealed);
      });
      for (const id of erasedIds) changes.push(subjectChange(id, stored.get(id), null));
      const savedIds = saved.map(({ id }) => id);
      const erased = await prepareErased(tools, { add: erasedIds, remove: savedIds }, atMs);
      if (erased !== null) changes.push(erased);
      if (nextRows.length > 0) changes.push(...(await fleetRowChanges(tools, nextRows, blocks)));
      if (cursor !== undefined) changes.push(await cursorChange(tools, cursor));
      if (changes.length === 0) return;
      const event: AuditEvent = { kind: 'fromFleet', saved: saved.length, erased: erasedIds.length };
      const events = saved.length + erasedIds.length === 0 ? [] : [event];
      // Otherwise another tab changed one of them meanwhile.
      if (await tools.audit.appendWith(events, atMs, changes)) return;
    } finally {
      wipeSubjects([...saved, ...here.flatMap(({ subject }) => subject ?? [])]);
    }
  }
}

async function openHere({ vault, crypto }: ChangeTools, record: unknown) {
  if (record === undefined) return { subject: null, digest: null, unreadable: false };
  try {
    const subject = await openSubject(vault, record);
    return { subject, digest: await digestOf(subject, crypto), unreadable: false };
  } catch (error) {
    if (!isStorageError(error, 'tampered')) throw error;
    return { subject: null, digest: null, unreadable: true };
  }
}
