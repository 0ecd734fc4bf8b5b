/**
 * @file The keys of a zone, one for each epoch. All follow from the site's secret, so a console can make every one of
 * them; from the key of one epoch nobody can tell that of another. When a device is removed, the next epoch begins.
 */
import { encodeUtf8, fromHex, type Bytes } from '../storage/bytes.ts';

const KEY_BITS = 256;
export const FIRST_EPOCH = 1;

/**
 * HKDF (RFC 5869) with SHA-256.
 * @param zoneSecret - Of the kit: 32 bytes in hex.
 * @returns 32 bytes.
 */
export async function deriveEpochKey(
  zoneSecret: string,
  zone: string,
  epoch: number,
  crypto: Crypto,
): Promise<Bytes> {
  const secret = await crypto.subtle.importKey('raw', fromHex(zoneSecret), 'HKDF', false, ['deriveBits']);
  const info = encodeUtf8(JSON.stringify(['facegate zone key', zone, epoch]));
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, secret, KEY_BITS));
}

/** In a form that cannot be exported. @param raw - 32 bytes. */
export function importEpochKey(raw: Bytes, crypto: Crypto): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
