/** @file The keys of a door's membership, ready for use. */
import { fromHex } from '../storage/bytes.ts';
import { importSigningKey } from './device-keys.ts';
import { FleetError } from './errors.ts';
import type { Membership } from './membership.ts';
import { ZONE } from './names.ts';
import { importVerifier } from './roster.ts';
import type { DoorKeys } from './sync/door-keys.ts';

/**
 * What the door reads and writes its zone by. None of it can be exported.
 * @throws FleetError `keyMissing` where the welcome names no key of the zone.
 */
export async function doorKeysOf({ keys, welcome }: Membership, crypto: Crypto): Promise<DoorKeys> {
  if (!(ZONE in welcome.zones)) throw new FleetError('keyMissing');
  const { epoch, key } = welcome.zones[ZONE];
  const usages: KeyUsage[] = ['encrypt', 'decrypt'];
  const zoneKey = await crypto.subtle.importKey('raw', fromHex(key), 'AES-GCM', false, usages);
  return {
    ...{ device: welcome.device, zone: ZONE },
    keyOf: (asked) => (asked === epoch ? zoneKey : null),
    sealingKey: { epoch, key: zoneKey },
    signingKey: await importSigningKey(keys, crypto),
    siteKey: await importVerifier(welcome.siteKey, crypto),
    auditKey: fromHex(welcome.auditKey),
  };
}
