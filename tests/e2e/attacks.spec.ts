/**
 * @file Attacks at the kiosk as it ships, under `standard`: a drawn person who does what the door asks is let in, and that
 * person's photo and looped video are not. `npm run drill -- --self` shows every species, and more often.
 */
import { expect, test } from '@playwright/test';
import { enrolSubject, setUpKiosk, unlockKiosk, waitForVerdicts } from '../../scripts/lib/drive-kiosk.ts';
import { attackClip } from '../fixtures/attack-clip.ts';
import { SYNTHETIC_PEOPLE } from '../fixtures/synthetic-face.ts';
import { clipOf } from './support/cast.ts';
import { PASSPHRASE, TestKiosk } from './support/kiosk.ts';
import { modelFolder } from './support/models.ts';

/** Longer than the policy's own time for an attempt. */
const VERDICT_TIMEOUT_MS = 60_000;

test('who answers the challenge is granted; a still photo and a loop of the same person are refused', async () => {
  test.setTimeout(420_000);
  const clip = await clipOf('b');
  const attacks = [await attackClip('stillPhoto', clip), await attackClip('loop', clip)];
  const kiosk = await TestKiosk.open(await modelFolder('shipped', 'shipped'));
  try {
    const genuine = await kiosk.visit({ responder: { bearer: SYNTHETIC_PEOPLE.b } });
    await setUpKiosk(genuine.page, PASSPHRASE, { policy: 'standard' });
    await enrolSubject(genuine.page, { passphrase: PASSPHRASE, name: 'Person B' });
    const own = (await waitForVerdicts(genuine.page, 1, VERDICT_TIMEOUT_MS)).at(-1);
    expect(own).toMatchObject({ outcome: 'granted', reason: 'matched', subjectName: 'Person B' });
    await genuine.leave();

    for (const camera of attacks) {
      const visit = await kiosk.visit({ camera });
      await unlockKiosk(visit.page, PASSPHRASE);
      const [verdict] = await waitForVerdicts(visit.page, 1, VERDICT_TIMEOUT_MS);
      expect(verdict.outcome).toMatch(/^(denied|timedOut)$/);
      expect(verdict.subjectName).toBeNull();
      await visit.leave();
    }
  } finally {
    await kiosk.close();
  }
});
