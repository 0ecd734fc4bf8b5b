/**
 * @file The data key that seals every record, and its wrapping under the operator's passphrase.
 *
 * The data key's bytes never reach JavaScript: WebCrypto makes, wraps and unwraps it, and what is handed out cannot
 * be exported. Nothing here reads or writes the database.
 */
import * as v from 'valibot';
import { bytesSchema, concatBytes, encodeUtf8, equalBytes, toHex, wipe, type Bytes } from './bytes.ts';
import { StorageError } from './errors.ts';
import {
  deriveBytes,
  isWithinRanges,
  KdfParametersSchema,
  requireGoodPassphrase,
  SALT_BYTES,
  type KdfParameters,
  type KdfPolicy,
} from './passphrase.ts';

declare const KEY_ROLE: unique symbol;

/** A CryptoKey that only fits where its role is asked for. */
type KeyOf<Role extends string> = CryptoKey & { readonly [KEY_ROLE]: Role };

/** Wraps and unwraps the data key. */
export type PassphraseKey = KeyOf<'passphrase'>;
/** Seals and opens records. */
export type DataKey = KeyOf<'data'>;
/** Seals and opens one backup file. */
export type BackupKey = KeyOf<'backup'>;

/** AES-GCM's native nonce length (NIST SP 800-38D §8.2). */
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
export const KEY_BITS = 256;
const KEY_RECORD_VERSION = 1;

/** The wrapped data key as it lies in the database. */
export interface KeyRecord {
  readonly version: typeof KEY_RECORD_VERSION;
  readonly kdf: KdfParameters;
  readonly salt: Bytes;
  readonly nonce: Bytes;
  readonly wrapped: Bytes;
  /**
   * SHA-256 of the rest. Not a defence (anyone can compute it): it tells damage from a wrong passphrase, which
   * AES-GCM alone cannot.
   */
  readonly checksum: Bytes;
}

const KeyRecordSchema = v.strictObject({
  version: v.literal(KEY_RECORD_VERSION),
  kdf: KdfParametersSchema,
  salt: bytesSchema(SALT_BYTES),
  nonce: bytesSchema(NONCE_BYTES),
  wrapped: bytesSchema(KEY_BITS / 8 + TAG_BYTES),
  checksum: bytesSchema(32),
});

/**
 * Makes a random data key and wraps it under `passphrase`.
 * @throws StorageError `weakPassphrase`.
 */
export async function createDataKey(
  passphrase: string,
  kdf: KdfPolicy,
  crypto: Crypto,
): Promise<{ readonly record: KeyRecord; readonly key: DataKey }> {
  requireGoodPassphrase(passphrase);
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const wrappingKey = await derivePassphraseKey(passphrase, salt, kdf.parameters, crypto);
  const exportable = await crypto.subtle.generateKey({ name: 'AES-GCM', length: KEY_BITS }, true, [
    'encrypt',
  ]);
  const head = { version: KEY_RECORD_VERSION, kdf: kdf.parameters, salt, nonce } as const;
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associatedData(head) };
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey('raw', exportable, wrappingKey, algorithm));
  const unsummed = { ...head, wrapped };
  const record = { ...unsummed, checksum: await checksumOf(unsummed, crypto) };
  return { record, key: await unwrap(record, wrappingKey, crypto) };
}

/**
 * Unwraps the data key.
 * @param stored - What the database holds; trusted in nothing.
 * @throws StorageError `tampered` for a damaged record or one with parameters out of range, `wrongPassphrase`.
 */
export async function openDataKey(
  passphrase: string,
  stored: unknown,
  kdf: KdfPolicy,
  crypto: Crypto,
): Promise<DataKey> {
  const parsed = v.safeParse(KeyRecordSchema, stored);
  if (!parsed.success) throw damagedKey('it has the wrong form');
  const record: KeyRecord = parsed.output;
  if (!isWithinRanges(record.kdf, kdf.ranges)) throw damagedKey('its Argon2id cost is out of range');
  if (!equalBytes(record.checksum, await checksumOf(record, crypto)))
    throw damagedKey('its checksum differs');
  const wrappingKey = await derivePassphraseKey(passphrase, record.salt, record.kdf, crypto);
  try {
    return await unwrap(record, wrappingKey, crypto);
  } catch (cause) {
    throw new StorageError('wrongPassphrase', undefined, { cause });
  }
}

/** @throws StorageError `wrongPassphrase` or `unavailable`, as `deriveBytes`. */
async function derivePassphraseKey(
  passphrase: string,
  salt: Bytes,
  parameters: KdfParameters,
  crypto: Crypto,
): Promise<PassphraseKey> {
  const usages: KeyUsage[] = ['wrapKey', 'unwrapKey'];
  return (await deriveKey(passphrase, salt, parameters, usages, crypto)) as PassphraseKey;
}

/** The key of one backup file. @throws StorageError `wrongPassphrase` or `unavailable`, as `deriveBytes`. */
export async function deriveBackupKey(
  passphrase: string,
  salt: Bytes,
  parameters: KdfParameters,
  crypto: Crypto,
): Promise<BackupKey> {
  return (await deriveKey(passphrase, salt, parameters, ['encrypt', 'decrypt'], crypto)) as BackupKey;
}

async function deriveKey(
  passphrase: string,
  salt: Bytes,
  parameters: KdfParameters,
  usages: KeyUsage[],
  crypto: Crypto,
): Promise<CryptoKey> {
  const raw = await deriveBytes(passphrase, salt, parameters);
  try {
    return await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, usages);
  } finally {
    wipe(raw);
  }
}

async function unwrap(record: KeyRecord, wrappingKey: PassphraseKey, crypto: Crypto): Promise<DataKey> {
  const algorithm = { name: 'AES-GCM', iv: record.nonce, additionalData: associatedData(record) };
  const usages: KeyUsage[] = ['encrypt', 'decrypt'];
  const args = ['raw', record.wrapped, wrappingKey, algorithm, 'AES-GCM', false, usages] as const;
  return (await crypto.subtle.unwrapKey(...args)) as DataKey;
}

/** Binds the wrapped key to its cost and salt, so that neither can be exchanged. */
function associatedData(record: Pick<KeyRecord, 'version' | 'kdf' | 'salt'>): Bytes {
  const { memoryKib, iterations, parallelism } = record.kdf;
  const parts = [
    'facegate',
    'dataKey',
    record.version,
    memoryKib,
    iterations,
    parallelism,
    toHex(record.salt),
  ];
  return encodeUtf8(JSON.stringify(parts));
}

async function checksumOf(record: Omit<KeyRecord, 'checksum'>, crypto: Crypto): Promise<Bytes> {
  const bytes = concatBytes(associatedData(record), record.nonce, record.wrapped);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function damagedKey(why: string): StorageError {
  return new StorageError('tampered', `The key record was altered or damaged: ${why}.`);
}
