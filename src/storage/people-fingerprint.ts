/**
 * @file A fingerprint of everybody enrolled, by which somebody sees that two kiosks hold the same people. It depends on
 * what is stored of each alone: not on the device, its keys, or the order in which people came. Pure.
 */
import type { Subject } from '../core/template/types.ts';
import { concatAll, toHex, wipe } from './bytes.ts';
import { encodeSubject } from './template-codec.ts';

/** Of the SHA-256, as much as two people compare at a glance. Whoever makes another with the same has tried 2⁶³. */
const SHOWN_BYTES = 8;

/** @returns Four groups of four hex digits. */
export async function peopleFingerprint(subjects: readonly Subject[], crypto: Crypto): Promise<string> {
  const ordered = [...subjects].sort((one, other) => (one.id < other.id ? -1 : 1));
  const hashes: Uint8Array[] = [];
  for (const subject of ordered) {
    const bytes = encodeSubject(subject);
    try {
      hashes.push(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    } finally {
      wipe(bytes);
    }
  }
  const whole = new Uint8Array(await crypto.subtle.digest('SHA-256', concatAll(hashes)));
  return (toHex(whole.subarray(0, SHOWN_BYTES)).match(/.{4}/g) ?? []).join(' ');
}
