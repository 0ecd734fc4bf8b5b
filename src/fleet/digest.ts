/**
 * @file One short text for everybody whom a device holds of a zone: two devices with the same one hold the same
 * people, in the same form. Kept up person by person. Pure but for the hash.
 */
import { encodeUtf8, fromHex, toHex } from '../storage/bytes.ts';
import { canonical, type Registers } from './registers.ts';

const DIGEST_BYTES = 16;

/** Of nobody. */
export const NO_DIGEST = '0'.repeat(2 * DIGEST_BYTES);

/** 16 bytes, lower-case hex. Erased people count too: a door that has not heard of an erasure differs. */
export async function personDigest(id: string, registers: Registers, crypto: Crypto): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', encodeUtf8(`${id}\n${canonical(registers)}`));
  return toHex(new Uint8Array(hash, 0, DIGEST_BYTES));
}

/** Adds a person to the digest, or takes one out: the order does not matter (exclusive or). */
export function toggleDigest(digest: string, person: string): string {
  const bytes = fromHex(person);
  return toHex(fromHex(digest).map((byte, at) => byte ^ bytes[at]));
}
