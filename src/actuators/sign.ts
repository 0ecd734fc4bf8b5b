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
 * @param timestamp - Seconds since the epoch, as it stands beside the message.
 * @returns Lower-case hex.
 */
async function signature(secret: string, timestamp: string, body: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  const signed = await crypto.subtle.sign('HMAC', key, encoder.encode(`${timestamp}.${body}`));
  return Array.from(new Uint8Array(signed), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
