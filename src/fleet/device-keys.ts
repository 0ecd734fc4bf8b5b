/**
 * @file A device's own keys, made on it: of its link to the hub, of what is sealed to it, of what it signs. They
 * lie in one record that the store seals.
 */
import { nkeys } from '@nats-io/nats-core';
import { decodeUtf8, fromHex, toHex } from '../storage/bytes.ts';
import { BOX_KEY } from './hpke.ts';
import type { DeviceKeys, StoredKeys } from './key-schemas.ts';
import { SIGNING_KEY } from './sealed-record.ts';

/** Random ones. */
export async function makeStoredKeys(crypto: Crypto): Promise<StoredKeys> {
  const user = nkeys.createUser();
  return {
    seed: decodeUtf8(user.getSeed()),
    nkey: user.getPublicKey(),
    box: await makePair({ ...BOX_KEY }, ['deriveBits'], crypto),
    signing: await makePair({ ...SIGNING_KEY }, ['sign', 'verify'], crypto),
  };
}

export function publicHalves({ nkey, box, signing }: StoredKeys): DeviceKeys {
  return { nkey, boxKey: box.public, signingKey: signing.public };
}

/** In a form that cannot be exported. */
export function importSigningKey(
  { signing }: { readonly signing: Pick<StoredKeys['signing'], 'private'> },
  crypto: Crypto,
): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', fromHex(signing.private), SIGNING_KEY, false, ['sign']);
}

/** In a form that cannot be exported. */
export async function importBoxKeys(
  { box }: Pick<StoredKeys, 'box'>,
  crypto: Crypto,
): Promise<CryptoKeyPair> {
  return {
    privateKey: await crypto.subtle.importKey('pkcs8', fromHex(box.private), BOX_KEY, false, ['deriveBits']),
    publicKey: await crypto.subtle.importKey('raw', fromHex(box.public), BOX_KEY, true, []),
  };
}

/** @returns Private half as PKCS #8, public half raw, in hex. */
export async function makePair(
  algorithm: EcKeyGenParams,
  usages: KeyUsage[],
  crypto: Crypto,
): Promise<{ readonly private: string; readonly public: string }> {
  const pair = await crypto.subtle.generateKey(algorithm, true, usages);
  const hexOf = async (format: 'pkcs8' | 'raw', key: CryptoKey): Promise<string> =>
    toHex(new Uint8Array(await crypto.subtle.exportKey(format, key)));
  return { private: await hexOf('pkcs8', pair.privateKey), public: await hexOf('raw', pair.publicKey) };
}
