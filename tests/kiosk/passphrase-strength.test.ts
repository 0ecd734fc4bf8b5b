/** @file The strength word rises with length, variety and words. */
import { describe, expect, it } from 'vitest';
import { passphraseStrength } from '../../src/kiosk/passphrase-strength.ts';

describe('passphraseStrength', () => {
  it.each([
    ['aaaaaaaaaaaa', 'weak'],
    ['passwordpass', 'weak'],
    ['two words', 'weak'],
    ['three fine words', 'weak'],
    ['kettle orbit violin moss', 'fair'],
    ['kettle orbit violin moss tundra lamp', 'strong'],
    ['kettle kettle kettle kettle', 'weak'],
    ['g7!Qz_p4Lw#2tX', 'strong'],
  ] as const)('calls %s %s', (passphrase, strength) => {
    expect(passphraseStrength(passphrase)).toBe(strength);
  });
});
