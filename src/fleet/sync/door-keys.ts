/** @file What a door reads and writes its zone by. */
import type { Bytes } from '../../storage/bytes.ts';
import { FleetError, type FleetErrorCode } from '../errors.ts';
import type { HubRecord } from '../link-types.ts';
import type { Keyring } from '../keyring.ts';
import { type Bucket, placeOfKey } from '../names.ts';
import type { Roster } from '../roster.ts';
import { openRecord } from '../sealed-record.ts';

export interface DoorKeys {
  /** The device's id. */
  readonly device: string;
  readonly zone: string;
  /** The zone's. */
  readonly ring: Keyring;
  /** What the site seals to this device. */
  readonly boxKeys: CryptoKeyPair;
  /** Signs what the device writes. */
  readonly signingKey: CryptoKey;
  /** Verifies what the site signs. */
  readonly siteKey: CryptoKey;
  /** The console's public key, raw: events are sealed to it. */
  readonly auditKey: Bytes;
}

/**
 * Opens a record of the hub.
 * @returns Its body, which the caller overwrites.
 * @throws FleetError, for whatever is wrong with it.
 */
export async function openFromHub(
  bucket: Bucket,
  { key, value }: SealedRecord,
  { ring }: Pick<DoorKeys, 'ring'>,
  roster: Roster,
  crypto: Crypto,
): Promise<Bytes> {
  const openers = {
    keyOf: (epoch: number) => ring.keyOf(epoch),
    verifierOf: (writer: string, place: string, epoch: number) => roster.verifierOf(writer, place, epoch),
  };
  try {
    return (await openRecord(placeOfKey(bucket, key), value, openers, crypto)).body;
  } catch (cause) {
    throw new FleetError(whyOf(cause), { cause });
  }
}

/** Why a record is not taken. */
export function whyOf(error: unknown): FleetErrorCode {
  return error instanceof FleetError ? error.code : 'invalid';
}

export type SealedRecord = HubRecord & { readonly value: Bytes };

/** NATS's own mark of a deletion erases nobody: whoever can write to the hub's disk can make one. */
export function isRecord(record: HubRecord): record is SealedRecord {
  return record.value !== null;
}
