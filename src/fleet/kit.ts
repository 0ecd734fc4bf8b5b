/**
 * @file The site's secrets as a `.facegate-fleet` file under a passphrase: whoever has both rules the fleet. Uses no
 * database and no network.
 *
 * Layout, integers little-endian, as of a backup: magic (8 bytes) · version (uint16) · Argon2id memory in KiB,
 * iterations, parallelism (uint32 each) · salt (16) · nonce (12) · length (uint32) · AES-256-GCM of the secrets (JSON,
 * UTF-8) · SHA-256 of all before. The header is associated data. The SHA-256 tells a damaged file from a wrong
 * passphrase before the slow Argon2id runs; it does not protect the file.
 */
import * as v from 'valibot';
import {
  concatBytes,
  decodeUtf8,
  encodeUtf8,
  equalBytes,
  toHex,
  wipe,
  type Bytes,
} from '../storage/bytes.ts';
import { StorageError } from '../storage/errors.ts';
import { deriveBackupKey, NONCE_BYTES, TAG_BYTES } from '../storage/keys/keys.ts';
import {
  DEFAULT_KDF,
  isWithinRanges,
  type KdfPolicy,
  requireGoodPassphrase,
  SALT_BYTES,
} from '../storage/keys/passphrase.ts';
import { makeHubSeeds } from './credentials.ts';
import { makePair } from './device-keys.ts';
import { FleetError } from './errors.ts';
import { BOX_KEY } from './hpke.ts';
import { SIGNING_KEY } from './sealed-record.ts';

const MAGIC = encodeUtf8('FACEFLTK');
const VERSION = 1;
const CHECKSUM_BYTES = 32;

const VERSION_AT = MAGIC.length;
const MEMORY_AT = VERSION_AT + 2;
const ITERATIONS_AT = MEMORY_AT + 4;
const PARALLELISM_AT = ITERATIONS_AT + 4;
const SALT_AT = PARALLELISM_AT + 4;
const NONCE_AT = SALT_AT + SALT_BYTES;
const LENGTH_AT = NONCE_AT + NONCE_BYTES;
const HEADER_BYTES = LENGTH_AT + 4;

const ZONE_SECRET_BYTES = 32;
const SITE_ID_BYTES = 16;
const MOST_BYTES = 65_536;
export const MOST_SITE_NAME = 60;

const Pair = v.strictObject({
  private: v.pipe(v.string(), v.regex(/^[0-9a-f]{100,400}$/)),
  public: v.pipe(v.string(), v.regex(/^04[0-9a-f]{128}$/)),
});
const Seed = (kind: string) => v.pipe(v.string(), v.regex(new RegExp(`^S${kind}[A-Z2-7]{56}$`)));

/** Of later versions: fields that this one does not know are kept out. */
const KitSchema = v.object({
  siteId: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  siteName: v.pipe(v.string(), v.minLength(1), v.maxLength(MOST_SITE_NAME)),
  madeAtMs: v.pipe(v.number(), v.finite(), v.minValue(0)),
  /** Rule the hub. */
  hub: v.object({ operator: Seed('O'), system: Seed('A'), account: Seed('A') }),
  /** Signs for the site: private half as PKCS #8, public half raw, in hex. */
  signing: Pair,
  /** What doors seal their events to. */
  audit: Pair,
  /** Every key of every zone follows from it: see `epoch-keys.ts`. So a kit that was saved once is never too old. */
  zoneSecret: v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${2 * ZONE_SECRET_BYTES}}$`))),
});

export type Kit = v.InferOutput<typeof KitSchema>;

interface KitOptions {
  readonly kdf?: KdfPolicy;
  readonly crypto?: Crypto;
}

/** Random secrets, for a new site. */
export async function makeKit(siteName: string, madeAtMs: number, crypto: Crypto): Promise<Kit> {
  const random = (bytes: number): string => toHex(crypto.getRandomValues(new Uint8Array(bytes)));
  return {
    siteId: random(SITE_ID_BYTES),
    siteName,
    madeAtMs,
    hub: makeHubSeeds(),
    signing: await makePair({ ...SIGNING_KEY }, ['sign', 'verify'], crypto),
    audit: await makePair({ ...BOX_KEY }, ['deriveBits'], crypto),
    zoneSecret: random(ZONE_SECRET_BYTES),
  };
}

/** @returns The bytes of a `.facegate-fleet` file. @throws StorageError `weakPassphrase`. */
export async function sealKit(
  kit: Kit,
  passphrase: string,
  { kdf = DEFAULT_KDF, crypto = globalThis.crypto }: KitOptions = {},
): Promise<Bytes> {
  await requireGoodPassphrase(passphrase);
  const plaintext = encodeUtf8(JSON.stringify(v.parse(KitSchema, kit)));
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  header.set(MAGIC);
  view.setUint16(VERSION_AT, VERSION, true);
  view.setUint32(MEMORY_AT, kdf.parameters.memoryKib, true);
  view.setUint32(ITERATIONS_AT, kdf.parameters.iterations, true);
  view.setUint32(PARALLELISM_AT, kdf.parameters.parallelism, true);
  header.set(salt, SALT_AT);
  header.set(nonce, NONCE_AT);
  view.setUint32(LENGTH_AT, plaintext.length + TAG_BYTES, true);
  try {
    const key = await deriveBackupKey(passphrase, salt, kdf.parameters, crypto);
    const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: header };
    const ciphertext = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
    const body = concatBytes(header, ciphertext);
    return concatBytes(body, new Uint8Array(await crypto.subtle.digest('SHA-256', body)));
  } finally {
    wipe(plaintext);
  }
}

/**
 * @param file - From anywhere. Stays the caller's.
 * @throws StorageError `wrongPassphrase`. FleetError `badKit` for what is no whole kit, `newer`.
 */
export async function openKit(
  file: Uint8Array,
  passphrase: string,
  { kdf = DEFAULT_KDF, crypto = globalThis.crypto }: KitOptions = {},
): Promise<Kit> {
  const bytes = new Uint8Array(file);
  const parameters = await readHeader(bytes, kdf, crypto);
  const header = bytes.slice(0, HEADER_BYTES);
  const key = await deriveBackupKey(passphrase, header.slice(SALT_AT, NONCE_AT), parameters, crypto);
  const algorithm = { name: 'AES-GCM', iv: header.slice(NONCE_AT, LENGTH_AT), additionalData: header };
  const plaintext = await crypto.subtle
    .decrypt(algorithm, key, bytes.subarray(HEADER_BYTES, -CHECKSUM_BYTES))
    .catch((cause: unknown) => {
      throw new StorageError('wrongPassphrase', undefined, { cause });
    });
  const opened = new Uint8Array(plaintext);
  try {
    return v.parse(KitSchema, JSON.parse(decodeUtf8(opened)));
  } catch (cause) {
    throw new FleetError('badKit', { cause });
  } finally {
    wipe(opened);
  }
}

async function readHeader(bytes: Bytes, kdf: KdfPolicy, crypto: Crypto) {
  const isLong = bytes.length >= HEADER_BYTES + TAG_BYTES + CHECKSUM_BYTES && bytes.length <= MOST_BYTES;
  if (!isLong || !equalBytes(bytes.subarray(0, MAGIC.length), MAGIC)) throw new FleetError('badKit');
  const view = new DataView(bytes.buffer);
  if (view.getUint16(VERSION_AT, true) > VERSION) throw new FleetError('newer');
  const end = bytes.length - CHECKSUM_BYTES;
  const parameters = {
    memoryKib: view.getUint32(MEMORY_AT, true),
    iterations: view.getUint32(ITERATIONS_AT, true),
    parallelism: view.getUint32(PARALLELISM_AT, true),
  };
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.subarray(0, end)));
  const isWhole =
    view.getUint16(VERSION_AT, true) === VERSION &&
    HEADER_BYTES + view.getUint32(LENGTH_AT, true) === end &&
    isWithinRanges(parameters, kdf.ranges) &&
    equalBytes(bytes.subarray(end), sum);
  if (!isWhole) throw new FleetError('badKit');
  return parameters;
}
