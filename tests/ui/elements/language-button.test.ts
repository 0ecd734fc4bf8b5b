// @vitest-environment happy-dom
/** @file The buttons that change the language: named in it, written its way, and honest about a machine's words. */
import { afterEach, expect, it } from 'vitest';
import { showLanguage } from '../../../src/locales/language.ts';
import '../../../src/ui/elements/language-button.ts';
import { all, buttonsOf, mount, settle } from '../support/mount.ts';

afterEach(() => showLanguage('en'));

it('offers the languages that are not shown, each in its own words', async () => {
  const choice = await mount('kiosk-language-button');
  expect(buttonsOf(choice)).toEqual(['Русский', 'العربية ترجمة آلية']);
  expect(all(choice, 'button').map(({ lang, dir }) => `${lang} ${dir}`)).toEqual(['ru ltr', 'ar rtl']);
  all(choice, 'button')[1].click();
  await expect.poll(() => document.documentElement.dir).toBe('rtl');
  await settle();
  expect(buttonsOf(choice)).toEqual(['English', 'Русский']);
});
