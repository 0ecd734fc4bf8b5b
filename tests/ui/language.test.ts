/** @file The language that a kiosk starts in. */
import { expect, it } from 'vitest';
import { preferredLanguage } from '../../src/ui/language.ts';

it('takes the first wanted language that is there', () => {
  expect(preferredLanguage(['ru-RU', 'en'])).toBe('ru');
  expect(preferredLanguage(['de', 'RU', 'en'])).toBe('ru');
  expect(preferredLanguage(['en-GB', 'ru'])).toBe('en');
});

it('speaks English where none is there', () => {
  expect(preferredLanguage(['', 'de', 'fr-FR'])).toBe('en');
  expect(preferredLanguage([])).toBe('en');
});
