// @vitest-environment happy-dom
/** @file What people agree to, in the administrator's own words. */
import { expect, it, vi } from 'vitest';
import '../../../../src/ui/operator/settings/consent-panel.ts';
import { withTexts } from '../../../../src/core/site/consent-text.ts';
import { all, mount, settle, wordsOf } from '../../support/mount.ts';
import { openSession } from '../../support/session.ts';

const WRONG = 'Only for this door. The log of the door holds no picture and no name.';

it.each([
  [WRONG, true],
  ['The log holds no picture. Records shows visits with names.', false],
])('warns of an own text that says the log holds no name (%s)', async (en, warned) => {
  const session = await openSession();
  await session.site.changeRules((before) => ({
    ...before,
    consent: { ...before.consent, face: withTexts(before.consent.face, { en, ru: 'Да' }) },
  }));
  const panel = await mount('kiosk-consent-panel', { session });
  // The words of every language are loaded first, for however long that takes.
  await vi.waitFor(() => expect(Reflect.get(panel, '_voices')).toHaveLength(2), { timeout: 60_000 });
  await settle();
  const warnings = all(panel, 'kiosk-note').map(wordsOf);
  if (warned) expect(warnings.join()).toContain('Your own text says that the log holds no name.');
  else expect(warnings).toEqual([]);
});
