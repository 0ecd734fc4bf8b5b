/**
 * @file Which language the kiosk speaks: the one chosen on this device, else the browser's where it is there, else English.
 * Holds no personal data; it must be known before the kiosk is unlocked, so it is not among the sealed settings.
 */
import { configureLocalization } from '@lit/localize';
import { allLocales, sourceLocale, targetLocales } from '../locales/generated/codes.ts';

export type Language = (typeof allLocales)[number];

/** Each in its own words, as whoever looks for it reads them. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский' };

const STORAGE_KEY = 'facegate.language';

const { getLocale, setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: () => import('../locales/generated/ru.ts'),
});

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

/** To be awaited before anything is shown, or words would change before people's eyes. */
export async function startLanguage(): Promise<void> {
  await show(preferredLanguage([storedLanguage() ?? '', ...navigator.languages]));
}

/** Every element that is `localized()` shows its words anew. */
export async function chooseLanguage(language: Language): Promise<void> {
  await show(language);
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Without storage the choice lasts until the page is loaded again.
  }
}

async function show(language: Language): Promise<void> {
  await setLocale(language);
  document.documentElement.lang = language;
}

function storedLanguage(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
