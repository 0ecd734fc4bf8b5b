/**
 * @file The one rule for what is invisible in names and other foreign text: what a script or an emoji needs stays,
 * whatever only hides or steers goes. Enrolment takes it out; terminals show a mark in its place.
 *
 * Invisible characters make two names look alike, and some turn the direction of a line or the colours of a terminal.
 */

/** Scripts in which the joiners U+200C and U+200D change how letters look (Unicode, chapters 9 and 12). */
const JOINING = [
  ...['Arabic', 'Syriac', 'Mongolian', 'Nko', 'Mandaic', 'Manichaean', 'Adlam', 'Hanifi_Rohingya'],
  ...[
    'Devanagari',
    'Bengali',
    'Gurmukhi',
    'Gujarati',
    'Oriya',
    'Tamil',
    'Telugu',
    'Kannada',
    'Malayalam',
    'Sinhala',
  ],
  ...['Tibetan', 'Myanmar', 'Khmer', 'Balinese', 'Javanese', 'Newa', 'Tirhuta', 'Meetei_Mayek'],
]
  .map((script) => `\\p{Script=${script}}`)
  .join('');

/** What stands between two letters of such a script, or holds an emoji together, or chooses a glyph. */
const NEEDED = [
  `(?<=[${JOINING}])[\\u200C\\u200D](?=[${JOINING}])`,
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F])\\u200D(?=\\p{Extended_Pictographic})',
  '(?<=\\p{Emoji})\\uFE0F',
  '(?<=\\p{Script=Han})[\\u{E0100}-\\u{E01EF}]',
  '(?<=\\p{Script=Mongolian})[\\u180B-\\u180D\\u180F]',
].join('|');

/**
 * Control and formatting characters, halves of characters, private and unassigned ones, line and paragraph separators,
 * and letters that show nothing (Unicode: Default_Ignorable_Code_Point, and the empty Braille cell).
 */
const HIDDEN = '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]';

const NEEDED_OR_HIDDEN = new RegExp(`(${NEEDED})|${HIDDEN}`, 'gu');

function replaceHidden(text: string, replacement: string): string {
  return text.replaceAll(NEEDED_OR_HIDDEN, (_, needed: string | undefined) => needed ?? replacement);
}

/** @returns The text without what is hidden in it. */
export function visibleText(text: string): string {
  return replaceHidden(text, '');
}

/** @returns The text with U+FFFD for what is hidden in it, so that it steers no terminal and hides nothing. */
export function printable(text: string): string {
  return replaceHidden(text, '\uFFFD');
}

/** As {@link printable}, of a text of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** @returns JSON, indented, with what is hidden in its strings escaped: the same data, which steers no terminal. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(NEEDED_OR_HIDDEN, (found, needed: string | undefined) =>
    needed !== undefined || found === '\n' ? found : escaped(found),
  );
}

function escaped(text: string): string {
  return Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}
