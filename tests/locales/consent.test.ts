/** @file The words that people agree to: in every language, the present ones and those of before. */
import { describe, expect, it, vi } from 'vitest';
import {
  BUILT_IN_CONSENT,
  BUILT_IN_TEXT_VERSION,
  FLEET_IMPORTED_TEXT_VERSION,
  FLEET_TEXT_VERSION,
  MAX_CONSENT_CHARACTERS,
  withTexts,
} from '../../src/core/site/consent-text.ts';
import { CONSENT_TO_PHOTOS } from '../../scripts/lib/enroll/consent-words.ts';

const AT_MS = Date.UTC(2026, 2, 4, 12);
const agreed = (textVersion: string) => ({
  textVersion,
  givenAtMs: AT_MS,
  retainUntilMs: AT_MS + 30 * 86_400_000,
});

vi.stubGlobal('window', new EventTarget());
vi.stubGlobal('document', { documentElement: { lang: 'en' } });
const words = await import('../../src/locales/agreed-text.ts');
const consent = await import('../../src/locales/consent.ts');
const earlier = await import('../../src/locales/consent-earlier.ts');
const language = await import('../../src/locales/language.ts');

it('is said in every language, whichever the page shows', async () => {
  const [en, ru, ar] = await Promise.all((['en', 'ru', 'ar'] as const).map(language.sayingIn));
  for (const kind of ['face', 'faceless'] as const) {
    const text = consent.builtInConsentText(kind, en);
    expect(text).toBe(consent.builtInConsentText(kind));
    const titles = text.split('\n\n').map((point) => point.split('\n')[0]);
    expect(titles).toEqual([
      'What is stored',
      'What the log keeps of your visits',
      'Further numbers of your face',
      'What it is for',
      'Where it is',
      'Who can see it',
      'How to withdraw',
      'Your rights',
    ]);
    const points = consent.builtInConsentText(kind, ru).replaceAll('PIN-', '').split('\n\n');
    expect(points).toHaveLength(titles.length);
    // The administrator may begin with it.
    for (const say of [en, ru, ar]) {
      expect(consent.builtInConsentText(kind, say).length).toBeLessThan(MAX_CONSENT_CHARACTERS);
    }
    for (const point of points) expect(point).toMatch(/^[А-Я][^A-Za-z]+\n[А-Я][^A-Za-z]+$/u);
    const arabic = consent.builtInConsentText(kind, ar).replaceAll('PIN', '').split('\n\n');
    expect(arabic).toHaveLength(titles.length);
    for (const point of arabic) expect(point).toMatch(/^[ء-ي][^A-Za-z]+\n[ء-ي][^A-Za-z]+$/u);
  }
});

it('names every door, the hub and the console to somebody who enrols in a fleet', async () => {
  const [en, ru, ar] = await Promise.all((['en', 'ru', 'ar'] as const).map(language.sayingIn));
  for (const kind of ['face', 'faceless'] as const) {
    const [door, fleet] = (['door', 'fleet'] as const).map((reach) =>
      consent.builtInConsentText(kind, en, reach).split('\n\n'),
    );
    const titles = fleet.filter((point, at) => point !== door[at]).map((point) => point.split('\n')[0]);
    expect(titles).toEqual(['What it is for', 'Where it is', 'Who can see it', 'How to withdraw']);
    expect(fleet.join(' ')).not.toMatch(/(at|of) this door|on this device/iu);
    for (const say of [ru, ar]) {
      const points = consent.builtInConsentText(kind, say, 'fleet').replaceAll(/PIN-?/gu, '').split('\n\n');
      expect(points).toHaveLength(fleet.length);
      for (const point of points) expect(point).not.toMatch(/[A-Za-z]/u);
    }
    const agreed = await words.agreedWords(
      { textVersion: `${FLEET_TEXT_VERSION[kind]}+90d/en`, givenAtMs: 0, retainUntilMs: 30 * 86_400_000 },
      BUILT_IN_CONSENT,
      'en',
    );
    expect(agreed?.text).toContain(fleet[4]);
  }
});

describe('the text that somebody agreed to', () => {
  const read = (version: string, site = BUILT_IN_CONSENT) => words.agreedWords(agreed(version), site, 'en');

  it('is the present one with the terms of that day, in the language of that day', async () => {
    const en = await read(`${BUILT_IN_TEXT_VERSION.face}+90d/en`);
    expect(en?.text).toContain('Under Records this is shown with your name.');
    expect(en?.text).toContain('Until April 3, 2026 (30 days).');
    expect(en?.text).toContain('removed after 90 days and a week.');
    const ru = await read(`${BUILT_IN_TEXT_VERSION.faceless}+always/ru`);
    expect(ru).toMatchObject({ language: 'ru' });
    expect(ru?.text).toContain('3 апреля 2026');
    expect(ru?.text).toContain('бессрочно');
    expect(ru?.machineMade).toBe(false);
    const ar = await read(`${BUILT_IN_TEXT_VERSION.face}+90d/ar`);
    expect(ar).toMatchObject({ language: 'ar', machineMade: true });
    expect(ar?.text.replaceAll(/[\u2068\u2069]/gu, '')).toMatch(/ 3 \S+ 2026 .* 30\).* 90 /u);
  });

  it('is that of an earlier version as it was, and not what people are asked now', async () => {
    for (const version of ['2026-11', '2026-11-26', '2026-11-26-faceless']) {
      const then = await read(`${version}/en`);
      expect(then?.text).toContain('The log of the door holds no picture and no name.');
      expect(then?.text).not.toContain('removed after');
    }
    expect((await read('2026-11-26/ru'))?.text).toMatch(/^Что хранится\n/u);
    expect((await read('operator-2026-11'))?.text).toContain('A numeric template made from their photos');
  });

  it('is the site’s own of that revision, also after a later one', async () => {
    const first = withTexts(BUILT_IN_CONSENT.face, { en: 'We keep it.', ru: 'Мы храним.' });
    const site = { ...BUILT_IN_CONSENT, face: withTexts(first, { en: 'We keep more.', ru: 'Ещё.' }) };
    expect((await read('site-1+90d/ru', site))?.text).toMatch(/^Мы храним\.\n\n/u);
    expect((await read('site-2+90d/en', site))?.text).toMatch(/^We keep more\.\n\n/u);
    const inArabic = { ...site, face: withTexts(site.face, { en: 'We.', ar: 'نحن.' }) };
    expect(await read('site-3+90d/ar', inArabic)).toMatchObject({ language: 'ar', machineMade: false });
    expect(await read('site-3/en', site)).toBeNull();
    expect(await read('site-1-faceless/en', site)).toBeNull();
  });

  it('is nothing where nobody knows its words', async () => {
    expect(await read('2026-11-22')).toBeNull();
  });
});

it('of photos is what the command has the operator confirm', async () => {
  expect(earlier.importedConsent(await language.sayingIn('en'))).toEqual(CONSENT_TO_PHOTOS);
});

it('of photos at a fleet’s console names all doors, the hub and the console, in each language', async () => {
  const read = (spoken: string) =>
    words.agreedWords(agreed(`${FLEET_IMPORTED_TEXT_VERSION}/${spoken}`), BUILT_IN_CONSENT, 'en');
  const en = (await read('en'))!.text;
  for (const point of earlier.fleetImportedConsent(await language.sayingIn('en')))
    expect(en).toContain(point);
  expect(en).toMatch(/all doors of this site.*hub.*console/u);
  expect(en).not.toMatch(/kiosk|at the door\b/u);
  for (const spoken of ['ru', 'ar']) {
    const text = (await read(spoken))!.text.split('\n\n')[0];
    expect(text.split('\n')).toHaveLength(5);
    expect(text).not.toMatch(/[A-Za-z]/u);
  }
});

it('of a site that still says what the built-in text said wrongly is found, in either language', async () => {
  const voices = [await language.sayingIn('en'), await language.sayingIn('ru')];
  const wrong = async (version: string) =>
    (await words.agreedWords(agreed(version), BUILT_IN_CONSENT, 'en'))!.text;
  for (const version of ['2026-11-26/en', '2026-11-26/ru', '2026-11-26-faceless/ru']) {
    expect(earlier.saysLogIsNameless([await wrong(version)], voices), version).toBe(true);
  }
  const right = ['face', 'faceless'].map((kind) => consent.builtInConsentText(kind as 'face', voices[1]));
  expect(earlier.saysLogIsNameless(right, voices)).toBe(false);
});
