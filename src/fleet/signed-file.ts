/**
 * @file A file of plain JSON that the site has signed: anybody with the site's public key can check it, without the
 * fleet. Receipts of erasures and heads of logs are such files.
 */
import * as v from 'valibot';
import { decodeUtf8, encodeUtf8, fromHex, toHex } from '../storage/bytes.ts';
import { FleetError } from './errors.ts';

const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

const EnvelopeSchema = v.object({
  /** The file's content as JSON: what the signature is of. */
  signed: v.string(),
  /** ECDSA P-256 with SHA-256, r and s, hex. */
  signature: v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/)),
});

/** @param kind - Such as `facegate-erasure-receipt`. The content says it too. @returns The file's text. */
export async function signFile(
  kind: string,
  content: Readonly<Record<string, unknown>>,
  signingKey: CryptoKey,
  crypto: Crypto,
): Promise<string> {
  const signed = JSON.stringify({ format: kind, version: 1, ...content });
  const signature = await crypto.subtle.sign(SIGNATURE, signingKey, bytesOf(kind, signed));
  const readable: unknown = JSON.parse(signed);
  // The content is there twice: to be read, and as it was signed.
  return `${JSON.stringify({ content: readable, signed, signature: toHex(new Uint8Array(signature)) }, null, 2)}\n`;
}

/**
 * @returns The content that was signed.
 * @throws FleetError `invalid` for no such file, `unsigned` where another site has signed it or it was altered.
 */
export async function verifyFile(
  kind: string,
  bytes: Uint8Array,
  verifier: CryptoKey,
  crypto: Crypto,
): Promise<unknown> {
  const { signed, signature } = parse(bytes);
  const isSigned = await crypto.subtle.verify(SIGNATURE, verifier, fromHex(signature), bytesOf(kind, signed));
  if (!isSigned) throw new FleetError('unsigned');
  const content: unknown = JSON.parse(signed);
  return content;
}

function parse(bytes: Uint8Array) {
  try {
    return v.parse(EnvelopeSchema, JSON.parse(decodeUtf8(bytes)));
  } catch (cause) {
    throw new FleetError('invalid', { cause });
  }
}

function bytesOf(kind: string, signed: string) {
  return encodeUtf8(`${kind}\n${signed}`);
}
