/**
 * @file The secret by which a tablet and a console know each other: eight words (88 bits) that are read, typed or
 * scanned; and the four words by which people tell tablets apart. English words of BIP 39, in which no two begin
 * with the same four letters.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { encodeUtf8, toHex, type Bytes } from '../storage/bytes.ts';
import { FleetError } from './errors.ts';

const SECRET_WORDS = 8;
const CHECK_WORDS = 4;
const BITS = 11;
/** Enough to name a word. */
const TELLING_LETTERS = 4;
const ID_BYTES = 16;

/** A random one, as eight words. */
export function makeJoinWords(crypto: Crypto): readonly string[] {
  const numbers = crypto.getRandomValues(new Uint16Array(SECRET_WORDS));
  return Array.from(numbers, (number) => wordlist[number % wordlist.length]);
}

/**
 * Reads words as a person typed them, whole or their first four letters, or what a code holds.
 * @throws FleetError `words`.
 */
export function parseJoinWords(typed: string): readonly string[] {
  const parts =
    typed
      .normalize('NFKC')
      .toLowerCase()
      .match(/[a-z]+/gu) ?? [];
  const words = parts.map((part) => wordlist.find((word) => isMeant(part, word)));
  if (words.length !== SECRET_WORDS || words.includes(undefined)) throw new FleetError('words');
  return words as readonly string[];
}

/** What both sides derive of the words. */
export interface JoinSecret {
  /** Where the tablet asks and the console listens: 32 lower-case hex digits, which tell nothing of the words. */
  readonly id: string;
  /** 32 bytes, for HPKE. */
  readonly shared: Bytes;
  /** HMAC-SHA-256, so that nobody between them can put other keys into the tablet's request. */
  readonly mac: CryptoKey;
}

export async function joinSecretOf(words: readonly string[], crypto: Crypto): Promise<JoinSecret> {
  const base = await crypto.subtle.importKey('raw', encodeUtf8(words.join(' ')), 'HKDF', false, [
    'deriveBits',
  ]);
  const derive = async (purpose: string, bytes: number): Promise<Bytes> => {
    const info = encodeUtf8(`facegate join ${purpose}`);
    const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info };
    return new Uint8Array(await crypto.subtle.deriveBits(hkdf, base, bytes * 8));
  };
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return {
    id: toHex(await derive('id', ID_BYTES)),
    shared: await derive('answer', 32),
    mac: await crypto.subtle.importKey('raw', await derive('request', 32), algorithm, false, [
      'sign',
      'verify',
    ]),
  };
}

/** Four words of what a tablet sent, the same on its screen and at the console. */
export async function checkWordsOf(request: Bytes, crypto: Crypto): Promise<readonly string[]> {
  const hash = new DataView(await crypto.subtle.digest('SHA-256', request));
  return Array.from({ length: CHECK_WORDS }, (_, at) => wordlist[hash.getUint16(2 * at) % 2 ** BITS]);
}

function isMeant(part: string, word: string): boolean {
  return part === word || (part.length >= TELLING_LETTERS && word.startsWith(part));
}
