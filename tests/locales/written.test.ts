/** @file Which way a language is written, and that its numbers have the digits of the PIN pad. */
import { expect, it, vi } from 'vitest';
import { directionOf, formatTag, isolated } from '../../src/locales/written.ts';

it.each([
  ['en', 'ltr'],
  ['ru-RU', 'ltr'],
  ['ar', 'rtl'],
  ['ar-EG', 'rtl'],
  ['arn', 'ltr'],
] as const)('%s runs %s', (language, direction) => {
  expect(directionOf(language)).toBe(direction);
});

it('writes the digits that people type', () => {
  expect(new Intl.NumberFormat('ar-EG').format(1024)).not.toMatch(/\d/u);
  expect(new Intl.NumberFormat(formatTag('ar-EG')).format(1024)).toMatch(/^1\D?024$/u);
});

it('keeps the direction of what others wrote, where the page runs the other way', () => {
  vi.stubGlobal('document', { documentElement: { lang: 'ar' } });
  expect(isolated('Camera (04f2)')).toBe('\u2068Camera (04f2)\u2069');
  vi.stubGlobal('document', { documentElement: { lang: 'en' } });
  expect(isolated('Camera (04f2)')).toBe('Camera (04f2)');
});

it('follows the page, and the browser where the page names no language', () => {
  vi.stubGlobal('document', { documentElement: { lang: 'ru' } });
  expect(formatTag()).toBe('ru-u-nu-latn');
  vi.stubGlobal('document', { documentElement: { lang: '' } });
  expect(formatTag()).toBeUndefined();
});
