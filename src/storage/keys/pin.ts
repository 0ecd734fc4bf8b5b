/**
 * @file A subject's PIN: Argon2id makes the hash that is stored, and tells whether a typed PIN is the one.
 *
 * A PIN has too few digits for any hash to hide from somebody who has the hash. What hides it is the seal of the
 * subject's record: it does what a pepper would, and unlike one it lets a backup be restored on another kiosk.
 */
import type { PinHash } from '../../core/template/types.ts';
import { equalSecrets, fromHex, toHex, wipe } from '../bytes.ts';
import { deriveBytes, SALT_BYTES, type KdfPolicy } from './passphrase.ts';

export const PIN_HASH_BYTES = 32;

/**
 * OWASP's least for Argon2id, since it runs while somebody waits at the door and every try costs it; the ranges say what
 * a record from a backup may ask for.
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

/** Stands in for the hash of somebody who is not there or has no PIN: checking takes as long, and nothing fits it. */
const NOBODY: PinHash = {
  ...PIN_KDF.parameters,
  salt: '00'.repeat(SALT_BYTES),
  hash: '00'.repeat(PIN_HASH_BYTES),
};

/**
 * Whether `pin` is the one of `stored`. Takes as long whether or not there is one.
 * @param stored - Null for a badge that nobody has, or whose subject has no PIN: then false.
 * @throws StorageError `outOfMemory`.
 */
export async function isPin(pin: string, stored: PinHash | null): Promise<boolean> {
  const { salt, hash, ...parameters } = stored ?? NOBODY;
  const derived = await deriveBytes(pin, fromHex(salt), parameters);
  const same = equalSecrets(derived, fromHex(hash));
  wipe(derived);
  return same && stored !== null;
}
