/**
 * @file For how long the audit log is kept. It is a sealed record of its own, so that an older kiosk, which does not
 * know it, still opens the settings. `settings-changes.ts` writes it.
 */
import * as v from 'valibot';
import { decodeUtf8, encodeUtf8 } from '../bytes.ts';
import { isStorageError, StorageError } from '../errors.ts';
import type { ChangeTools } from '../change-tools.ts';
import type { StateChange } from '../record-set/record-change.ts';
import type { RecordIdentity, Vault } from '../vault.ts';

export const DEFAULT_LOG_DAYS = 365;
export const MAX_LOG_DAYS = 3_650;

const KEY = 'logDays';
const IDENTITY: RecordIdentity = { kind: 'logDays', id: KEY, modelSha256: null };
const DaysSchema = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LOG_DAYS)));

/** For how long the log is kept, as it is stored. */
export interface StoredLogDays {
  /** Null for ever. Also where the record cannot be trusted: nothing is removed until the administrator sets it. */
  readonly days: number | null;
  /** The record was altered, removed, or does not fit. */
  readonly fellBack: boolean;
}

export function isLogDays(days: unknown): days is number | null {
  return v.is(DaysSchema, days);
}

export async function readLogDays({ database, vault, audit }: ChangeTools): Promise<StoredLogDays> {
  const days = await open(vault, await database.get('state', KEY));
  const fellBack = days === undefined || (await audit.doubts()).records.includes(KEY);
  return { days: fellBack ? null : days, fellBack };
}

/** @returns What to write; null if nothing changes. @throws StorageError `invalid`. */
export async function prepareLogDays(tools: ChangeTools, days: number | null): Promise<StateChange | null> {
  if (!isLogDays(days))
    throw new StorageError('invalid', `The log is kept for 1 to ${MAX_LOG_DAYS} days, or for ever.`);
  const { days: daysBefore, fellBack } = await readLogDays(tools);
  if (!fellBack && daysBefore === days) return null;
  const before: unknown = await tools.database.get('state', KEY);
  const after = await tools.vault.seal(IDENTITY, encodeUtf8(JSON.stringify(days)));
  return { store: 'state', key: KEY, before, after, settles: fellBack };
}

/** Undefined if it was altered. */
async function open(vault: Vault, stored: unknown): Promise<number | null | undefined> {
  if (stored === undefined) return DEFAULT_LOG_DAYS;
  try {
    const parsed = v.safeParse(DaysSchema, JSON.parse(decodeUtf8(await vault.open(IDENTITY, stored))));
    return parsed.success ? parsed.output : undefined;
  } catch (error) {
    if (isStorageError(error, 'tampered')) return undefined;
    throw error;
  }
}
