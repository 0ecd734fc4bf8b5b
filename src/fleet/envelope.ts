/**
 * @file A letter of the site to one device with the keys of its zone: sealed to the device by HPKE, and signed, so
 * that nobody else can give a device keys.
 *
 * Layout, integers little-endian: version (uint8) · oldest epoch, newest epoch (uint32 each) · sealed keys of these
 * epochs (HPKE of 32 bytes each, the oldest first) · ECDSA P-256 signature (64) of its place and all before.
 */
import { concatBytes, encodeUtf8, wipe, type Bytes } from '../storage/bytes.ts';
import { FIRST_EPOCH } from './epoch-keys.ts';
import { FleetError } from './errors.ts';
import { openFrom, sealTo } from './hpke.ts';
import { envelopeKey, placeOfKey } from './names.ts';
import type { Place } from './sealed-record.ts';

const VERSION = 1;
const OLDEST_AT = 1;
const NEWEST_AT = 5;
const HEADER_BYTES = 9;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
/** While a key is being changed there are two; somebody may begin the next change before the last one has ended. */
const MOST_EPOCHS = 64;

/** Epochs that are in use, the first and the last included. */
export interface EpochRange {
  readonly oldest: number;
  readonly newest: number;
}

export interface OpenedEnvelope extends EpochRange {
  /** Of each epoch, the oldest first; 32 bytes each. The caller owns them and overwrites them. */
  readonly keys: readonly Bytes[];
}

export interface EnvelopeRecipient {
  readonly device: string;
  readonly zone: string;
  /** Raw, 65 bytes. */
  readonly boxKey: Uint8Array;
}

/** @param keys - Of each epoch of `range`, the oldest first. Stay the caller's. */
export async function makeEnvelope(
  { device, zone, boxKey }: EnvelopeRecipient,
  { oldest, newest }: EpochRange,
  keys: readonly Bytes[],
  signingKey: CryptoKey,
  crypto: Crypto,
): Promise<Bytes> {
  const place = placeOfKey('keys', envelopeKey(device, zone));
  const header = new Uint8Array(HEADER_BYTES);
  header[0] = VERSION;
  const view = new DataView(header.buffer);
  view.setUint32(OLDEST_AT, oldest, true);
  view.setUint32(NEWEST_AT, newest, true);
  const plaintext = concatBytes(...keys);
  const unsigned = concatBytes(header, await sealTo(boxKey, plaintext, contextOf(place)));
  wipe(plaintext);
  const signature = await crypto.subtle.sign(SIGNATURE, signingKey, signedBytes(place, unsigned));
  return concatBytes(unsigned, new Uint8Array(signature));
}

/**
 * For who cannot open it: of which epochs it holds the keys.
 * @throws FleetError `unsigned` where that is not the site, or it was for another place; `newer`, `sealed`, `invalid`.
 */
export async function verifyEnvelope(
  envelope: Uint8Array,
  place: Place,
  siteKey: CryptoKey,
  crypto: Crypto,
): Promise<EpochRange> {
  const range = epochsOf(envelope);
  const copy = new Uint8Array(envelope);
  const signed = signedBytes(place, copy.subarray(0, -SIGNATURE_BYTES));
  const isSigned = await crypto.subtle.verify(SIGNATURE, siteKey, copy.subarray(-SIGNATURE_BYTES), signed);
  if (!isSigned) throw new FleetError('unsigned');
  return range;
}

/** What an envelope says of itself, unverified. @throws FleetError `newer`, `sealed`, `invalid`. */
function epochsOf(envelope: Uint8Array): EpochRange {
  if (envelope.length < HEADER_BYTES + SIGNATURE_BYTES) throw new FleetError('sealed');
  if (envelope[0] > VERSION) throw new FleetError('newer');
  const view = new DataView(envelope.buffer, envelope.byteOffset);
  const [oldest, newest] = [view.getUint32(OLDEST_AT, true), view.getUint32(NEWEST_AT, true)];
  if (oldest < FIRST_EPOCH || newest < oldest || newest - oldest >= MOST_EPOCHS)
    throw new FleetError('invalid');
  return { oldest, newest };
}

/**
 * @param envelope - From the hub. Stays the caller's.
 * @param place - Where it lay.
 * @throws FleetError `unsigned` where the site has not signed it for that place, `sealed`, `newer`, `invalid`.
 */
export async function openEnvelope(
  envelope: Uint8Array,
  place: Place,
  boxKeys: CryptoKeyPair,
  siteKey: CryptoKey,
  crypto: Crypto,
): Promise<OpenedEnvelope> {
  const range = await verifyEnvelope(envelope, place, siteKey, crypto);
  const sealed = envelope.subarray(HEADER_BYTES, -SIGNATURE_BYTES);
  const plaintext = await openFrom(boxKeys, sealed, contextOf(place)).catch((cause: unknown) => {
    throw new FleetError('sealed', { cause });
  });
  const count = range.newest - range.oldest + 1;
  if (plaintext.length !== count * KEY_BYTES) throw new FleetError('invalid');
  const keys = Array.from({ length: count }, (_, at) =>
    plaintext.slice(at * KEY_BYTES, (at + 1) * KEY_BYTES),
  );
  wipe(plaintext);
  return { ...range, keys };
}

function contextOf(place: Place) {
  return { info: place };
}

function signedBytes(place: Place, unsigned: Bytes): Bytes {
  return concatBytes(encodeUtf8(`${JSON.stringify(['facegate fleet keys', place])}\n`), unsigned);
}
