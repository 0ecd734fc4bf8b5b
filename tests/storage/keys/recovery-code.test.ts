import { describe, expect, it } from 'vitest';
import { lcg } from '../../../simulator/builders.ts';
import {
  formatRecoveryCode,
  makeRecoveryCode,
  parseRecoveryCode,
  recoveryCodeProblem,
} from '../../../src/storage/keys/recovery-code.ts';

const ZEROS = '0'.repeat(27);

/** A `Crypto` of known bytes. */
function bytesOf(next: () => number): Crypto {
  return { getRandomValues: (array: Uint8Array) => array.map(() => next()) } as unknown as Crypto;
}

describe('recovery code', () => {
  it('is 27 random symbols and a check symbol, in seven groups', () => {
    expect(makeRecoveryCode(bytesOf(() => 0))).toBe(`${ZEROS}0`);
    const shown = formatRecoveryCode(makeRecoveryCode(crypto));
    expect(shown).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(new Set(Array.from({ length: 200 }, () => makeRecoveryCode(crypto))).size).toBe(200);
  });

  it('has the remainder of the number modulo 37 for its check symbol', () => {
    // 1·32 + 5 = 37 ≡ 0, and 7 ≡ 7.
    expect(recoveryCodeProblem(`${'0'.repeat(25)}150`)).toBeNull();
    expect(recoveryCodeProblem(`${'0'.repeat(26)}77`)).toBeNull();
    expect(recoveryCodeProblem(`${'0'.repeat(26)}78`)).toBe('mistyped');
  });

  it('makes another code where the check symbol would be none of the 32', () => {
    let turn = 0;
    // First 1·32 + 0 = 32, which Crockford writes as *; then zeros.
    const made = makeRecoveryCode(bytesOf(() => (turn++ === 25 ? 1 : 0)));
    expect(made).toBe(`${ZEROS}0`);
    expect(turn).toBe(54);
  });

  it('is read in either case, with any gaps, and with O, I and L', () => {
    const code = `${'01'.repeat(13)}0`;
    const check = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
      .split('')
      .find((symbol) => recoveryCodeProblem(code + symbol) === null);
    const whole = code + (check ?? '');
    const typed = [...formatRecoveryCode(whole).toLowerCase()]
      .map((symbol, at) => (symbol === '0' ? 'oO'[at % 2] : symbol === '1' ? 'iIlL'[at % 4] : symbol))
      .join('')
      .replaceAll('-', ' – ');
    expect(parseRecoveryCode(`\n${typed}  `)).toBe(whole);
  });

  it('tells every wrong symbol and every swap of neighbours', () => {
    const random = lcg(7);
    const code = makeRecoveryCode(bytesOf(() => Math.floor(random() * 256)));
    for (let at = 0; at < code.length; at += 1) {
      for (const symbol of '0123456789ABCDEFGHJKMNPQRSTVWXYZ') {
        if (symbol === code[at]) continue;
        expect(recoveryCodeProblem(code.slice(0, at) + symbol + code.slice(at + 1))).toBe('mistyped');
      }
      // Of two in the data; the check symbol's swap may pass.
      if (at >= 26 || code[at] === code[at + 1]) continue;
      const swapped = code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2);
      expect(recoveryCodeProblem(swapped)).toBe('mistyped');
    }
  });

  it('says what else is wrong', () => {
    expect(recoveryCodeProblem('')).toBe('wrongLength');
    expect(recoveryCodeProblem(ZEROS)).toBe('wrongLength');
    expect(recoveryCodeProblem(`${ZEROS}U`)).toBe('wrongCharacter');
    expect(recoveryCodeProblem(`${ZEROS}0!`)).toBe('wrongCharacter');
  });
});
