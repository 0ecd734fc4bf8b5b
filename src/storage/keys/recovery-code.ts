/**
 * @file The recovery code: made at random, written down by a person, and read in spite of common slips. This file does
 * not know what the code opens.
 *
 * 27 symbols of Crockford's base 32 and his check symbol (modulo 37), as seven groups of four. 27 × 5 bits are 135
 * bits. No attacker guesses that at any speed, so no slow hash and no pause between tries are needed.
 */
import { encodeUtf8, type Bytes } from '../bytes.ts';

/** Crockford's: without I, L, O and U. */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DATA_SYMBOLS = 27;
const GROUP = 4;
/** The smallest prime above 32, so that one wrong symbol or two swapped neighbours always change the remainder. */
const CHECK_MODULUS = 37;

/** What is wrong with a typed code, before it is tried. `mistyped`: the check symbol does not fit. */
export type RecoveryCodeProblem = 'wrongLength' | 'wrongCharacter' | 'mistyped';

/** @returns 28 symbols without gaps, as `parseRecoveryCode` gives them. */
export function makeRecoveryCode(crypto: Crypto): string {
  for (;;) {
    const random = crypto.getRandomValues(new Uint8Array(DATA_SYMBOLS));
    const data = Array.from(random, (byte) => SYMBOLS[byte % SYMBOLS.length]).join('');
    const check = remainder(data);
    // Crockford's other check symbols (* ~ $ = U) are hard to write and to say. Drawing again costs 0.2 bits of 135.
    if (check < SYMBOLS.length) return data + SYMBOLS[check];
  }
}

/** In groups of four with hyphens, for people. */
export function formatRecoveryCode(code: string): string {
  return (code.match(new RegExp(`.{1,${GROUP}}`, 'gu')) ?? []).join('-');
}

/**
 * Reads a code as a person typed it: in either case, with any gaps, with O for 0 and I or L for 1.
 * @returns The code as `makeRecoveryCode` gives it; null if there is a `recoveryCodeProblem`.
 */
export function parseRecoveryCode(typed: string): string | null {
  return recoveryCodeProblem(typed) === null ? normalise(typed) : null;
}

export function recoveryCodeProblem(typed: string): RecoveryCodeProblem | null {
  const code = normalise(typed);
  if (Array.from(code).some((symbol) => !SYMBOLS.includes(symbol))) return 'wrongCharacter';
  if (code.length !== DATA_SYMBOLS + 1) return 'wrongLength';
  const check = SYMBOLS.indexOf(code[DATA_SYMBOLS]);
  return check === remainder(code.slice(0, DATA_SYMBOLS)) ? null : 'mistyped';
}

/** The secret in a code, for a key: without the check symbol, which adds nothing. The caller overwrites it. */
export function recoverySecret(code: string): Bytes {
  return encodeUtf8(code.slice(0, DATA_SYMBOLS));
}

function normalise(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_.]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/gu, '1');
}

/** Of the symbols read as one number in base 32. */
function remainder(symbols: string): number {
  return Array.from(symbols).reduce(
    (sum, symbol) => (sum * SYMBOLS.length + SYMBOLS.indexOf(symbol)) % CHECK_MODULUS,
    0,
  );
}
