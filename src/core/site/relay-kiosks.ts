/**
 * @file Which kiosks may use a plain relay, which knows no key. The site's host names them, by codes that each kiosk
 * draws at its set-up: whoever clears a kiosk's data and sets up their own has another code. Pure.
 */

/** Beside the kiosk's pages: a code a line. Empty lines, and what follows a `#`, say nothing. */
export const RELAY_KIOSKS_FILE = 'relay-kiosks.txt';

/** Crockford's, without I, L, O and U. */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 40 bits: nobody draws one that is named, however often they set a kiosk up. */
export const CODE_SYMBOLS = 8;
const CODE = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/;

/**
 * @param random - `CODE_SYMBOLS` random bytes.
 * @returns Such as `7K2M-9QXA`.
 */
export function makeKioskCode(random: Uint8Array): string {
  const code = Array.from(random, (byte) => SYMBOLS[byte % SYMBOLS.length]).join('');
  return `${code.slice(0, CODE_SYMBOLS / 2)}-${code.slice(CODE_SYMBOLS / 2)}`;
}

/** The codes in a file; whatever else stands there, as in a page that a host gives for any address, is none. */
export function kioskCodesIn(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().toUpperCase())
    .filter((line) => CODE.test(line));
}
