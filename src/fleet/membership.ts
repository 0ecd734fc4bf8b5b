/** @file What a kiosk that is a door of a fleet keeps of it, in one record that the store seals. */
import * as v from 'valibot';
import { decodeUtf8, encodeUtf8, type Bytes } from '../storage/bytes.ts';
import { StoredKeysSchema } from './key-schemas.ts';
import { FleetError } from './errors.ts';
import { WelcomeSchema } from './welcome.ts';

const MembershipSchema = v.object({
  keys: StoredKeysSchema,
  welcome: WelcomeSchema,
  joinedAtMs: v.pipe(v.number(), v.finite(), v.minValue(0)),
});

export type Membership = v.InferOutput<typeof MembershipSchema>;

export function encodeMembership(membership: Membership): Bytes {
  return encodeUtf8(JSON.stringify(membership));
}

/** @throws FleetError `invalid`. */
export function decodeMembership(bytes: Uint8Array): Membership {
  try {
    return v.parse(MembershipSchema, JSON.parse(decodeUtf8(bytes)));
  } catch (cause) {
    throw new FleetError('invalid', { cause });
  }
}
