/**
 * @file Which text people agree to, and whether somebody agreed to the present one. A record holds version and
 * language as one word, such as `site-3/ru`. Older records hold the version alone.
 */

/** With a face, or with badge and PIN only: what is stored differs, and so does the text. */
export type ConsentKind = 'face' | 'faceless';

/** The administrator's own text of one kind. */
export interface SiteConsentText {
  /** Rises with each change; 0 before the first. */
  readonly revision: number;
  /** By language, `en`; plain text. Null where the built-in text holds. */
  readonly texts: Readonly<Record<string, string>> | null;
}

export type SiteConsent = Readonly<Record<ConsentKind, SiteConsentText>>;

export const BUILT_IN_CONSENT: SiteConsent = {
  face: { revision: 0, texts: null },
  faceless: { revision: 0, texts: null },
};

/** Of the built-in texts. A developer who changes their meaning gives them a new value. */
export const BUILT_IN_TEXT_VERSION: Readonly<Record<ConsentKind, string>> = {
  face: '2026-11-26',
  faceless: '2026-11-26-faceless',
};

/** For people enrolled from photos: the operator confirmed the words of `--consent`. New words need a new version. */
export const IMPORTED_TEXT_VERSION = 'operator-2026-11';

/** Far longer than anybody reads at a door. */
export const MAX_CONSENT_CHARACTERS = 4_000;

export interface AgreedText {
  readonly version: string;
  /** Null in records from before the language was noted. */
  readonly language: string | null;
}

export function presentVersion(consent: SiteConsent, kind: ConsentKind): string {
  const { revision, texts } = consent[kind];
  if (texts === null) return BUILT_IN_TEXT_VERSION[kind];
  return kind === 'face' ? `site-${revision}` : `site-${revision}-faceless`;
}

/**
 * The administrator's text for a reader of `language`, and the language that it is in. Where it is not written in that
 * language it is English, or another one that exists. Null where the built-in text holds.
 */
export function siteTextIn(
  { texts }: SiteConsentText,
  language: string,
): { readonly text: string; readonly language: string } | null {
  if (texts === null) return null;
  const known = [language, 'en', ...Object.keys(texts)].find((one) => Object.hasOwn(texts, one));
  return known === undefined ? null : { text: texts[known], language: known };
}

/** What a record keeps of an agreement. */
export function agreedTextOf({ version, language }: AgreedText): string {
  return language === null ? version : `${version}/${language}`;
}

/** The reverse of {@link agreedTextOf}. */
export function parseAgreedText(stored: string): AgreedText {
  const slash = stored.lastIndexOf('/');
  return slash < 0
    ? { version: stored, language: null }
    : { version: stored.slice(0, slash), language: stored.slice(slash + 1) };
}

/** Whether `stored` is an agreement to what people are asked now, in whatever language. */
export function isPresentText(stored: string, consent: SiteConsent, kind: ConsentKind): boolean {
  const { version } = parseAgreedText(stored);
  return (
    version === presentVersion(consent, kind) ||
    (version === IMPORTED_TEXT_VERSION && consent[kind].texts === null)
  );
}

/** `before` with other texts, and a new revision if that changes anything. */
export function withTexts(
  before: SiteConsentText,
  texts: Readonly<Record<string, string>> | null,
): SiteConsentText {
  return sameTexts(before.texts, texts) ? before : { revision: before.revision + 1, texts };
}

/**
 * The text of an imported backup replaces this site's text. Records of this site may name a revision that meant other
 * words in the backup. In that case the text gets a revision that no record names.
 */
export function takeOverText(here: SiteConsentText, file: SiteConsentText): SiteConsentText {
  if (here.revision === 0) return file;
  if (sameTexts(here.texts, file.texts)) return here;
  return { ...file, revision: Math.max(here.revision, file.revision) + 1 };
}

function sameTexts(one: SiteConsentText['texts'], other: SiteConsentText['texts']): boolean {
  if (one === null || other === null) return one === other;
  const languages = Object.keys({ ...one, ...other });
  return languages.every((language) => one[language] === other[language]);
}
