/**
 * @file Seals bytes to one device's public key (HPKE, RFC 9180: P-256, HKDF-SHA-256, AES-256-GCM). The one importer
 * of that library. Layout: encapsulated key (65) · ciphertext.
 */
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { concatBytes, encodeUtf8, type Bytes } from '../storage/bytes.ts';

const SUITE = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});
const ENCAPSULATED_BYTES = 65;

/** What the device's private key must be to open it. */
export const BOX_KEY = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** What sender and recipient must name alike. */
export interface HpkeContext {
  /** What the sealed bytes are for. */
  readonly info: string;
  /** A secret that both know, at least 8 words: then nobody else can have sealed it. */
  readonly sharedSecret?: Uint8Array;
}

/** @param publicKey - Raw, 65 bytes. */
export async function sealTo(publicKey: Uint8Array, plaintext: Bytes, context: HpkeContext): Promise<Bytes> {
  const recipientPublicKey = await SUITE.kem.deserializePublicKey(bufferOf(publicKey));
  const sender = await SUITE.createSenderContext({ recipientPublicKey, ...parameters(context) });
  const ciphertext = await sender.seal(bufferOf(plaintext));
  return concatBytes(new Uint8Array(sender.enc), new Uint8Array(ciphertext));
}

/** @throws Error where it was sealed to another key, in another context, or altered. */
export async function openFrom(
  keys: CryptoKeyPair,
  sealed: Uint8Array,
  context: HpkeContext,
): Promise<Bytes> {
  const recipient = await SUITE.createRecipientContext({
    recipientKey: keys,
    enc: bufferOf(sealed.subarray(0, ENCAPSULATED_BYTES)),
    ...parameters(context),
  });
  return new Uint8Array(await recipient.open(bufferOf(sealed.subarray(ENCAPSULATED_BYTES))));
}

function parameters({ info, sharedSecret }: HpkeContext) {
  const psk = sharedSecret && { id: bufferOf(encodeUtf8('facegate join')), key: bufferOf(sharedSecret) };
  return { info: bufferOf(encodeUtf8(`facegate ${info}`)), ...(psk ? { psk } : {}) };
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
