/**
 * @file The `.facegate` file: subjects and the site's rules sealed under a passphrase, written and read as a stream. It
 * uses no database and no clock, and runs in a browser and in Node.
 *
 * Layout: header of `file-header.ts` · ciphertext · SHA-256 of all before. The header is associated data of the
 * ciphertext. The SHA-256 does not protect the file: an attacker can compute it too. It tells a
 * damaged file from a wrong passphrase before the slow Argon2id runs.
 *
 * Version 4: the ciphertext is parts of `length` bytes of plaintext each, the last one shorter, each sealed on its own
 * (STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015). The last four bytes of a part's nonce count the
 * parts, and a byte after its associated data says whether it is the last: none can be moved, left out or cut off.
 * Plaintext: count of subjects (uint32); length (uint32) and bytes of the rules from `site-rules-codec.ts`, of who was
 * erased from `erased.ts`, each empty where there is none; then for each subject its length (uint32) and its bytes from
 * `template-codec.ts`.
 *
 * Versions 1 to 3 have one ciphertext of `length` bytes, of: count, subjects, then in version 2 the rules, then in
 * version 3 who was erased.
 */
import { createSHA256 } from 'hash-wasm';
import type { Subject } from '../core/template/types.ts';
import { concatAll, concatBytes, equalBytes, wipe, type Bytes } from './bytes.ts';
import { decodeErased, encodeErased, type ErasedList } from './erased.ts';
import { StorageError } from './errors.ts';
import { decodeHeader, encodeHeader, hasMagic, HEADER_BYTES } from './file-header.ts';
import { wipeSubjects } from './gallery/seal-subject.ts';
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

const MAGIC = 'FACEGATE';
const VERSIONS = { subjects: 1, subjectsAndRules: 2, erasedToo: 3, parts: 4 };
const CHECKSUM_BYTES = 32;
const LENGTH_BYTES = 4;

/** Plaintext of a part. */
const PART_BYTES = 2 ** 20;
const MOST_PART_BYTES = 2 ** 24;
const COUNTER_BYTES = 4;

/** What is written beside the subjects. */
export interface BackupFacts {
  /** Null in a file of people alone. */
  readonly rules: SiteRules | null;
  /** Whom the kiosks that the file comes from erased. A file of before version 3, and one without rules, lacks it. */
  readonly erased?: readonly ErasedList[];
}

export interface BackupContent extends BackupFacts {
  readonly subjects: readonly Subject[];
}

/** A backup that is read subject by subject. */
export interface OpenedBackup extends BackupFacts {
  readonly count: number;
  /**
   * Reads the subjects, from the first each time it is called. No id occurs twice. The embeddings of a subject are
   * overwritten when the next one is asked for.
   * @throws StorageError `badBackup`.
   */
  subjects(): AsyncGenerator<Subject>;
}

/** The bytes of a file, wherever they are. */
export type BackupFile = Uint8Array | Blob;

interface BackupOptions {
  readonly kdf?: KdfPolicy;
  readonly crypto?: Crypto;
}

/**
 * @param content - Stays the caller's.
 * @returns The bytes of a `.facegate` file.
 * @throws As `backupParts`.
 */
export async function sealBackup(
  { subjects, ...facts }: BackupContent,
  passphrase: string,
  options?: BackupOptions,
): Promise<Bytes> {
  const parts: Bytes[] = [];
  for await (const part of backupParts(subjects, subjects.length, facts, passphrase, options))
    parts.push(part);
  return concatAll(parts);
}

/**
 * @param subjects - Stay the caller's; read one after the other.
 * @param count - How many there are.
 * @returns The bytes of a `.facegate` file, a megabyte at a time.
 * @throws StorageError `weakPassphrase`, or `invalid` for a subject or rule out of range, for an id that occurs twice,
 * and where there are not `count` subjects.
 */
export async function* backupParts(
  subjects: Iterable<Subject> | AsyncIterable<Subject>,
  count: number,
  { rules, erased }: BackupFacts,
  passphrase: string,
  { kdf = DEFAULT_KDF, crypto = globalThis.crypto }: BackupOptions = {},
): AsyncGenerator<Bytes> {
  await requireGoodPassphrase(passphrase);
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES)).fill(0, NONCE_BYTES - COUNTER_BYTES);
  const { parameters } = kdf;
  const facts = { version: VERSIONS.parts, parameters, salt, nonce, length: PART_BYTES };
  const header = encodeHeader(MAGIC, facts);
  const key = await deriveBackupKey(passphrase, salt, kdf.parameters, crypto);
  const checksum = await createSHA256();
  const part = new Uint8Array(PART_BYTES);
  let filled = 0;
  let index = 0;
  const seal = async (isLast: boolean): Promise<Bytes> => {
    const algorithm = partAlgorithm(header, index, isLast);
    const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, part.subarray(0, filled)));
    checksum.update(sealed);
    index += 1;
    filled = 0;
    return sealed;
  };
  checksum.update(header);
  yield header;
  try {
    for await (const bytes of plaintextOf(subjects, count, rules, erased)) {
      try {
        for (let at = 0; at < bytes.length;) {
          // Only a part that more follows is not the last.
          if (filled === PART_BYTES) yield await seal(false);
          const taken = bytes.subarray(at, at + PART_BYTES - filled);
          part.set(taken, filled);
          filled += taken.length;
          at += taken.length;
        }
      } finally {
        wipe(bytes);
      }
    }
    yield await seal(true);
    yield checksum.digest('binary') as Bytes;
  } finally {
    wipe(part);
  }
}

async function* plaintextOf(
  subjects: Iterable<Subject> | AsyncIterable<Subject>,
  count: number,
  rules: SiteRules | null,
  erased: BackupFacts['erased'],
): AsyncGenerator<Bytes> {
  const encodedRules = rules === null ? new Uint8Array() : encodeSiteRules(parseSiteRules(rules));
  const encodedErased = rules === null || erased === undefined ? new Uint8Array() : encodeErased(erased);
  yield uint32(count);
  for (const bytes of [encodedRules, encodedErased]) yield concatBytes(uint32(bytes.length), bytes);
  const ids = new Set<string>();
  for await (const subject of subjects) {
    if (ids.has(subject.id))
      throw new StorageError('invalid', 'Two subjects of the backup have the same id.');
    ids.add(subject.id);
    const bytes = encodeSubject(subject);
    yield concatBytes(uint32(bytes.length), bytes);
    wipe(bytes);
  }
  if (ids.size !== count) throw new StorageError('invalid', 'The people changed while the backup was made.');
}

function partAlgorithm(header: Bytes, index: number, isLast: boolean) {
  const iv = decodeHeader(header).nonce;
  new DataView(iv.buffer).setUint32(NONCE_BYTES - COUNTER_BYTES, index, true);
  return { name: 'AES-GCM', iv, additionalData: concatBytes(header, Uint8Array.of(isLast ? 1 : 0)) };
}

/**
 * @param file - May come from an attacker. All that can be checked without Argon2id is checked before it runs.
 * @returns The caller owns the subjects' embeddings and overwrites them in the end.
 * @throws StorageError `badBackup`, `wrongPassphrase`, or `outOfMemory`.
 */
export async function openBackup(
  file: BackupFile,
  passphrase: string,
  options?: BackupOptions,
): Promise<BackupContent> {
  const backup = await readBackup(file, passphrase, options);
  const { rules, erased } = backup;
  const kept: Subject[] = [];
  try {
    for await (const subject of backup.subjects()) kept.push(copyOf(subject));
  } catch (error) {
    wipeSubjects(kept);
    throw error;
  }
  return { subjects: kept, rules, ...(erased === undefined ? {} : { erased }) };
}

function copyOf(subject: Subject): Subject {
  const { template } = subject;
  const embeddings = template?.embeddings.map((embedding) => embedding.slice()) ?? [];
  return { ...subject, template: template && { ...template, embeddings } };
}

/**
 * As `openBackup`, without holding the subjects. Their bytes are checked as they are read.
 * @param file - Must not change meanwhile.
 */
export async function readBackup(
  file: BackupFile,
  passphrase: string,
  { kdf = DEFAULT_KDF, crypto = globalThis.crypto }: BackupOptions = {},
): Promise<OpenedBackup> {
  const source = sourceOf(file);
  const { version, header, parameters, salt, bodyEnd } = await readHeader(source, kdf, crypto);
  const key = await deriveBackupKey(passphrase, salt, parameters, crypto);
  const plaintext = (): AsyncGenerator<Bytes> =>
    version === VERSIONS.parts
      ? openParts(source, header, bodyEnd, key, crypto)
      : openWhole(source, header, bodyEnd, key, crypto);
  return version === VERSIONS.parts ? readParts(plaintext) : readEarlier(plaintext, version);
}

interface Source {
  readonly size: number;
  read(from: number, to: number): Promise<Bytes>;
}

function sourceOf(file: BackupFile): Source {
  if (file instanceof Uint8Array) {
    // Copied, because the caller's bytes could change during the waits.
    const bytes = new Uint8Array(file);
    return { size: bytes.length, read: (from, to) => Promise.resolve(bytes.slice(from, to)) };
  }
  return {
    size: file.size,
    read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
  };
}

async function checksumOf(source: Source, end: number, crypto: Crypto): Promise<Uint8Array> {
  // WebCrypto is faster, and takes all at once.
  if (end <= PART_BYTES)
    return new Uint8Array(await crypto.subtle.digest('SHA-256', await source.read(0, end)));
  const checksum = await createSHA256();
  for (let from = 0; from < end; from += PART_BYTES) {
    checksum.update(await source.read(from, Math.min(end, from + PART_BYTES)));
  }
  return checksum.digest('binary');
}

async function readHeader(source: Source, kdf: KdfPolicy, crypto: Crypto) {
  const { size } = source;
  const header = await source.read(0, HEADER_BYTES);
  if (!hasMagic(header, MAGIC)) throw badBackup('It does not begin as a backup does.');
  if (size < HEADER_BYTES + TAG_BYTES + CHECKSUM_BYTES) throw badBackup('It is cut short.');
  const { version, parameters, salt, length } = decodeHeader(header);
  if (!Object.values(VERSIONS).includes(version)) {
    throw badBackup(
      `It is of format version ${version}; this Facegate reads up to ${Math.max(...Object.values(VERSIONS))}.`,
    );
  }
  const bodyEnd = size - CHECKSUM_BYTES;
  if (version === VERSIONS.parts) {
    if (length === 0 || length > MOST_PART_BYTES) throw badBackup('The length of its parts is out of range.');
    const rest = (bodyEnd - HEADER_BYTES) % (length + TAG_BYTES);
    if (rest > 0 && rest < TAG_BYTES) throw badBackup('Its length does not fit.');
  } else if (bodyEnd !== HEADER_BYTES + length) throw badBackup('Its length does not fit.');
  if (!isWithinRanges(parameters, kdf.ranges)) throw badBackup('Its Argon2id cost is out of range.');
  if (!equalBytes(await source.read(bodyEnd, size), await checksumOf(source, bodyEnd, crypto))) {
    throw badBackup('It was altered or damaged.');
  }
  return { version, header, parameters, salt, bodyEnd };
}

async function* openParts(
  source: Source,
  header: Bytes,
  bodyEnd: number,
  key: CryptoKey,
  crypto: Crypto,
): AsyncGenerator<Bytes> {
  const partBytes = decodeHeader(header).length + TAG_BYTES;
  for (let [from, index] = [HEADER_BYTES, 0]; from < bodyEnd; [from, index] = [from + partBytes, index + 1]) {
    const to = Math.min(bodyEnd, from + partBytes);
    yield await decrypt(
      partAlgorithm(header, index, to === bodyEnd),
      key,
      await source.read(from, to),
      crypto,
    );
  }
}

async function* openWhole(
  source: Source,
  header: Bytes,
  bodyEnd: number,
  key: CryptoKey,
  crypto: Crypto,
): AsyncGenerator<Bytes> {
  const algorithm = { name: 'AES-GCM', iv: decodeHeader(header).nonce, additionalData: header };
  yield await decrypt(algorithm, key, await source.read(HEADER_BYTES, bodyEnd), crypto);
}

async function decrypt(
  algorithm: AesGcmParams,
  key: CryptoKey,
  ciphertext: Bytes,
  crypto: Crypto,
): Promise<Bytes> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, ciphertext));
  } catch (cause) {
    throw new StorageError('wrongPassphrase', undefined, { cause });
  }
}

async function readParts(plaintext: () => AsyncGenerator<Bytes>): Promise<OpenedBackup> {
  const first = new PartReader(plaintext());
  const [count, rules, erased] = await readFacts(first).finally(() => first.close());
  return {
    ...{ count, rules },
    ...(erased === null ? {} : { erased }),
    async *subjects() {
      const reader = new PartReader(plaintext());
      try {
        await readFacts(reader);
        yield* readSubjects(reader, count);
        await reader.requireEnd();
      } finally {
        await reader.close();
      }
    },
  };
}

async function readFacts(reader: PartReader) {
  const count = await reader.number();
  const rules = await reader.part();
  const erased = await reader.part();
  return [
    count,
    rules.length === 0 ? null : valid('What it holds of the site’s rules', () => decodeSiteRules(rules)),
    erased.length === 0 ? null : valid('What it holds of erased people', () => decodeErased(erased)),
  ] as const;
}

async function readEarlier(plaintext: () => AsyncGenerator<Bytes>, version: number): Promise<OpenedBackup> {
  // The rules come last.
  const first = new PartReader(plaintext());
  try {
    const count = await first.number();
    for (let number = 0; number < count; number += 1) wipe(await first.part());
    const rules = version === VERSIONS.subjects ? null : await first.part();
    const erased = version < VERSIONS.erasedToo ? null : await first.part();
    await first.requireEnd();
    return {
      count,
      rules: rules && valid('What it holds of the site’s rules', () => decodeSiteRules(rules)),
      ...(erased === null
        ? {}
        : { erased: valid('What it holds of erased people', () => decodeErased(erased)) }),
      async *subjects() {
        const reader = new PartReader(plaintext());
        try {
          await reader.number();
          yield* readSubjects(reader, count);
        } finally {
          await reader.close();
        }
      },
    };
  } finally {
    await first.close();
  }
}

async function* readSubjects(reader: PartReader, count: number): AsyncGenerator<Subject> {
  const ids = new Set<string>();
  while (ids.size < count) {
    const bytes = await reader.part();
    const subject = valid(`Its subject number ${ids.size + 1}`, () => decodeSubject(bytes));
    wipe(bytes);
    try {
      if (ids.has(subject.id)) throw badBackup('Two of its subjects have the same id.');
      ids.add(subject.id);
      yield subject;
    } finally {
      wipeSubjects([subject]);
    }
  }
}

/** Takes numbers and parts from plaintext as it comes, which is checked, though its writer knew the passphrase. */
class PartReader {
  private _rest: Bytes = new Uint8Array();

  constructor(private readonly _plaintext: AsyncGenerator<Bytes>) {}

  async number(): Promise<number> {
    const bytes = await this._take(LENGTH_BYTES);
    return new DataView(bytes.buffer).getUint32(0, true);
  }

  /** @returns The caller's. */
  async part(): Promise<Bytes> {
    return this._take(await this.number());
  }

  async requireEnd(): Promise<void> {
    const isOver = this._rest.length === 0 && (await this._plaintext.next()).done === true;
    if (!isOver) throw badBackup('Its content is longer than it says.');
  }

  /** Overwrites what was not taken. */
  async close(): Promise<void> {
    wipe(this._rest);
    await this._plaintext.return(undefined);
  }

  private async _take(length: number): Promise<Bytes> {
    const taken: Bytes[] = [];
    for (let missing = length; missing > 0;) {
      if (this._rest.length === 0) {
        const next = await this._plaintext.next();
        if (next.done === true) throw badBackup('Its content is incomplete.');
        this._rest = next.value;
      }
      const some = this._rest.subarray(0, missing);
      taken.push(some.slice());
      wipe(some);
      this._rest = this._rest.subarray(some.length);
      missing -= some.length;
    }
    const whole = concatBytes(...taken);
    if (taken.length > 1) taken.forEach(wipe);
    return whole;
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

function uint32(value: number): Bytes {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function badBackup(why: string, cause?: unknown): StorageError {
  return new StorageError('badBackup', why, { cause });
}
