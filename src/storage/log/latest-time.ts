/**
 * @file The latest moment that the log knows of, sealed beside it, so that a clock that was set back gives nobody more time.
 * The order of the log needs no clock: it is that of its entries' numbers.
 *
 * The limit is the log's own: whoever puts back an older copy of the whole database puts this back too.
 */
import * as v from 'valibot';
import { decodeUtf8, encodeUtf8 } from '../bytes.ts';
import { isStorageError } from '../errors.ts';
import type { RecordIdentity, SealedRecord, Vault } from '../vault.ts';

export const LATEST_TIME_KEY = 'clock';
const IDENTITY: RecordIdentity = { kind: 'clock', id: LATEST_TIME_KEY, modelSha256: null };
const Schema = v.strictObject({ latestMs: v.number() });

export function sealLatestTime(vault: Vault, latestMs: number): Promise<SealedRecord> {
  return vault.seal(IDENTITY, encodeUtf8(JSON.stringify({ latestMs })));
}

/** @returns Milliseconds since the epoch; −Infinity where there is none yet, or it was altered. */
export async function openLatestTime(vault: Vault, stored: unknown): Promise<number> {
  if (stored === undefined) return -Infinity;
  try {
    const parsed = v.safeParse(Schema, JSON.parse(decodeUtf8(await vault.open(IDENTITY, stored))));
    return parsed.success ? parsed.output.latestMs : -Infinity;
  } catch (error) {
    if (isStorageError(error, 'tampered')) return -Infinity;
    throw error;
  }
}
