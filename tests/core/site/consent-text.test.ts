import { describe, expect, it } from 'vitest';
import {
  agreedTextOf,
  BUILT_IN_CONSENT,
  BUILT_IN_TEXT_VERSION,
  FLEET_IMPORTED_TEXT_VERSION,
  IMPORTED_TEXT_VERSION,
  isFleetText,
  isPresentText,
  MAX_EARLIER_TEXTS,
  parseAgreedText,
  presentVersion,
  siteTextIn,
  siteTextsOf,
  takeOverText,
  type SiteConsent,
  withTexts,
} from '../../../src/core/site/consent-text.ts';

const texts = { en: 'We keep a template.', ru: 'Мы храним шаблон.' };
const changed: SiteConsent = { ...BUILT_IN_CONSENT, face: withTexts(BUILT_IN_CONSENT.face, texts) };

describe('the text that people agree to', () => {
  it('is the built-in one until a site writes its own, of each kind by itself', () => {
    expect(presentVersion(BUILT_IN_CONSENT, 'face')).toBe(BUILT_IN_TEXT_VERSION.face);
    expect(presentVersion(changed, 'face')).toBe('site-1');
    expect(presentVersion(changed, 'faceless')).toBe(BUILT_IN_TEXT_VERSION.faceless);
  });

  it('rises with each change and with no other', () => {
    expect(withTexts(changed.face, { ...texts })).toBe(changed.face);
    const second = withTexts(changed.face, { ...texts, ru: 'Другой текст.' });
    expect(second.revision).toBe(2);
    const back = withTexts(second, null);
    expect(back).toMatchObject({ revision: 3, texts: null });
    // The words may be those of the first time: a number is never used twice.
    expect(withTexts(back, texts).revision).toBe(4);
  });

  it('keeps the words of before, so that people can be shown what they agreed to', () => {
    const second = withTexts(changed.face, { en: 'We keep more.' });
    const third = { ...changed, face: withTexts(withTexts(second, null), { en: 'Again.' }) };
    expect(siteTextsOf('site-1', third)).toEqual(texts);
    expect(siteTextsOf('site-2', third)).toEqual({ en: 'We keep more.' });
    // The built-in text held then, and nobody agreed to this number.
    expect(siteTextsOf('site-3', third)).toBeNull();
    expect(siteTextsOf('site-4', third)).toEqual({ en: 'Again.' });
    expect(siteTextsOf('site-1-faceless', third)).toBeNull();
    expect(siteTextsOf('2026-11-26', third)).toBeNull();
    let many = changed.face;
    for (let at = 0; at < 30; at += 1) many = withTexts(many, { en: `Text ${at}` });
    expect(many.earlier).toHaveLength(MAX_EARLIER_TEXTS);
    expect(many.earlier?.at(0)).toEqual({ revision: 30, texts: { en: 'Text 28' } });
  });

  it('is kept with what it said of the log and its language, and read as it was before there were any', () => {
    for (const [agreed, stored] of [
      [{ version: 'site-2', logTerm: 365, language: 'ru' }, 'site-2+365d/ru'],
      [{ version: '2026-11-30', logTerm: 'always', language: 'en' }, '2026-11-30+always/en'],
      [{ version: '2026-11-26', logTerm: null, language: 'ru' }, '2026-11-26/ru'],
      [{ version: '2026-11-26', logTerm: null, language: null }, '2026-11-26'],
    ] as const) {
      expect(agreedTextOf(agreed)).toBe(stored);
      expect(parseAgreedText(stored)).toEqual(agreed);
    }
  });

  it('is shown in the reader’s language, else in one that it was written in', () => {
    expect(siteTextIn(changed.face, 'ru')).toEqual({ text: texts.ru, language: 'ru' });
    expect(siteTextIn(changed.face, 'de')).toEqual({ text: texts.en, language: 'en' });
    expect(siteTextIn({ texts: { ru: 'Да' } }, 'de')).toEqual({ text: 'Да', language: 'ru' });
    expect(siteTextIn(changed.face, 'constructor')).toEqual({ text: texts.en, language: 'en' });
    expect(siteTextIn(changed.faceless, 'en')).toBeNull();
  });

  it('asks nobody anew who agreed to it in another language, and everybody who agreed to another', () => {
    const isPresent = (stored: string, consent: SiteConsent) => isPresentText(stored, consent, 'face', 90);
    expect(isPresent('site-1+90d/en', changed)).toBe(true);
    expect(isPresent('site-1+90d/ru', changed)).toBe(true);
    expect(isPresent('site-1-faceless+90d/en', changed)).toBe(false);
    expect(isPresent(`${BUILT_IN_TEXT_VERSION.face}+90d/en`, changed)).toBe(false);
    expect(isPresent(`${BUILT_IN_TEXT_VERSION.face}+90d/en`, BUILT_IN_CONSENT)).toBe(true);
    expect(isPresent('2026-11-26/en', BUILT_IN_CONSENT)).toBe(false);
  });

  it('counts as another where the log is kept for longer than people were told, or they were told nothing', () => {
    const isPresent = (term: string, logDays: number | null) =>
      isPresentText(`site-1${term}/en`, changed, 'face', logDays);
    expect(isPresent('+90d', 30)).toBe(true);
    expect(isPresent('+90d', 91)).toBe(false);
    expect(isPresent('+90d', null)).toBe(false);
    expect(isPresent('+always', null)).toBe(true);
    expect(isPresent('+always', 90)).toBe(true);
    expect(isPresent('', 1)).toBe(false);
  });

  it('takes what the operator confirmed for the built-in text only, and only its present words', () => {
    expect(isPresentText(IMPORTED_TEXT_VERSION, BUILT_IN_CONSENT, 'face', 90)).toBe(true);
    expect(isPresentText(IMPORTED_TEXT_VERSION, changed, 'face', 90)).toBe(false);
    expect(isPresentText('operator-2026-11', BUILT_IN_CONSENT, 'face', 90)).toBe(false);
  });

  it('from another kiosk takes the place of this one’s under a number that no record here names', () => {
    const first = withTexts(BUILT_IN_CONSENT.face, texts);
    const other = { revision: 7, texts: { en: 'Other.' } };
    expect(takeOverText(BUILT_IN_CONSENT.face, other)).toEqual(other);
    expect(takeOverText(first, { revision: 1, texts: { en: 'Other.' } })).toMatchObject({
      revision: 2,
      texts: { en: 'Other.' },
    });
    expect(takeOverText(first, other).revision).toBe(8);
    expect(takeOverText(first, { revision: 0, texts: null })).toMatchObject({ revision: 2, texts: null });
    expect(takeOverText(first, { revision: 9, texts: { ...texts } })).toBe(first);
  });

  it('from another kiosk keeps the words of a number only where it means the same in the records of both', () => {
    const one = withTexts(withTexts(changed.face, { en: 'Two here.' }), { en: 'Three here.' });
    const other = withTexts(changed.face, { en: 'Two there.' });
    const site = { ...BUILT_IN_CONSENT, face: takeOverText(one, other) };
    expect(site.face).toMatchObject({ revision: 4, texts: { en: 'Two there.' } });
    expect(siteTextsOf('site-1', site)).toEqual(texts);
    expect(siteTextsOf('site-2', site)).toBeNull();
    expect(siteTextsOf('site-3', site)).toEqual({ en: 'Three here.' });
    const forgetful = { revision: 2, texts: { en: 'Two there.' } };
    expect(siteTextsOf('site-1', { ...site, face: takeOverText(one, forgetful) })).toBeNull();
  });
});

describe('in a fleet', () => {
  const own: SiteConsent = { ...BUILT_IN_CONSENT, face: { revision: 2, texts: { en: 'Ours.' } } };

  it('the text that names all doors has versions of its own, and nobody agreed to it by another', () => {
    const fleet = presentVersion(BUILT_IN_CONSENT, 'face', 'fleet');
    expect([isFleetText(`${fleet}+90d/en`), isFleetText(presentVersion(own, 'face', 'fleet'))]).toEqual([
      true,
      true,
    ]);
    const atDoor = `${presentVersion(BUILT_IN_CONSENT, 'face')}+90d/en`;
    expect(isFleetText(atDoor)).toBe(false);
    expect(isPresentText(atDoor, BUILT_IN_CONSENT, 'face', 90, 'fleet')).toBe(false);
    expect(isPresentText(`${fleet}+90d/en`, BUILT_IN_CONSENT, 'face', 90, 'fleet')).toBe(true);
    expect(isPresentText(`${IMPORTED_TEXT_VERSION}/en`, BUILT_IN_CONSENT, 'face', 90, 'fleet')).toBe(false);
  });

  it('what its console had confirmed for photos counts at its doors, and at no door of its own', () => {
    expect(isFleetText(FLEET_IMPORTED_TEXT_VERSION)).toBe(true);
    const isPresent = (consent: SiteConsent, reach: 'door' | 'fleet') =>
      isPresentText(FLEET_IMPORTED_TEXT_VERSION, consent, 'face', 90, reach);
    expect(isPresent(BUILT_IN_CONSENT, 'fleet')).toBe(true);
    expect(isPresent(BUILT_IN_CONSENT, 'door')).toBe(false);
    expect(isPresent(own, 'fleet')).toBe(false);
  });

  it('the words of a site’s own text are found by the version that names the fleet', () => {
    expect(siteTextsOf(presentVersion(own, 'face', 'fleet'), own)).toEqual({ en: 'Ours.' });
  });
});
