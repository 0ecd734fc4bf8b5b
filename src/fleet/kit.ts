/**
 * @file The site's secrets as a `.facegate-fleet` file under a passphrase: whoever has both rules the fleet. Uses no
 * database and no network.
 *
 * Layout: header of `storage/file-header.ts` · AES-256-GCM of the secrets (JSON, UTF-8), as long as the header says ·
 * SHA-256 of all before. The header is associated data. The SHA-256 tells a damaged file from a wrong
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
import { decodeHeader, encodeHeader, hasMagic, HEADER_BYTES } from '../storage/file-header.ts';
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

const MAGIC = 'FACEFLTK';
const VERSION = 1;
const CHECKSUM_BYTES = 32;

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
  const { parameters } = kdf;
  const length = plaintext.length + TAG_BYTES;
  const header = encodeHeader(MAGIC, { version: VERSION, parameters, salt, nonce, length });
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
  const { parameters, salt, nonce } = await readHeader(bytes, kdf, crypto);
  const key = await deriveBackupKey(passphrase, salt, parameters, crypto);
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: bytes.slice(0, HEADER_BYTES) };
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
  if (!isLong || !hasMagic(bytes, MAGIC)) throw new FleetError('badKit');
  const header = decodeHeader(bytes);
  if (header.version > VERSION) throw new FleetError('newer');
  const end = bytes.length - CHECKSUM_BYTES;
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.subarray(0, end)));
  const isWhole =
    header.version === VERSION &&
    HEADER_BYTES + header.length === end &&
    isWithinRanges(header.parameters, kdf.ranges) &&
    equalBytes(bytes.subarray(end), sum);
  if (!isWhole) throw new FleetError('badKit');
  return header;
}
