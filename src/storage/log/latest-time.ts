/**
 * @file The latest time that the log knows, sealed beside it. If the clock is set back, nobody's consent lasts longer.
 * The log's order needs no clock: its entries have numbers.
 *
 * The limit is the log's own: an attacker who puts back an older copy of the whole database puts this back too.
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

/** @returns Milliseconds since the epoch; −Infinity if there is none yet, or it was altered. */
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
