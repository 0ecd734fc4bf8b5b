/**
 * @file The data key that seals every record, its wrapping under other keys, and the keys that it wraps.
 *
 * The data key's bytes never reach JavaScript: WebCrypto makes, wraps and unwraps it. The form that seals records
 * cannot be exported. The form that can be wrapped is there only to make a key slot. Nothing here reads or writes the
 * database.
 */
import { bytesSchema, concatBytes, encodeUtf8, equalBytes, wipe, type Bytes } from '../bytes.ts';
import { deriveBytes, type KdfParameters } from './passphrase.ts';

declare const KEY_ROLE: unique symbol;

/** A CryptoKey that only fits where its role is asked for. */
export type KeyOf<Role extends string> = CryptoKey & { readonly [KEY_ROLE]: Role };

/** Wraps and unwraps the data key. */
export type WrappingKey = KeyOf<'wrapping'>;
/** Seals and opens records. */
export type DataKey = KeyOf<'data'>;
/** The data key in a form that can be wrapped again, and seals nothing. */
export type WrappableKey = KeyOf<'wrappable'>;
/** Signs, and cannot be exported. */
export type MacKey = KeyOf<'mac'>;
/** Seals and opens one backup file. */
type BackupKey = KeyOf<'backup'>;

/** What an unwrapped data key is for. */
export type KeyUse = 'data' | 'wrappable';

/** AES-GCM's native nonce length (NIST SP 800-38D §8.2). */
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
const KEY_BITS = 256;

export interface WrappedKey {
  readonly nonce: Bytes;
  readonly wrapped: Bytes;
  /**
   * SHA-256 of the rest and of the header. It does not protect the key: an attacker can compute it too. It tells damage
   * from a wrong credential, which AES-GCM alone cannot.
   */
  readonly checksum: Bytes;
}

/** Valibot entries of a `WrappedKey`. */
export const WRAPPED_KEY_ENTRIES = {
  nonce: bytesSchema(NONCE_BYTES),
  wrapped: bytesSchema(KEY_BITS / 8 + TAG_BYTES),
  checksum: bytesSchema(32),
};

/** A random one. */
export async function generateDataKey(crypto: Crypto): Promise<WrappableKey> {
  const algorithm = { name: 'AES-GCM', length: KEY_BITS };
  return (await crypto.subtle.generateKey(algorithm, true, ['encrypt'])) as WrappableKey;
}

/** @param header - Bound to the wrapped key, so that neither can be exchanged. */
export async function wrapDataKey(
  key: WrappableKey,
  wrappingKey: WrappingKey,
  header: Bytes,
  crypto: Crypto,
): Promise<WrappedKey> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: header };
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey('raw', key, wrappingKey, algorithm));
  return { nonce, wrapped, checksum: await checksumOf({ nonce, wrapped }, header, crypto) };
}

/** Whether record and header are as they were written. It finds damage, not an attacker's change. */
export async function isWhole(record: WrappedKey, header: Bytes, crypto: Crypto): Promise<boolean> {
  return equalBytes(record.checksum, await checksumOf(record, header, crypto));
}

/** @throws DOMException `OperationError` under another key or header. */
export async function unwrapDataKey<Use extends KeyUse>(
  record: WrappedKey,
  wrappingKey: WrappingKey,
  header: Bytes,
  use: Use,
  crypto: Crypto,
): Promise<KeyOf<Use>> {
  const algorithm = { name: 'AES-GCM', iv: record.nonce, additionalData: header };
  const [extractable, usages]: [boolean, KeyUsage[]] =
    use === 'data' ? [false, ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey']] : [true, ['encrypt']];
  const args = ['raw', record.wrapped, wrappingKey, algorithm, 'AES-GCM', extractable, usages] as const;
  return (await crypto.subtle.unwrapKey(...args)) as KeyOf<Use>;
}

/** The same key for sealing records, which cannot be wrapped or exported. */
export async function dataKeyOf(key: WrappableKey, crypto: Crypto): Promise<DataKey> {
  const usages: KeyUsage[] = ['wrapKey', 'unwrapKey'];
  const algorithm = { name: 'AES-GCM', length: KEY_BITS };
  // Wrapping under a key that is thrown away is the only way from one form to the other without the bytes reaching
  // JavaScript.
  const passing = (await crypto.subtle.generateKey(algorithm, false, usages)) as WrappingKey;
  const header = encodeUtf8('passing');
  return unwrapDataKey(await wrapDataKey(key, passing, header, crypto), passing, header, 'data', crypto);
}

const MAC_ALGORITHM = { name: 'HMAC', hash: 'SHA-256', length: KEY_BITS };

/** @throws DOMException `OperationError` under another key or header. */
export async function unwrapMacKey(
  dataKey: DataKey,
  nonce: Bytes,
  header: Bytes,
  wrapped: Bytes,
  crypto: Crypto,
): Promise<MacKey> {
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: header };
  const args = ['raw', wrapped, dataKey, algorithm, MAC_ALGORITHM, false, ['sign']] as const;
  return (await crypto.subtle.unwrapKey(
    ...(args as unknown as Parameters<SubtleCrypto['unwrapKey']>),
  )) as MacKey;
}

/** Argon2id. @throws StorageError `wrongPassphrase` or `outOfMemory`, as `deriveBytes`. */
export async function passphraseWrappingKey(
  passphrase: string,
  salt: Bytes,
  parameters: KdfParameters,
  crypto: Crypto,
): Promise<WrappingKey> {
  const usages: KeyUsage[] = ['wrapKey', 'unwrapKey'];
  return (await deriveKey(passphrase, salt, parameters, usages, crypto)) as WrappingKey;
}

/**
 * HKDF with SHA-256 (RFC 5869), for secrets that nobody can guess.
 * @param secret - At least 128 bits of randomness; stays the caller's, who overwrites it.
 * @param purpose - Keys for different purposes differ.
 */
export async function secretWrappingKey(
  secret: Bytes,
  salt: Bytes,
  purpose: string,
  crypto: Crypto,
): Promise<WrappingKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt, info: encodeUtf8(`facegate ${purpose}`) };
  const aes = { name: 'AES-GCM', length: KEY_BITS };
  const usages: KeyUsage[] = ['wrapKey', 'unwrapKey'];
  return (await crypto.subtle.deriveKey(hkdf, base, aes, false, usages)) as WrappingKey;
}

/** The key of one backup file. @throws StorageError `wrongPassphrase` or `outOfMemory`, as `deriveBytes`. */
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

async function checksumOf(
  record: Omit<WrappedKey, 'checksum'>,
  header: Bytes,
  crypto: Crypto,
): Promise<Bytes> {
  const bytes = concatBytes(header, record.nonce, record.wrapped);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
