/** @file How a language is written: which way, and with which digits. */

/** Of the languages that have words here, or that a site may write a text in. */
const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur']);

/** @param language - BCP 47. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language.split('-')[0]) ? 'rtl' : 'ltr';
}

/** What a device or a person wrote keeps its own direction in a sentence of a page that runs from right to left. */
export function isolated(text: string): string {
  return directionOf(document.documentElement.lang) === 'rtl' ? `\u2068${text}\u2069` : text;
}

/**
 * What `Intl` is given for dates and numbers. Digits are those on the PIN pad and in badge numbers: browsers differ in
 * the digits that Arabic has by default.
 *
 * @param language - BCP 47; of the page unless given.
 * @returns Undefined where nobody has named the page's language.
 */
export function formatTag(language = document.documentElement.lang): string | undefined {
  return language === '' ? undefined : `${language}-u-nu-latn`;
}
