/**
 * @file A record as it leaves a device: signed by its writer, and sealed under a zone's key of one epoch. It opens
 * at its own place alone. Knows neither what a record holds nor who may write it.
 *
 * Layout, integers little-endian: version (uint8) · epoch (uint32) · nonce (12) · AES-256-GCM of [length of the
 * writer (uint8) · writer · body · ECDSA P-256 signature (64)]. Place and epoch are associated data. The signature
 * covers place, writer and body, and not the epoch: a record that is sealed anew needs no new signature.
 */
import { concatBytes, decodeUtf8, encodeUtf8, wipe, type Bytes } from '../storage/bytes.ts';
import { FleetError } from './errors.ts';

const VERSION = 1;
const EPOCH_AT = 1;
const NONCE_AT = 5;
const NONCE_BYTES = 12;
const HEADER_BYTES = NONCE_AT + NONCE_BYTES;
const TAG_BYTES = 16;
const SIGNATURE_BYTES = 64;

export const SIGNING_KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Where a record is kept: its subject at the hub, as `people.all.<id>`. */
export type Place = string;

export interface SealingKey {
  readonly epoch: number;
  /** AES-256-GCM. */
  readonly key: CryptoKey;
}

export interface Writer {
  /** At most 64 characters of ASCII: a device's id, or `site`. */
  readonly name: string;
  readonly signingKey: CryptoKey;
}

export interface OpenedRecord {
  readonly writer: string;
  /** The caller owns it and overwrites it. */
  readonly body: Bytes;
}

/** What a record is checked by. */
export interface Openers {
  /** The zone's key of that epoch; null where it is not here. */
  readonly keyOf: (epoch: number) => CryptoKey | null;
  /** The key of a writer who may write there, under a key of that epoch; null for anybody else. */
  readonly verifierOf: (writer: string, place: Place, epoch: number) => CryptoKey | null;
}

/** @param body - Stays the caller's. */
export async function sealRecord(
  place: Place,
  { epoch, key }: SealingKey,
  body: Bytes,
  { name, signingKey }: Writer,
  crypto: Crypto,
): Promise<Bytes> {
  const writer = encodeUtf8(name);
  const signed = concatBytes(Uint8Array.of(writer.length), writer, body);
  const signature = await crypto.subtle.sign(SIGNATURE, signingKey, signedBytes(place, signed));
  const plaintext = concatBytes(signed, new Uint8Array(signature));
  const header = new Uint8Array(HEADER_BYTES);
  header[0] = VERSION;
  new DataView(header.buffer).setUint32(EPOCH_AT, epoch, true);
  const nonce = crypto.getRandomValues(header.subarray(NONCE_AT));
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associatedData(place, epoch) };
  try {
    return concatBytes(header, new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext)));
  } finally {
    wipe(signed);
    wipe(plaintext);
  }
}

/**
 * @param sealed - From the hub, which may have altered or moved it. Stays the caller's.
 * @throws FleetError `sealed`, `unsigned`, `keyMissing`, `newer`.
 */
export async function openRecord(
  place: Place,
  sealed: Uint8Array,
  { keyOf, verifierOf }: Openers,
  crypto: Crypto,
): Promise<OpenedRecord> {
  const plaintext = await unseal(place, sealed, keyOf, crypto);
  const end = plaintext.length - SIGNATURE_BYTES;
  const bodyAt = 1 + plaintext[0];
  if (bodyAt > end) throw new FleetError('sealed');
  const writer = decodeUtf8(plaintext.subarray(1, bodyAt));
  const verifier = verifierOf(writer, place, epochOf(sealed));
  const signed = signedBytes(place, plaintext.subarray(0, end));
  const isSigned =
    verifier !== null && (await crypto.subtle.verify(SIGNATURE, verifier, plaintext.subarray(end), signed));
  wipe(signed);
  if (!isSigned) throw new FleetError('unsigned');
  return { writer, body: plaintext.slice(bodyAt, end) };
}

/** The epoch that a record names, unverified. @throws FleetError `newer`, `sealed`. */
export function epochOf(sealed: Uint8Array): number {
  if (sealed.length < HEADER_BYTES + 1 + SIGNATURE_BYTES + TAG_BYTES) throw new FleetError('sealed');
  if (sealed[0] > VERSION) throw new FleetError('newer');
  return new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength).getUint32(EPOCH_AT, true);
}

async function unseal(
  place: Place,
  sealed: Uint8Array,
  keyOf: Openers['keyOf'],
  crypto: Crypto,
): Promise<Bytes> {
  const epoch = epochOf(sealed);
  const key = keyOf(epoch);
  if (key === null) throw new FleetError('keyMissing');
  const copy = new Uint8Array(sealed);
  const iv = copy.subarray(NONCE_AT, HEADER_BYTES);
  const algorithm = { name: 'AES-GCM', iv, additionalData: associatedData(place, epoch) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, copy.subarray(HEADER_BYTES)));
  } catch (cause) {
    throw new FleetError('sealed', { cause });
  }
}

function associatedData(place: Place, epoch: number): Bytes {
  return encodeUtf8(JSON.stringify(['facegate fleet', VERSION, place, epoch]));
}

function signedBytes(place: Place, rest: Uint8Array): Bytes {
  return concatBytes(encodeUtf8(`${JSON.stringify(['facegate fleet record', VERSION, place])}\n`), rest);
}
