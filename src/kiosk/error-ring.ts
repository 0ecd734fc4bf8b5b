/**
 * @file The last errors of this page, in memory only, for the health page. It removes quotations, ids, long numbers and
 * addresses from each message, so that stored data of people never gets into it.
 */
export interface RecordedError {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly name: string;
  readonly message: string;
}

const REMEMBERED = 20;
const MAX_MESSAGE = 200;

/** In the order in which they are taken out. */
const PRIVATE_PARTS: readonly RegExp[] = [
  /[a-z][a-z+.-]*:\/\/\S+/giu,
  /“[^”]*”|"[^"]*"|«[^»]*»|‘[^’]*’|`[^`]*`/gu,
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/giu,
  // Hashes, keys, badges and PINs; and what could be a vector.
  /[\w+/=-]*\d[\w+/=.-]{3,}/gu,
];

export class ErrorRing {
  private _errors: RecordedError[] = [];

  get errors(): readonly RecordedError[] {
    return this._errors;
  }

  /** @param isPrivate - Words that must not be kept either, such as people's names. */
  record(error: unknown, atMs: number, isPrivate: readonly string[] = []): void {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    this._errors = [
      ...this._errors,
      { atMs, name: scrub(name, isPrivate), message: scrub(message, isPrivate) },
    ].slice(-REMEMBERED);
  }
}

/** @returns At most 200 characters, with “…” where something was taken out. */
export function scrub(text: string, isPrivate: readonly string[]): string {
  const known = isPrivate.filter((word) => word !== '').sort((a, b) => b.length - a.length);
  const withoutKnown = known.reduce((rest, word) => rest.replaceAll(word, '…'), text);
  return PRIVATE_PARTS.reduce((rest, part) => rest.replaceAll(part, '…'), withoutKnown).slice(0, MAX_MESSAGE);
}
