/**
 * @file An entry of a door's log as bytes, as small as it goes: a hub keeps millions of them.
 *
 * Layout: hash of the entry before (32) · hash (32) · length of the JSON (3 bytes, big-endian) · the rest of the
 * entry (JSON, UTF-8, deflated).
 */
import { deflateSync, inflateSync } from 'fflate';
import { concatBytes, decodeUtf8, encodeUtf8, fromHex, toHex, wipe, type Bytes } from '../storage/bytes.ts';
import type { AuditEntry } from '../storage/types.ts';
import { FleetError } from './errors.ts';

const HASH_BYTES = 32;
const LENGTH_AT = 2 * HASH_BYTES;
const JSON_AT = LENGTH_AT + 3;

export function packEntry({ hash, previousHash, ...rest }: AuditEntry): Bytes {
  const json = encodeUtf8(JSON.stringify(rest));
  const length = Uint8Array.of(json.length >> 16, json.length >> 8, json.length);
  const packed = new Uint8Array(deflateSync(json, { level: 9 }));
  const bytes = concatBytes(fromHex(previousHash), fromHex(hash), length, packed);
  wipe(json);
  wipe(packed);
  return bytes;
}

/** @throws FleetError `invalid`. */
export function unpackEntry(bytes: Uint8Array): AuditEntry {
  try {
    const hashAt = (at: number): string => toHex(bytes.subarray(at, at + HASH_BYTES));
    const [high, middle, low] = bytes.subarray(LENGTH_AT);
    // What is longer than it says is cut off: it can fill no memory.
    const out = new Uint8Array((high << 16) | (middle << 8) | low);
    const json = decodeUtf8(inflateSync(bytes.subarray(JSON_AT), { out }));
    const rest = JSON.parse(json) as Omit<AuditEntry, 'hash' | 'previousHash'>;
    return { ...rest, previousHash: hashAt(0), hash: hashAt(HASH_BYTES) };
  } catch (cause) {
    throw new FleetError('invalid', { cause });
  }
}
