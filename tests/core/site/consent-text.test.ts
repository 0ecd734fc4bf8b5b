import { describe, expect, it } from 'vitest';
import {
  agreedTextOf,
  BUILT_IN_CONSENT,
  BUILT_IN_TEXT_VERSION,
  IMPORTED_TEXT_VERSION,
  isPresentText,
  parseAgreedText,
  presentVersion,
  siteTextIn,
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
    expect(back).toEqual({ revision: 3, texts: null });
    // The words may be those of the first time: a number is never used twice.
    expect(withTexts(back, texts).revision).toBe(4);
  });

  it('is kept with its language, and read as it was before there was one', () => {
    const stored = agreedTextOf({ version: 'site-2', language: 'ru' });
    expect(stored).toBe('site-2/ru');
    expect(parseAgreedText(stored)).toEqual({ version: 'site-2', language: 'ru' });
    expect(parseAgreedText('2026-11-26')).toEqual({ version: '2026-11-26', language: null });
  });

  it('is shown in the reader’s language, else in one that it was written in', () => {
    expect(siteTextIn(changed.face, 'ru')).toEqual({ text: texts.ru, language: 'ru' });
    expect(siteTextIn(changed.face, 'de')).toEqual({ text: texts.en, language: 'en' });
    expect(siteTextIn({ revision: 1, texts: { ru: 'Да' } }, 'de')).toEqual({ text: 'Да', language: 'ru' });
    expect(siteTextIn(changed.face, 'constructor')).toEqual({ text: texts.en, language: 'en' });
    expect(siteTextIn(changed.faceless, 'en')).toBeNull();
  });

  it('asks nobody anew who agreed to it in another language, and everybody who agreed to another', () => {
    expect(isPresentText('site-1/en', changed, 'face')).toBe(true);
    expect(isPresentText('site-1/ru', changed, 'face')).toBe(true);
    expect(isPresentText('site-1-faceless/en', changed, 'face')).toBe(false);
    expect(isPresentText(BUILT_IN_TEXT_VERSION.face, changed, 'face')).toBe(false);
    expect(isPresentText(BUILT_IN_TEXT_VERSION.face, BUILT_IN_CONSENT, 'face')).toBe(true);
  });

  it('takes what the operator confirmed for the built-in text only', () => {
    expect(isPresentText(IMPORTED_TEXT_VERSION, BUILT_IN_CONSENT, 'face')).toBe(true);
    expect(isPresentText(IMPORTED_TEXT_VERSION, changed, 'face')).toBe(false);
  });

  it('from another kiosk takes the place of this one’s under a number that no record here names', () => {
    const first = withTexts(BUILT_IN_CONSENT.face, texts);
    const other = { revision: 7, texts: { en: 'Other.' } };
    expect(takeOverText(BUILT_IN_CONSENT.face, other)).toEqual(other);
    expect(takeOverText(first, { revision: 1, texts: { en: 'Other.' } })).toEqual({
      revision: 2,
      texts: { en: 'Other.' },
    });
    expect(takeOverText(first, other).revision).toBe(8);
    expect(takeOverText(first, { revision: 0, texts: null })).toEqual({ revision: 2, texts: null });
    expect(takeOverText(first, { revision: 9, texts: { ...texts } })).toBe(first);
  });
});
