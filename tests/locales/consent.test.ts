import { expect, it, vi } from 'vitest';
import { builtInConsentText } from '../../src/locales/consent.ts';

it('is said in every language, whichever the page shows', async () => {
  vi.stubGlobal('window', new EventTarget());
  const { sayingIn } = await import('../../src/locales/language.ts');
  const [en, ru] = [await sayingIn('en'), await sayingIn('ru')];
  for (const kind of ['face', 'faceless'] as const) {
    expect(builtInConsentText(kind, en)).toBe(builtInConsentText(kind));
    expect(builtInConsentText(kind, en)).toMatch(
      /^What is stored\n.+\n\nWhat it is for\n.+\n\nHow to withdraw\n.+$/,
    );
    expect(builtInConsentText(kind, ru)).toMatch(
      /^Что хранится\n[А-Я].+\n\n[А-Я].+\n[А-Я].+\n\n[А-Я].+\n[А-Я].+$/,
    );
  }
});
