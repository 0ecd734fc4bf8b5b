/** @file How texts are compared in a search. */

/** Differences of case, accents and spelling in Unicode do not count. */
export function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
