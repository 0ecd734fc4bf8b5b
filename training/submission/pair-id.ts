/** @file The ids of pairs: numbers, written with eight digits (docs/sources.md #8). */

const DIGITS = 8;

/** @returns The id with zeros in front, however many it came with; null where it is no number. */
export function pairId(text: string): string | null {
  const digits = /^0*(\d+)$/.exec(text.trim());
  return digits ? digits[1].padStart(DIGITS, '0') : null;
}

/** By number, which for ids of one length is the order of their text. */
export function byId(first: string, second: string): number {
  return first.length - second.length || (first < second ? -1 : first > second ? 1 : 0);
}
