/**
 * @file What an unlocking finds out about the stored records: whether they fit their set, whether a store of before
 * gets one now, or whether the set itself is gone. Reads; the log writes what comes of it.
 */
import type { Database } from '../database.ts';
import type { AuditHead } from '../log/audit-chain.ts';
import { subjectIdOf } from '../log/audit-query.ts';
import type { AuditEntry, AuditEvent, ChainCheck } from '../types.ts';
import { boundRecords, doubtAll, misfits, readStoredRecords, withMisfits } from './record-check.ts';
import { NO_DOUBTS, type RecordSet, type RecordSets } from './record-set.ts';

interface ReadableLog {
  verify(): Promise<ChainCheck>;
  /** The newest part first. */
  parts(): AsyncGenerator<readonly AuditEntry[]>;
  latestMs(): Promise<number>;
}

interface LogEnd {
  readonly head: AuditHead;
  readonly storedSet: unknown;
  readonly set: RecordSet | null;
}

interface CheckedSet {
  /** What the records are bound by from now on. */
  readonly set: Omit<RecordSet, 'head' | 'latestMs'>;
  readonly latestMs: number;
  /** What the log is told. */
  readonly found: readonly AuditEvent[];
}

export async function checkSet(
  log: ReadableLog,
  sets: RecordSets,
  database: Database,
  { set, storedSet }: LogEnd,
): Promise<CheckedSet> {
  const stored = await readStoredRecords(database);
  if (set !== null) {
    const found = await misfits(sets, set, stored, () => mentionedIn(log));
    const { latestMs } = set;
    if (found.length === 0) return { set, latestMs, found: [] };
    const bound = await boundRecords(sets, set.key, stored);
    const events = found.map((misfit): AuditEvent => ({ kind: 'recordMisfit', ...misfit }));
    return { set: { ...bound, doubts: withMisfits(set.doubts, found) }, latestMs, found: events };
  }
  const bound = await boundRecords(sets, await sets.newKey(), stored);
  if (storedSet === undefined && (await isOfBefore(log))) {
    const people = stored.people.size;
    return {
      set: { ...bound, doubts: NO_DOUBTS },
      latestMs: await log.latestMs(),
      found: [{ kind: 'recordsBound', people }],
    };
  }
  return {
    set: { ...bound, doubts: doubtAll() },
    latestMs: await latestIn(log),
    found: [{ kind: 'recordMisfit', record: 'recordSet', missing: storedSet === undefined }],
  };
}

/** Whether the log is whole and tells of no set: a version that knew none wrote all of it. */
async function isOfBefore(log: ReadableLog): Promise<boolean> {
  if (!(await log.verify()).intact) return false;
  for await (const part of log.parts()) if (part.some(tellsOfSet)) return false;
  return true;
}

function tellsOfSet({ event }: AuditEntry): boolean {
  return event.kind === 'recordsBound' || ('bound' in event && event.bound === true);
}

async function mentionedIn(log: ReadableLog): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const part of log.parts()) {
    for (const entry of part) {
      const id = subjectIdOf(entry);
      if (id !== null) ids.add(id);
    }
  }
  return ids;
}

/** The latest time of any entry since the clock was last taken as right. Neither set nor clock can be relied on. */
async function latestIn(log: ReadableLog): Promise<number> {
  let latestMs = -Infinity;
  for await (const part of log.parts()) {
    for (const { event, atMs } of [...part].reverse()) {
      latestMs = Math.max(latestMs, atMs);
      if (event.kind === 'clockAccepted') return latestMs;
    }
  }
  return latestMs;
}
