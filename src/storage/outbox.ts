/**
 * @file What a webhook must still be told, sealed as one record beside the settings. An object store of its own would
 * need a new database version. If a site then went back to the older kiosk, that kiosk could not open the database.
 *
 * Dropping records and logging it is one transaction. An outbox that somebody altered is dropped as a whole, since it
 * is unreadable.
 */
import * as v from 'valibot';
import { isTooOld, MAX_RECORDS } from '../core/site/door-order.ts';
import type { LateRecord } from '../core/site/door-order.ts';
import { decodeUtf8, encodeUtf8 } from './bytes.ts';
import { isStorageError } from './errors.ts';
import type { ChangeTools } from './change-tools.ts';
import type { RecordIdentity, SealedRecord, Vault } from './vault.ts';

const KEY = 'outbox';
const IDENTITY: RecordIdentity = { kind: 'outbox', id: KEY, modelSha256: null };
const Id = v.pipe(v.string(), v.uuid());

const RecordsSchema = v.array(
  v.strictObject({
    id: Id,
    orderId: Id,
    atMs: v.number(),
    subjectId: v.nullable(v.string()),
    test: v.boolean(),
  }),
);

/** Oldest first, without those that are too old by `nowMs`. */
export async function waitingRecords(tools: ChangeTools, nowMs: number): Promise<readonly LateRecord[]> {
  return change(tools, nowMs, (records) => records.filter(({ atMs }) => !isTooOld(atMs, nowMs)));
}

/** @param record - The newest of all. */
export async function addRecord(tools: ChangeTools, record: LateRecord): Promise<void> {
  await change(tools, record.atMs, (records) => [...records, record].slice(-MAX_RECORDS), [record]);
}

/** For a record that was told, or no longer needs to be. Not logged. */
export async function removeRecord({ database, vault, audit }: ChangeTools, id: string): Promise<void> {
  for (;;) {
    const stored: unknown = await database.get('state', KEY);
    const records = (await open(vault, stored)) ?? [];
    const rest = records.filter((record) => record.id !== id);
    if (rest.length === records.length) return;
    const after = await seal(vault, rest);
    if (await audit.appendWith([], 0, [{ store: 'state', key: KEY, before: stored, after }])) return;
  }
}

/**
 * Replaces the records by what `next` makes of them.
 * @param added - Records that `next` adds. A record that `next` leaves out counts as dropped, and is logged.
 */
async function change(
  { database, vault, audit }: ChangeTools,
  atMs: number,
  next: (records: readonly LateRecord[]) => readonly LateRecord[],
  added: readonly LateRecord[] = [],
): Promise<readonly LateRecord[]> {
  for (;;) {
    const stored: unknown = await database.get('state', KEY);
    const found = await open(vault, stored);
    const before = found ?? [];
    const after = next(before);
    const dropped = before.length + added.length - after.length;
    if (found !== null && dropped === 0 && added.length === 0) return after;
    const sealed = await seal(vault, after);
    const lost = found === null ? null : dropped;
    const events = lost === 0 ? [] : [{ kind: 'doorRecordsDropped', records: lost } as const];
    const change = { store: 'state', key: KEY, before: stored, after: sealed } as const;
    if (await audit.appendWith(events, atMs, [change])) return after;
  }
}

function seal(vault: Vault, records: readonly LateRecord[]): Promise<SealedRecord> {
  return vault.seal(IDENTITY, encodeUtf8(JSON.stringify(records)));
}

/** Null if it was altered. */
async function open(vault: Vault, stored: unknown): Promise<readonly LateRecord[] | null> {
  if (stored === undefined) return [];
  try {
    const parsed = v.safeParse(RecordsSchema, JSON.parse(decodeUtf8(await vault.open(IDENTITY, stored))));
    return parsed.success ? parsed.output : null;
  } catch (error) {
    if (isStorageError(error, 'tampered')) return null;
    throw error;
  }
}
