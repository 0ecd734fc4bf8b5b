/** @file A rough word for how hard a passphrase is to guess, to help in choosing one. Pure; decides nothing. */

export type PassphraseStrength = 'weak' | 'fair' | 'strong';

/** Guesses as a power of two from which a passphrase counts as fair, and as strong, behind Argon2id. */
const FAIR_BITS = 45;
const STRONG_BITS = 65;
/** What one more word adds: a word of a list of 7,776 (EFF's long list) has log2(7776) bits. */
const WORD_BITS = 12.9;

/** By its different words when it has spaces, else by characters; a character that was there before counts a third. */
export function passphraseStrength(passphrase: string): PassphraseStrength {
  const words = passphrase.trim().toLowerCase().split(/\s+/u);
  const bits = words.length > 1 ? new Set(words).size * WORD_BITS : characterBits(passphrase);
  return bits >= STRONG_BITS ? 'strong' : bits >= FAIR_BITS ? 'fair' : 'weak';
}

function characterBits(passphrase: string): number {
  const characters = [...passphrase];
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u].filter((kind) =>
    kind.test(passphrase),
  ).length;
  const bitsEach = 2.5 + kinds;
  const seen = new Set<string>();
  let bits = 0;
  for (const character of characters) {
    bits += seen.has(character) ? bitsEach / 3 : bitsEach;
    seen.add(character);
  }
  return bits;
}
