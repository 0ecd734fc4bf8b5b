/**
 * @file Signs what is sent to a door: HMAC-SHA-256 over `timestamp.body`. An attacker can neither change a message nor
 * send an old one again later.
 */
import type { Clock } from './types.ts';

/** What stands beside a message: as headers of a webhook, as user properties of an MQTT message. */
export interface Seal {
  /** Seconds since the epoch. */
  readonly timestamp: string;
  /** `v1=`, then lower-case hex. */
  readonly signature: string;
}

/** A key for `secret` that signs, and that nobody can read again. */
export function signingKey(secret: string): Promise<CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign']);
}

/** Signs `body` as it is now. */
export async function sealOf(key: CryptoKey, body: string, clock: Clock): Promise<Seal> {
  const timestamp = String(Math.floor(clock.wallMs() / 1000));
  return { timestamp, signature: `v1=${await signature(key, timestamp, body)}` };
}

/**
 * @param once - What makes the signature good for this time only: a timestamp, or the other side's challenge.
 * @returns Of `once.body`, in lower-case hex.
 */
export async function signature(key: CryptoKey, once: string, body: string): Promise<string> {
  const signed = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${once}.${body}`));
  return Array.from(new Uint8Array(signed), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
