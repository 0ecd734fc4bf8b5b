// @vitest-environment happy-dom
/** @file Consent text, in the administrator's own words. */
import { expect, it, vi } from 'vitest';
import type { KioskSession } from '../../../../src/kiosk/session.ts';
import { LANGUAGES } from '../../../../src/locales/language.ts';
import '../../../../src/ui/operator/settings/consent-panel.ts';
import { withTexts } from '../../../../src/core/site/consent-text.ts';
import { all, mount, press, settle, wordsOf } from '../../support/mount.ts';
import { openSession } from '../../support/session.ts';

const WRONG = 'Only for this door. The log of the door holds no picture and no name.';

async function opened(session: KioskSession) {
  const panel = await mount('kiosk-consent-panel', { session });
  // The words of every language are loaded first, for however long that takes.
  const spoken = () =>
    expect(Reflect.get(Reflect.get(panel, '_builtIn') as object, '_voices')).toHaveLength(LANGUAGES.length);
  await vi.waitFor(spoken, { timeout: 60_000 });
  await settle();
  return panel;
}

it.each([
  [WRONG, true],
  ['The log holds no picture. Records shows visits with names.', false],
])('warns of an own text that says the log holds no name (%s)', async (en, warned) => {
  const session = await openSession();
  await session.site.changeRules((before) => ({
    ...before,
    consent: { ...before.consent, face: withTexts(before.consent.face, { en, ru: 'Да' }) },
  }));
  const panel = await opened(session);
  const warnings = all(panel, 'kiosk-note').map(wordsOf);
  if (warned) expect(warnings.join()).toContain('Your own text says that the log holds no name.');
  else expect(warnings).toEqual([]);
});

it('wants the own text in every language but one that a machine translated, which begins empty', async () => {
  const session = await openSession();
  const panel = await opened(session);
  const [choice] = all(panel, 'wa-radio-group') as HTMLInputElement[];
  choice.value = 'own';
  choice.dispatchEvent(new Event('change'));
  await settle();
  const texts = all(panel, 'wa-textarea') as HTMLTextAreaElement[];
  expect(texts.map(({ lang, dir, value }) => [lang, dir, value === ''])).toEqual([
    ['en', 'ltr', false],
    ['ru', 'ltr', false],
    ['ar', 'rtl', true],
  ]);
  expect(texts.map((text) => text.hasAttribute('required'))).toEqual([true, true, false]);
  await press(panel, 'Save');
  const saved = () => Object.keys(session.site.rules.consent.face.texts ?? {});
  await vi.waitFor(() => expect(saved()).toEqual(['en', 'ru']), { timeout: 60_000 });
});
