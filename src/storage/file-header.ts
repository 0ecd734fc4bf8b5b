/**
 * @file How a file that is sealed under a passphrase begins. Integers are little-endian: magic (8 bytes) · version
 * (uint16) · Argon2id memory in KiB, iterations, parallelism (uint32 each) · salt (16) · nonce (12) · length (uint32).
 * What version and length mean, and whether the cost is within its range, is for each kind of file to say.
 */
import { encodeUtf8, equalBytes, type Bytes } from './bytes.ts';
import { NONCE_BYTES } from './keys/keys.ts';
import { type KdfParameters, SALT_BYTES } from './keys/passphrase.ts';

const MAGIC_BYTES = 8;
const VERSION_AT = MAGIC_BYTES;
const MEMORY_AT = VERSION_AT + 2;
const ITERATIONS_AT = MEMORY_AT + 4;
const PARALLELISM_AT = ITERATIONS_AT + 4;
const SALT_AT = PARALLELISM_AT + 4;
const NONCE_AT = SALT_AT + SALT_BYTES;
const LENGTH_AT = NONCE_AT + NONCE_BYTES;
export const HEADER_BYTES = LENGTH_AT + 4;

export interface FileHeader {
  readonly version: number;
  readonly parameters: KdfParameters;
  readonly salt: Bytes;
  readonly nonce: Bytes;
  readonly length: number;
}

/** @param magic - Eight characters of ASCII. @returns `HEADER_BYTES` bytes. */
export function encodeHeader(magic: string, { version, parameters, salt, nonce, length }: FileHeader): Bytes {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  header.set(encodeUtf8(magic));
  view.setUint16(VERSION_AT, version, true);
  view.setUint32(MEMORY_AT, parameters.memoryKib, true);
  view.setUint32(ITERATIONS_AT, parameters.iterations, true);
  view.setUint32(PARALLELISM_AT, parameters.parallelism, true);
  header.set(salt, SALT_AT);
  header.set(nonce, NONCE_AT);
  view.setUint32(LENGTH_AT, length, true);
  return header;
}

/** Whether a file is of that kind at all. @param bytes - Its first ones. */
export function hasMagic(bytes: Uint8Array, magic: string): boolean {
  return equalBytes(bytes.subarray(0, MAGIC_BYTES), encodeUtf8(magic));
}

/** @param header - `HEADER_BYTES` bytes, from anywhere. */
export function decodeHeader(header: Bytes): FileHeader {
  const view = new DataView(header.buffer, header.byteOffset, HEADER_BYTES);
  return {
    version: view.getUint16(VERSION_AT, true),
    parameters: {
      memoryKib: view.getUint32(MEMORY_AT, true),
      iterations: view.getUint32(ITERATIONS_AT, true),
      parallelism: view.getUint32(PARALLELISM_AT, true),
    },
    salt: header.slice(SALT_AT, NONCE_AT),
    nonce: header.slice(NONCE_AT, LENGTH_AT),
    length: view.getUint32(LENGTH_AT, true),
  };
}
