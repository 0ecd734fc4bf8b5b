/**
 * @file The `.facegate` file: subjects and the site's rules sealed under a passphrase. Pure: bytes in, bytes out. It
 * uses no database and no clock, and runs in a browser and in Node.
 *
 * Layout, integers little-endian: magic (8 bytes) · version (uint16) · Argon2id memory in KiB, iterations, parallelism
 * (uint32 each) · salt (16) · nonce (12) · ciphertext length (uint32) · ciphertext · SHA-256 of all before. The header
 * is the ciphertext's associated data. The SHA-256 does not protect the file: an attacker can compute it too. It tells
 * a damaged file from a wrong passphrase before the slow Argon2id runs.
 *
 * Plaintext: count (uint32), then for each subject its length (uint32) and its bytes from `template-codec.ts`. Version
 * 2 adds the length (uint32) of the rules and their bytes from `site-rules-codec.ts`. Version 3 adds in the same way
 * who was erased, from `erased.ts`. A file without rules is still of version 1.
 */
import type { Subject } from '../core/template/types.ts';
import { concatAll, concatBytes, encodeUtf8, equalBytes, wipe, type Bytes } from './bytes.ts';
import { decodeErased, encodeErased, type ErasedList } from './erased.ts';
import { StorageError } from './errors.ts';
import { wipeSubjects } from './gallery-store.ts';
import { deriveBackupKey, NONCE_BYTES, TAG_BYTES } from './keys/keys.ts';
import {
  DEFAULT_KDF,
  isWithinRanges,
  requireGoodPassphrase,
  SALT_BYTES,
  type KdfPolicy,
} from './keys/passphrase.ts';
import { decodeSiteRules, encodeSiteRules, parseSiteRules, type SiteRules } from './site-rules-codec.ts';
import { decodeSubject, encodeSubject } from './template-codec.ts';

const MAGIC = encodeUtf8('FACEGATE');
const VERSIONS = { subjects: 1, subjectsAndRules: 2, erasedToo: 3 };
const CHECKSUM_BYTES = 32;
const LENGTH_BYTES = 4;

const VERSION_AT = MAGIC.length;
const MEMORY_AT = VERSION_AT + 2;
const ITERATIONS_AT = MEMORY_AT + 4;
const PARALLELISM_AT = ITERATIONS_AT + 4;
const SALT_AT = PARALLELISM_AT + 4;
const NONCE_AT = SALT_AT + SALT_BYTES;
const LENGTH_AT = NONCE_AT + NONCE_BYTES;
const HEADER_BYTES = LENGTH_AT + LENGTH_BYTES;

export interface BackupContent {
  readonly subjects: readonly Subject[];
  /** Null in a file of people alone. */
  readonly rules: SiteRules | null;
  /** Whom the kiosks that the file comes from erased. A file of before version 3, and one without rules, lacks it. */
  readonly erased?: readonly ErasedList[];
}

interface BackupOptions {
  readonly kdf?: KdfPolicy;
  readonly crypto?: Crypto;
}

/**
 * @param content - Stays the caller's.
 * @returns The bytes of a `.facegate` file.
 * @throws StorageError `weakPassphrase`, or `invalid` for a subject or rule out of range and for an id that occurs
 * twice.
 */
export async function sealBackup(
  { subjects, rules, erased }: BackupContent,
  passphrase: string,
  { kdf = DEFAULT_KDF, crypto = globalThis.crypto }: BackupOptions = {},
): Promise<Bytes> {
  await requireGoodPassphrase(passphrase);
  if (hasRepeatedId(subjects))
    throw new StorageError('invalid', 'Two subjects of the backup have the same id.');
  const plaintext = pack(subjects, rules, erased);
  const version =
    rules === null
      ? VERSIONS.subjects
      : erased === undefined
        ? VERSIONS.subjectsAndRules
        : VERSIONS.erasedToo;
  try {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const header = new Uint8Array(HEADER_BYTES);
    const view = new DataView(header.buffer);
    header.set(MAGIC);
    view.setUint16(VERSION_AT, version, true);
    view.setUint32(MEMORY_AT, kdf.parameters.memoryKib, true);
    view.setUint32(ITERATIONS_AT, kdf.parameters.iterations, true);
    view.setUint32(PARALLELISM_AT, kdf.parameters.parallelism, true);
    header.set(salt, SALT_AT);
    header.set(nonce, NONCE_AT);
    view.setUint32(LENGTH_AT, plaintext.length + TAG_BYTES, true);
    const key = await deriveBackupKey(passphrase, salt, kdf.parameters, crypto);
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: header };
    const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
    const body = concatBytes(header, ciphertext);
    return concatBytes(body, await sha256(body, crypto));
  } finally {
    wipe(plaintext);
  }
}

/**
 * @param file - May come from an attacker. All that can be checked without Argon2id is checked before it runs.
 * @returns The caller owns the subjects' embeddings and overwrites them in the end.
 * @throws StorageError `badBackup`, `wrongPassphrase`, or `outOfMemory`.
 */
export async function openBackup(
  file: Uint8Array,
  passphrase: string,
  { kdf = DEFAULT_KDF, crypto = globalThis.crypto }: BackupOptions = {},
): Promise<BackupContent> {
  // Copied, because the caller's bytes could change during the waits below.
  const bytes = new Uint8Array(file);
  const { version, header, parameters, salt, nonce, ciphertext } = await readFile(bytes, kdf, crypto);
  const key = await deriveBackupKey(passphrase, salt, parameters, crypto);
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: header };
  let plaintext: Bytes;
  try {
    plaintext = new Uint8Array(await crypto.subtle.decrypt(algorithm, key, ciphertext));
  } catch (cause) {
    throw new StorageError('wrongPassphrase', undefined, { cause });
  }
  try {
    return unpack(plaintext, version);
  } finally {
    wipe(plaintext);
  }
}

async function readFile(bytes: Bytes, kdf: KdfPolicy, crypto: Crypto) {
  if (bytes.length < MAGIC.length || !equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) {
    throw badBackup('It does not begin as a backup does.');
  }
  if (bytes.length < HEADER_BYTES + TAG_BYTES + CHECKSUM_BYTES) throw badBackup('It is cut short.');
  const view = new DataView(bytes.buffer);
  const version = view.getUint16(VERSION_AT, true);
  if (!Object.values(VERSIONS).includes(version)) {
    throw badBackup(
      `It is of format version ${version}; this Facegate reads up to ${Math.max(...Object.values(VERSIONS))}.`,
    );
  }
  const ciphertextEnd = HEADER_BYTES + view.getUint32(LENGTH_AT, true);
  if (bytes.length !== ciphertextEnd + CHECKSUM_BYTES) throw badBackup('Its length does not fit.');
  const parameters = {
    memoryKib: view.getUint32(MEMORY_AT, true),
    iterations: view.getUint32(ITERATIONS_AT, true),
    parallelism: view.getUint32(PARALLELISM_AT, true),
  };
  if (!isWithinRanges(parameters, kdf.ranges)) throw badBackup('Its Argon2id cost is out of range.');
  const checksum = bytes.subarray(ciphertextEnd);
  if (!equalBytes(checksum, await sha256(bytes.subarray(0, ciphertextEnd), crypto))) {
    throw badBackup('It was altered or damaged.');
  }
  return {
    version,
    header: bytes.subarray(0, HEADER_BYTES),
    parameters,
    salt: bytes.subarray(SALT_AT, NONCE_AT),
    nonce: bytes.subarray(NONCE_AT, LENGTH_AT),
    ciphertext: bytes.subarray(HEADER_BYTES, ciphertextEnd),
  };
}

function pack(subjects: readonly Subject[], rules: SiteRules | null, erased: BackupContent['erased']): Bytes {
  const encoded: Bytes[] = [];
  try {
    for (const subject of subjects) encoded.push(encodeSubject(subject));
    const parts = [...encoded];
    if (rules !== null) parts.push(encodeSiteRules(parseSiteRules(rules)));
    if (rules !== null && erased !== undefined) parts.push(encodeErased(erased));
    return concatAll([uint32(encoded.length), ...parts.flatMap((bytes) => [uint32(bytes.length), bytes])]);
  } finally {
    encoded.forEach(wipe);
  }
}

/** Whoever wrote this knew the passphrase. It is checked all the same. */
function unpack(plaintext: Bytes, version: number): BackupContent {
  const view = new DataView(plaintext.buffer);
  let offset = LENGTH_BYTES;
  const nextPart = (): Bytes => {
    if (offset + LENGTH_BYTES > plaintext.length) throw badBackup('Its content is incomplete.');
    const start = offset + LENGTH_BYTES;
    const end = start + view.getUint32(offset, true);
    if (end > plaintext.length) throw badBackup('Its content is incomplete.');
    offset = end;
    return plaintext.subarray(start, end);
  };
  const subjects: Subject[] = [];
  try {
    const count = plaintext.length < LENGTH_BYTES ? Infinity : view.getUint32(0, true);
    while (subjects.length < count) {
      const part = nextPart();
      subjects.push(valid(`Its subject number ${subjects.length + 1}`, () => decodeSubject(part)));
    }
    const part = version === VERSIONS.subjects ? null : nextPart();
    const rules = part && valid('What it holds of the site’s rules', () => decodeSiteRules(part));
    const last = version < VERSIONS.erasedToo ? null : nextPart();
    const erased = last && valid('What it holds of erased people', () => decodeErased(last));
    if (offset !== plaintext.length) throw badBackup('Its content is longer than it says.');
    if (hasRepeatedId(subjects)) throw badBackup('Two of its subjects have the same id.');
    return { subjects, rules, ...(erased === null ? {} : { erased }) };
  } catch (error) {
    wipeSubjects(subjects);
    throw error;
  }
}

/** @throws StorageError `badBackup` that says which part is not valid. */
function valid<T>(what: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw badBackup(`${what} is not valid.`, cause);
  }
}

function hasRepeatedId(subjects: readonly Subject[]): boolean {
  return new Set(subjects.map(({ id }) => id)).size !== subjects.length;
}

function uint32(value: number): Bytes {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

async function sha256(bytes: Bytes, crypto: Crypto): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function badBackup(why: string, cause?: unknown): StorageError {
  return new StorageError('badBackup', why, { cause });
}
