/**
 * @file The kiosk's language: the one that the operator chose, else the browser's where a translation exists, else
 * English. A visitor may choose another for a while. The kiosk needs it before it is unlocked, so it is no sealed
 * setting. It is no personal data.
 */
import { configureLocalization, type LocaleModule, msg } from '@lit/localize';
import { runtimeMsg } from '@lit/localize/internal/runtime-msg.js';
import { allLocales, sourceLocale, targetLocales } from './generated/codes.ts';
import { directionOf } from './written.ts';

export type Language = (typeof allLocales)[number];

/** Each language's name in that language, in the order in which they are offered. */
const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  ru: 'Русский',
  ar: 'العربية',
};
export const LANGUAGES = Object.keys(LANGUAGE_NAMES) as readonly Language[];

/** Languages that a machine translated and nobody has read through: what is said of that, in the language itself. */
const MACHINE_MADE: Readonly<Partial<Record<Language, string>>> = { ar: 'ترجمة آلية' };

export interface LanguageLabel {
  readonly name: string;
  /** Null where people wrote the words. */
  readonly machineMade: string | null;
}

/** In the language itself: whoever looks for it reads it. */
export function languageLabel(language: Language): LanguageLabel {
  return { name: LANGUAGE_NAMES[language], machineMade: MACHINE_MADE[language] ?? null };
}

export function isMachineMade(language: string): boolean {
  return Object.hasOwn(MACHINE_MADE, language);
}

/** Of words that people agree to. */
export function machineMadeText(): string {
  return msg('A machine translated this text from English. Whoever doubts a word asks for the English text.');
}

const STORAGE_KEY = 'facegate.language';

/** Loads the words in each language but English. */
export type MoreWords = Readonly<Record<(typeof targetLocales)[number], () => Promise<LocaleModule>>>;

const WORDS = {
  ar: () => import('./generated/ar.ts'),
  ru: () => import('./generated/ru.ts'),
} satisfies MoreWords;
let more: MoreWords | null = null;

/** What a page shows besides the kiosk's words. Call it before any language is shown. */
export function addWords(words: MoreWords): void {
  more = words;
}

async function loadLocale(locale: string): Promise<LocaleModule> {
  const language = locale as (typeof targetLocales)[number];
  const [own, beside] = await Promise.all([WORDS[language](), more?.[language]()]);
  return { templates: { ...own.templates, ...beside?.templates } };
}

const { getLocale, setLocale } = configureLocalization({ sourceLocale, targetLocales, loadLocale });

/** The languages that are not shown now. */
export function otherLanguages(): readonly Language[] {
  return LANGUAGES.filter((language) => language !== getLocale());
}

/** @param wanted - Language tags, the most wanted first, such as `ru-RU`. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const [primary] = tag.toLowerCase().split('-');
    const known = allLocales.find((language) => language === primary);
    if (known) return known;
  }
  return sourceLocale;
}

/** The kiosk's own language, whichever a visitor has chosen. */
export function kioskLanguage(): Language {
  return preferredLanguage([storedLanguage() ?? '', ...navigator.languages]);
}

/** The kiosk speaks another language than its own. */
export function isVisitorsLanguage(): boolean {
  return getLocale() !== kioskLanguage();
}

/** Await it before the first screen is shown; otherwise the words would change while people read them. */
export async function showKioskLanguage(): Promise<void> {
  await showLanguage(kioskLanguage());
}

/** Works as `msg` does, but always in `language`. */
export async function sayingIn(language: Language): Promise<typeof msg> {
  const templates = language === sourceLocale ? undefined : (await loadLocale(language)).templates;
  return ((template, options) => runtimeMsg(templates, template, options)) as typeof msg;
}

/** Loads the language's words, so that showing it afterwards cannot fail. */
export async function loadLanguage(language: Language): Promise<void> {
  if (language !== sourceLocale) await loadLocale(language);
}

/** Every element that is `localized()` shows its words anew. */
export async function showLanguage(language: Language): Promise<void> {
  await loadLanguage(language);
  // Dates and numbers follow this attribute. They are drawn again together with the words.
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  await setLocale(language);
}

/** Makes it the kiosk's own. */
export async function keepLanguage(language: Language): Promise<void> {
  await showLanguage(language);
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Without storage the choice lasts until the page is loaded again.
  }
}

function storedLanguage(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
