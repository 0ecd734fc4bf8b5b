/**
 * @file What a kiosk keeps of the fleet that it is in, each a sealed record: its keys and rights, up to where it has
 * read, the devices that the site signs for, what the console decides, and for how long the hub was not heard. What
 * they hold is for others to say.
 */
import type { Bytes } from '../bytes.ts';
import type { ChangeTools } from '../change-tools.ts';
import { StorageError } from '../errors.ts';
import type { StateChange } from '../record-set/record-change.ts';
import type { AuditEvent } from '../types.ts';
import { fleetRowRemovals } from './fleet-rows.ts';

const BESIDE = ['fleetCursor', 'fleetRoster', 'fleetRules', 'fleetHub'] as const;
type FleetKey = 'fleet' | (typeof BESIDE)[number];

/** @returns Null where there is none. @throws StorageError `tampered`. */
export async function readFleetState(
  { database, vault, audit }: ChangeTools,
  key: FleetKey,
): Promise<Bytes | null> {
  const stored = await database.get('state', key);
  if ((await audit.doubts()).records.includes(key)) throw new StorageError('tampered');
  // An empty record stands for one that was taken away: the set of records knows of no removal.
  if (stored === undefined) return null;
  const bytes = await vault.open({ kind: key, id: key, modelSha256: null }, stored);
  return bytes.length === 0 ? null : bytes;
}

export async function cursorChange(tools: ChangeTools, cursor: Bytes): Promise<StateChange> {
  return stateChange(tools, 'fleetCursor', cursor);
}

/** What the door keeps of the devices of its fleet. */
export async function changeRoster(tools: ChangeTools, roster: Bytes, atMs: number): Promise<void> {
  for (;;) {
    const change = await stateChange(tools, 'fleetRoster', roster);
    if (await tools.audit.appendWith([], atMs, [change])) return;
  }
}

/** For how long the hub was not heard, together with what the log says of it; null for nothing. */
export async function changeHubAbsence(
  tools: ChangeTools,
  absence: Bytes,
  event: AuditEvent | null,
  atMs: number,
): Promise<void> {
  for (;;) {
    const change = await stateChange(tools, 'fleetHub', absence);
    if (await tools.audit.appendWith(event === null ? [] : [event], atMs, [change])) return;
  }
}

/** The kiosk joins a fleet; or leaves it, with null, and then nothing is left of the rows. */
export async function changeMembership(
  tools: ChangeTools,
  membership: Bytes | null,
  event: AuditEvent,
  atMs: number,
): Promise<void> {
  for (;;) {
    const changes = [
      await stateChange(tools, 'fleet', membership ?? new Uint8Array(0)),
      ...(await Promise.all(BESIDE.map((key) => stateChange(tools, key, new Uint8Array(0))))),
      ...(await fleetRowRemovals(tools)),
    ];
    if (await tools.audit.appendWith([event], atMs, changes)) return;
  }
}

/** What the kiosk keeps of its fleet has changed: it stays in it, and keeps what it has read. */
export async function keepMembership(tools: ChangeTools, membership: Bytes, atMs: number): Promise<void> {
  for (;;) {
    const change = await stateChange(tools, 'fleet', membership);
    if (await tools.audit.appendWith([], atMs, [change])) return;
  }
}

export async function stateChange(
  { database, vault }: ChangeTools,
  key: FleetKey,
  bytes: Bytes,
): Promise<StateChange> {
  const before: unknown = await database.get('state', key);
  const after = await vault.seal({ kind: key, id: key, modelSha256: null }, bytes);
  return { store: 'state', key, before, after, settles: true };
}
