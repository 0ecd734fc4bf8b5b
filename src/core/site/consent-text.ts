/**
 * @file Which text people agree to, and whether somebody agreed to the present one. A record holds version, what the
 * text said of the log's term, and language as one word, such as `site-3+365d/ru`. Older records lack the latter two.
 */

/** With a face, or with badge and PIN only: what is stored differs, and so does the text. */
export type ConsentKind = 'face' | 'faceless';

type Texts = Readonly<Record<string, string>>;

/** The administrator's own text of one kind. */
export interface SiteConsentText {
  /** Rises with each change; 0 before the first. */
  readonly revision: number;
  /** By language, `en`; plain text. Null where the built-in text holds. */
  readonly texts: Texts | null;
  /** Own texts of before, the newest first, so that people can be shown what they agreed to. Older kiosks kept none. */
  readonly earlier?: readonly EarlierText[];
}

interface EarlierText {
  readonly revision: number;
  readonly texts: Texts;
}

export type SiteConsent = Readonly<Record<ConsentKind, SiteConsentText>>;

export const BUILT_IN_CONSENT: SiteConsent = {
  face: { revision: 0, texts: null },
  faceless: { revision: 0, texts: null },
};

/** Of the built-in texts. A developer who changes their meaning gives a new value and keeps the words of before. */
export const BUILT_IN_TEXT_VERSION: Readonly<Record<ConsentKind, string>> = {
  face: '2026-11-30',
  faceless: '2026-11-30-faceless',
};

/** Who knows somebody who agrees: this door, or every door of its fleet. */
export type ConsentReach = 'door' | 'fleet';

/** Begins the versions of texts that name all doors of a fleet. Whoever agreed to another agreed to one door. */
const FLEET_PREFIX = 'fleet-';

/** Of the built-in texts of a fleet. */
export const FLEET_TEXT_VERSION: Readonly<Record<ConsentKind, string>> = {
  face: `${FLEET_PREFIX}2026-11-30`,
  faceless: `${FLEET_PREFIX}2026-11-30-faceless`,
};

/** @param agreedText - As `agreedTextOf` has it. */
export function isFleetText(agreedText: string): boolean {
  return agreedText.startsWith(FLEET_PREFIX);
}

/** For people enrolled from photos: the operator confirmed the words of `--consent`. New words need a new version. */
export const IMPORTED_TEXT_VERSION = 'operator-2026-11-30';

/** The same where the console of a fleet enrols them for all doors. */
export const FLEET_IMPORTED_TEXT_VERSION = `${FLEET_PREFIX}${IMPORTED_TEXT_VERSION}`;

/** Far longer than anybody reads at a door. */
export const MAX_CONSENT_CHARACTERS = 4_000;

/** Of each kind. Whoever agreed to an older one of the site's own is told that its words are gone. */
export const MAX_EARLIER_TEXTS = 20;

/** For how many days the log keeps what happened, as a text said; `always` where it has no end. */
export type LogTerm = number | 'always';

export interface AgreedText {
  readonly version: string;
  /** Null where the text said nothing of it. */
  readonly logTerm: LogTerm | null;
  /** Null in records from before the language was noted. */
  readonly language: string | null;
}

export function presentVersion(
  consent: SiteConsent,
  kind: ConsentKind,
  reach: ConsentReach = 'door',
): string {
  const { revision, texts } = consent[kind];
  if (texts === null) return (reach === 'fleet' ? FLEET_TEXT_VERSION : BUILT_IN_TEXT_VERSION)[kind];
  const own = kind === 'face' ? `site-${revision}` : `site-${revision}-faceless`;
  return reach === 'fleet' ? FLEET_PREFIX + own : own;
}

/**
 * The administrator's text for a reader of `language`, and the language that it is in. Where it is not written in that
 * language it is English, or another one that exists. Null where the built-in text holds.
 */
export function siteTextIn(
  { texts }: Pick<SiteConsentText, 'texts'>,
  language: string,
): { readonly text: string; readonly language: string } | null {
  if (texts === null) return null;
  const known = [language, 'en', ...Object.keys(texts)].find((one) => Object.hasOwn(texts, one));
  return known === undefined ? null : { text: texts[known], language: known };
}

const SITE_VERSION = /^(?:fleet-)?site-(?<revision>\d+)(?:-faceless)?$/u;

/** The site's own texts of a version that somebody agreed to; null where it is none, or its words are gone. */
export function siteTextsOf(version: string, consent: SiteConsent): Texts | null {
  const { revision = '' } = SITE_VERSION.exec(version)?.groups ?? {};
  if (revision === '') return null;
  return textsAt(consent[version.endsWith('-faceless') ? 'faceless' : 'face'], Number(revision));
}

/** What a record keeps of an agreement. */
export function agreedTextOf({ version, logTerm, language }: AgreedText): string {
  const term = logTerm === null ? '' : `+${logTerm === 'always' ? logTerm : `${logTerm}d`}`;
  return `${version}${term}${language === null ? '' : `/${language}`}`;
}

const AGREED = /^(?<version>.*?)(?:\+(?<term>\d+d|always))?(?:\/(?<language>[^/]*))?$/u;

/** The reverse of {@link agreedTextOf}. */
export function parseAgreedText(stored: string): AgreedText {
  const { version = stored, term = '', language = null } = AGREED.exec(stored)?.groups ?? {};
  if (term === '') return { version, logTerm: null, language };
  return { version, logTerm: term === 'always' ? term : Number.parseInt(term, 10), language };
}

/**
 * Whether `stored` is an agreement to what people are asked now, in whatever language. A log that is kept for longer
 * than they were told is something else than they agreed to.
 */
export function isPresentText(
  stored: string,
  consent: SiteConsent,
  kind: ConsentKind,
  logDays: number | null,
  reach: ConsentReach = 'door',
): boolean {
  const { version, logTerm } = parseAgreedText(stored);
  // What was confirmed for photos names the setting instead of its value.
  if (version === IMPORTED_TEXT_VERSION || version === FLEET_IMPORTED_TEXT_VERSION) {
    return isFleetText(version) === (reach === 'fleet') && consent[kind].texts === null;
  }
  if (version !== presentVersion(consent, kind, reach) || logTerm === null) return false;
  return logTerm === 'always' || (logDays !== null && logDays <= logTerm);
}

/**
 * `before` with other texts, and a new revision if that changes anything.
 * @param least - The new revision is no smaller.
 */
export function withTexts(before: SiteConsentText, texts: Texts | null, least = 0): SiteConsentText {
  if (sameTexts(before.texts, texts)) return before;
  const revision = Math.max(before.revision + 1, least);
  if (before.texts === null) return { ...before, revision, texts };
  const earlier = [{ revision: before.revision, texts: before.texts }, ...(before.earlier ?? [])];
  return { ...before, revision, texts, earlier: earlier.slice(0, MAX_EARLIER_TEXTS) };
}

/**
 * The text of an imported backup replaces this site's text. Records of this site may name a revision that meant other
 * words in the backup. In that case the text gets a revision that no record names.
 */
export function takeOverText(here: SiteConsentText, file: SiteConsentText): SiteConsentText {
  if (here.revision === 0) return file;
  if (sameTexts(here.texts, file.texts)) return here;
  const revision = Math.max(here.revision, file.revision) + 1;
  return { ...file, revision, earlier: earlierOfBoth(here, file) };
}

/**
 * The least revision of a text that a console writes at that second, such as 20261130194205. Doors count their own
 * texts from 1: so no record of theirs names a revision of the console's.
 */
export function consoleRevision(nowMs: number): number {
  return Number(new Date(nowMs).toISOString().slice(0, 19).replaceAll(/\D/gu, ''));
}

/** The console's text replaces this door's, whose words stay known to those who agreed to them. */
export function takeSiteText(here: SiteConsentText, site: SiteConsentText): SiteConsentText {
  if (here.revision === site.revision && sameTexts(here.texts, site.texts)) return here;
  const present = here.texts === null ? [] : [{ revision: here.revision, texts: here.texts }];
  const earlier = new Map(
    [...(site.earlier ?? []), ...present, ...(here.earlier ?? [])]
      .reverse()
      .map((one) => [one.revision, one] as const),
  );
  earlier.delete(site.revision);
  const newest = [...earlier.values()].sort((a, b) => b.revision - a.revision).slice(0, MAX_EARLIER_TEXTS);
  const { revision, texts } = site;
  return newest.length === 0 ? { revision, texts } : { revision, texts, earlier: newest };
}

/** Own texts whose revision means the same words in the records of both, the newest first. */
function earlierOfBoth(here: SiteConsentText, file: SiteConsentText): readonly EarlierText[] {
  const newest = Math.max(here.revision, file.revision);
  const both: EarlierText[] = [];
  for (let revision = newest; revision > 0 && both.length < MAX_EARLIER_TEXTS; revision -= 1) {
    const [one, other] = [textsAt(here, revision), textsAt(file, revision)];
    const texts = one ?? other;
    if (texts === null) continue;
    // Where one of them has reached this revision and its words are others, or gone, nobody can tell the records apart.
    const alone = revision > Math.min(here.revision, file.revision);
    if (alone || (one !== null && other !== null && sameTexts(one, other))) both.push({ revision, texts });
  }
  return both;
}

function textsAt({ revision, texts, earlier = [] }: SiteConsentText, wanted: number): Texts | null {
  if (wanted === revision) return texts;
  return earlier.find((one) => one.revision === wanted)?.texts ?? null;
}

function sameTexts(one: Texts | null, other: Texts | null): boolean {
  if (one === null || other === null) return one === other;
  const languages = Object.keys({ ...one, ...other });
  return languages.every((language) => one[language] === other[language]);
}
