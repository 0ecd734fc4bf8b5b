/** @file The language that a kiosk starts in, and a visitor's, which ends with the visit. */
import { beforeEach, expect, it, vi } from 'vitest';
import {
  isVisitorsLanguage,
  keepLanguage,
  languageLabel,
  LANGUAGES,
  preferredLanguage,
  showLanguage,
} from '../../src/locales/language.ts';
import { holdLanguage, somebodyIsHere, VISIT_MS } from '../../src/ui/elements/visit-language.ts';

const stored = new Map<string, string>();
const shown = { lang: '', dir: '' };

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('navigator', { languages: ['en'] });
  vi.stubGlobal('document', { documentElement: shown });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  holdLanguage(false);
  await keepLanguage('en');
});

it('takes the first wanted language that is there', () => {
  expect(preferredLanguage(['ru-RU', 'en'])).toBe('ru');
  expect(preferredLanguage(['de', 'RU', 'en'])).toBe('ru');
  expect(preferredLanguage(['en-GB', 'ru'])).toBe('en');
});

it('knows Arabic of any country, and lets its text run from right to left', async () => {
  expect(preferredLanguage(['ar-EG', 'en'])).toBe('ar');
  await showLanguage('ar');
  expect(shown).toEqual({ lang: 'ar', dir: 'rtl' });
  await showLanguage('ru');
  expect(shown).toEqual({ lang: 'ru', dir: 'ltr' });
});

it('says of a language that a machine translated it, in that language', () => {
  expect(LANGUAGES.map((language) => languageLabel(language).machineMade)).toEqual([
    null,
    null,
    'ترجمة آلية',
  ]);
});

it('speaks English where none is there', () => {
  expect(preferredLanguage(['', 'de', 'fr-FR'])).toBe('en');
  expect(preferredLanguage([])).toBe('en');
});

it('names the page’s language, which dates follow, before the words are drawn anew', async () => {
  const named: string[] = [];
  window.addEventListener('lit-localize-status', ({ detail }) => {
    if (detail.status === 'ready') named.push(`${detail.readyLocale} ${shown.lang}`);
  });
  await showLanguage('ru');
  await showLanguage('en');
  expect(named).toEqual(['ru ru', 'en en']);
});

/** As the button at the door does it. */
async function visitIn(language: 'en' | 'ru'): Promise<void> {
  await showLanguage(language);
  somebodyIsHere();
}

it('goes back to its own language when nobody is there any more', async () => {
  await visitIn('ru');
  await vi.advanceTimersByTimeAsync(VISIT_MS - 1);
  somebodyIsHere();
  await vi.advanceTimersByTimeAsync(VISIT_MS - 1);
  expect(shown.lang).toBe('ru');
  expect(isVisitorsLanguage()).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(shown.lang).toBe('en');
});

it('keeps the language of the operator at work, and then goes back as ever', async () => {
  await visitIn('ru');
  holdLanguage(true);
  somebodyIsHere();
  await vi.advanceTimersByTimeAsync(10 * VISIT_MS);
  expect(shown.lang).toBe('ru');
  holdLanguage(false);
  await vi.advanceTimersByTimeAsync(VISIT_MS);
  expect(shown.lang).toBe('en');
});

it('stays in the language that was made its own', async () => {
  await visitIn('ru');
  await keepLanguage('ru');
  expect(isVisitorsLanguage()).toBe(false);
  somebodyIsHere();
  await vi.advanceTimersByTimeAsync(2 * VISIT_MS);
  expect(shown.lang).toBe('ru');
  expect(stored.get('facegate.language')).toBe('ru');
});
