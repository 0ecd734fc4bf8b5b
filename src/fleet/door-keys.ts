/** @file The keys of a door's membership, ready for use. */
import { fromHex } from '../storage/bytes.ts';
import { importBoxKeys, importSigningKey } from './device-keys.ts';
import { FleetError } from './errors.ts';
import { Keyring } from './keyring.ts';
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
  return {
    ...{ device: welcome.device, zone: ZONE },
    ring: await Keyring.of(welcome.zones[ZONE], crypto),
    boxKeys: await importBoxKeys(keys, crypto),
    signingKey: await importSigningKey(keys, crypto),
    siteKey: await importVerifier(welcome.siteKey, crypto),
    auditKey: fromHex(welcome.auditKey),
  };
}
