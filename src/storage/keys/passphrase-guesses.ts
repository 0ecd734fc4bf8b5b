/**
 * @file How many guesses find a passphrase: zxcvbn's estimate, and one by words. With the lists this is 1.7 MB, so a
 * worker alone loads it. It decides nothing.
 */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as commonLists } from '@zxcvbn-ts/language-common';
import { dictionary as englishLists } from '@zxcvbn-ts/language-en';

/** The time for longer ones grows without bound. Leaving the rest out only lowers the estimate. */
const JUDGED_LENGTH = 64;

/** Whoever guesses at a kiosk tries these before all others. */
const OWN_WORDS = ['facegate', 'kiosk', 'door', 'operator', 'administrator', 'admin', 'passphrase'];

/** Guesses for a word that was drawn from EFF's long list, which has 7,776. */
const WORD_LOG10 = Math.log10(7_776);

/** The keys of a Russian keyboard, and what they type on an English one. No package has a list of Russian words. */
const RUSSIAN_KEYS = 'ёйцукенгшщзхъфывапролджэячсмитьбю';
const ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";

/** It takes 14 MB and a fifth of a second to make, and goes with the worker. */
let kept: ZxcvbnFactory | undefined;

function estimator(): ZxcvbnFactory {
  kept ??= new ZxcvbnFactory({
    dictionary: { ...commonLists, ...englishLists },
    graphs: adjacencyGraphs,
    maxLength: JUDGED_LENGTH,
  });
  return kept;
}

/**
 * The least of three estimates: as typed, as the same keys in English, and word by word. zxcvbn counts a rare word, and
 * any word that is not English, as random letters.
 * @param passphrase - After Unicode normalisation.
 * @returns The guesses as a power of ten.
 */
export function guessesLog10(passphrase: string): number {
  return Math.min(estimate(passphrase), estimate(onEnglishKeys(passphrase)), byWords(passphrase));
}

function estimate(text: string): number {
  return text === '' ? 0 : estimator().check(text, OWN_WORDS).guessesLog10;
}

function onEnglishKeys(text: string): string {
  return Array.from(text.toLowerCase(), (letter) => {
    const key = RUSSIAN_KEYS.indexOf(letter);
    return key < 0 ? letter : ENGLISH_KEYS[key];
  }).join('');
}

/** A word counts once, what stands between words not at all, and each other character as one of ten. */
function byWords(text: string): number {
  const parts =
    text
      .slice(0, JUDGED_LENGTH)
      .toLowerCase()
      .match(/\p{L}[\p{L}\p{M}'’]*|[^\p{L}]/gu) ?? [];
  const words = new Set(parts.filter((part) => /^\p{L}/u.test(part)));
  const others = parts.filter((part) => /[^\p{L}\s\-_.]/u.test(part) && !words.has(part)).length;
  return [...words].reduce((sum, word) => sum + wordLog10(word), others);
}

/** Letters of no known word are random if they are English ones; of other languages nothing here knows a word. */
function wordLog10(word: string): number {
  const atMost = Array.from(word).length;
  const known = /^[a-z'’]+$/u.test(word) ? Math.max(WORD_LOG10, estimate(word)) : WORD_LOG10;
  return Math.min(atMost, known);
}
