/**
 * @file What an unlocking finds out first about the stored records: whether they fit their set, whether a store of
 * before gets one now, or whether the set itself is gone. People are looked at afterwards. Reads; the log writes what
 * comes of it.
 */
import type { Database } from '../database.ts';
import type { AuditHead } from '../log/audit-chain.ts';
import type { AuditEntry, AuditEvent, ChainCheck } from '../types.ts';
import type { Vault } from '../vault.ts';
import { fitsEarlierSum } from './earlier-sum.ts';
import {
  ANYBODY,
  doubtAll,
  misfits,
  readPeopleNonces,
  readStoredRecords,
  withBlocksOf,
  withMisfits,
} from './record-check.ts';
import { NO_DOUBTS, type RecordSet } from './record-set.ts';

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
  database: Database,
  vault: Vault,
  crypto: Crypto,
  { set, storedSet }: LogEnd,
): Promise<CheckedSet> {
  const stored = await readStoredRecords(database);
  if (set !== null) {
    const found = [...misfits(set, stored)];
    const { people, latestMs } = set;
    if (people !== null && people !== 'blocks') {
      if (!(await fitsEarlierSum(people, await readPeopleNonces(database), vault, crypto)))
        found.push(ANYBODY);
    }
    const events = found.map((misfit): AuditEvent => ({ kind: 'recordMisfit', ...misfit }));
    const doubts = found.length === 0 ? set.doubts : withMisfits(set.doubts, found);
    return { set: { people, others: withBlocksOf(set, stored), doubts }, latestMs, found: events };
  }
  if (storedSet === undefined && (await isOfBefore(log))) {
    const people = await database.count('subjects');
    return {
      set: { people: null, others: stored, doubts: NO_DOUBTS },
      latestMs: await log.latestMs(),
      found: [{ kind: 'recordsBound', people }],
    };
  }
  return {
    set: { people: null, others: stored, doubts: doubtAll() },
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
