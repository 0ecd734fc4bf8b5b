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

/** Signs `body` as it is now. */
export async function sealOf(secret: string, body: string, clock: Clock): Promise<Seal> {
  const timestamp = String(Math.floor(clock.wallMs() / 1000));
  return { timestamp, signature: `v1=${await signature(secret, timestamp, body)}` };
}

/**
 * @param once - What makes the signature good for this time only: a timestamp, or the other side's challenge.
 * @returns Of `once.body`, in lower-case hex.
 */
export async function signature(secret: string, once: string, body: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  const signed = await crypto.subtle.sign('HMAC', key, encoder.encode(`${once}.${body}`));
  return Array.from(new Uint8Array(signed), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
