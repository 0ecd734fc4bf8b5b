/** @file The words that the console alone shows, beside those that it shares with the kiosk. */
import type { MoreWords } from '../locales/language.ts';

export const CONSOLE_WORDS: MoreWords = {
  ar: () => import('./words/ar.ts'),
  ru: () => import('./words/ru.ts'),
};
