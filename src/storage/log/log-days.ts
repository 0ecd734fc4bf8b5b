/**
 * @file For how long the audit log is kept. It is a sealed record of its own, so that an older kiosk, which does not
 * know it, still opens the settings. `settings-changes.ts` writes it.
 */
import * as v from 'valibot';
import { decodeUtf8, encodeUtf8 } from '../bytes.ts';
import { isStorageError, StorageError } from '../errors.ts';
import type { ChangeTools, Replacement } from '../change-tools.ts';
import type { RecordIdentity, Vault } from '../vault.ts';

export const DEFAULT_LOG_DAYS = 365;
export const MAX_LOG_DAYS = 3_650;

const KEY = 'logDays';
const IDENTITY: RecordIdentity = { kind: 'logDays', id: KEY, modelSha256: null };
const DaysSchema = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_LOG_DAYS)));

/**
 * @returns Days; null for ever. Also null if the record was altered: nothing is removed until the administrator sets it
 * again.
 */
export async function readLogDays({ database, vault }: Omit<ChangeTools, 'audit'>): Promise<number | null> {
  return open(vault, await database.get('state', KEY));
}

/** @returns What to write; null if nothing changes. @throws StorageError `invalid`. */
export async function prepareLogDays(
  { database, vault }: Omit<ChangeTools, 'audit'>,
  days: number | null,
): Promise<Replacement | null> {
  if (!v.is(DaysSchema, days))
    throw new StorageError('invalid', `The log is kept for 1 to ${MAX_LOG_DAYS} days, or for ever.`);
  const stored: unknown = await database.get('state', KEY);
  if ((await open(vault, stored)) === days) return null;
  return { key: KEY, stored, sealed: await vault.seal(IDENTITY, encodeUtf8(JSON.stringify(days))) };
}

async function open(vault: Vault, stored: unknown): Promise<number | null> {
  if (stored === undefined) return DEFAULT_LOG_DAYS;
  try {
    const parsed = v.safeParse(DaysSchema, JSON.parse(decodeUtf8(await vault.open(IDENTITY, stored))));
    return parsed.success ? parsed.output : null;
  } catch (error) {
    if (isStorageError(error, 'tampered')) return null;
    throw error;
  }
}
