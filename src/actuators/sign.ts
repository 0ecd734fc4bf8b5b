/**
 * @file Signs what a webhook sends: HMAC-SHA-256 over `timestamp.body`. An attacker can neither change a message nor
 * send an old one again later.
 */

/**
 * @param timestamp - Seconds since the epoch, as it stands in the header.
 * @returns Lower-case hex.
 */
export async function signature(secret: string, timestamp: string, body: string): Promise<string> {
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['sign']);
  const signed = await crypto.subtle.sign('HMAC', key, encoder.encode(`${timestamp}.${body}`));
  return Array.from(new Uint8Array(signed), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
