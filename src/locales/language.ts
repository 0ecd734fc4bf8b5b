/**
 * @file Which language the kiosk speaks: its own, which the operator chose, else the browser's where it is there, else English; and
 * for a while the one that a visitor chose. Holds no personal data; it must be known before the kiosk is unlocked, so it is not
 * among the sealed settings.
 */
import { configureLocalization, type msg } from '@lit/localize';
import { runtimeMsg } from '@lit/localize/internal/runtime-msg.js';
import { allLocales, sourceLocale, targetLocales } from './generated/codes.ts';

export type Language = (typeof allLocales)[number];

/** Each in its own words, as whoever looks for it reads them. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский' };

const STORAGE_KEY = 'facegate.language';

const loadLocale = () => import('./generated/ru.ts');
const { getLocale, setLocale } = configureLocalization({ sourceLocale, targetLocales, loadLocale });

/** The languages that are not shown now. */
export function otherLanguages(): readonly Language[] {
  return allLocales.filter((language) => language !== getLocale());
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

/** The kiosk's own, whatever a visitor reads now. */
export function kioskLanguage(): Language {
  return preferredLanguage([storedLanguage() ?? '', ...navigator.languages]);
}

/** The kiosk speaks another language than its own. */
export function isVisitorsLanguage(): boolean {
  return getLocale() !== kioskLanguage();
}

/** To be awaited before anything is shown, or words would change before people's eyes. */
export async function showKioskLanguage(): Promise<void> {
  await showLanguage(kioskLanguage());
}

/** What says things as `msg` does, in `language`, whichever is shown. */
export async function sayingIn(language: Language): Promise<typeof msg> {
  const templates = language === sourceLocale ? undefined : (await loadLocale()).templates;
  return ((template, options) => runtimeMsg(templates, template, options)) as typeof msg;
}

/** Loads its words, so that showing it afterwards cannot fail. */
export async function loadLanguage(language: Language): Promise<void> {
  if (language !== sourceLocale) await loadLocale();
}

/** Every element that is `localized()` shows its words anew. */
export async function showLanguage(language: Language): Promise<void> {
  await loadLanguage(language);
  // Dates and numbers follow it, and are drawn with the words.
  document.documentElement.lang = language;
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
