/**
 * @file A subject's PIN: Argon2id makes the hash that is stored, and tells whether a typed PIN is the one.
 *
 * A PIN has few digits, so an attacker who has the hash can try them all. The seal of the subject's record protects the
 * hash, as a pepper would. Unlike a pepper, it lets a site restore a backup on another kiosk.
 */
import type { PinHash } from '../../core/template/types.ts';
import { equalSecrets, fromHex, toHex, wipe } from '../bytes.ts';
import { deriveBytes, SALT_BYTES, type KdfPolicy } from './passphrase.ts';

export const PIN_HASH_BYTES = 32;

/**
 * OWASP's least cost for Argon2id, since a visitor waits at the door for every try. The ranges limit what a record from
 * a backup may ask for.
 */
export const PIN_KDF: KdfPolicy = {
  parameters: { memoryKib: 19 * 1024, iterations: 2, parallelism: 1 },
  ranges: {
    memoryKib: { min: 19 * 1024, max: 64 * 1024 },
    iterations: { min: 2, max: 4 },
    parallelism: { min: 1, max: 1 },
  },
};

/** @throws StorageError `outOfMemory`. */
export async function hashPin(pin: string, crypto: Crypto = globalThis.crypto): Promise<PinHash> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const derived = await deriveBytes(pin, salt, PIN_KDF.parameters);
  const hash = { ...PIN_KDF.parameters, salt: toHex(salt), hash: toHex(derived) };
  wipe(derived);
  return hash;
}

/** Checked instead of a hash that is not there: it takes as long, and no PIN fits it. */
const NOBODY: PinHash = {
  ...PIN_KDF.parameters,
  salt: '00'.repeat(SALT_BYTES),
  hash: '00'.repeat(PIN_HASH_BYTES),
};

/**
 * Whether `pin` is the one of `stored`. It takes as long without one, so an attacker does not learn which badges have a
 * PIN.
 * @param stored - Null for a badge that nobody has, or whose subject has no PIN: then the answer is false.
 * @throws StorageError `outOfMemory`.
 */
export async function isPin(pin: string, stored: PinHash | null): Promise<boolean> {
  const { salt, hash, ...parameters } = stored ?? NOBODY;
  const derived = await deriveBytes(pin, fromHex(salt), parameters);
  const same = equalSecrets(derived, fromHex(hash));
  wipe(derived);
  return same && stored !== null;
}
