/**
 * @file Real people on real video before the kiosk as it ships: the enrolled one is let in, every other is refused; with
 * both trackers.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { enrolSubject, setUpKiosk, unlockKiosk, waitForVerdicts } from '../../scripts/lib/drive-kiosk.ts';
import { ROOT } from '../../scripts/lib/paths.ts';
import { PASSPHRASE, TestKiosk } from './support/kiosk.ts';
import { modelFolder } from './support/models.ts';

/** One clip per person. */
const CLIPS_FOLDER = join(ROOT, '..', 'shared', 'data', 'clips');
const clip = (name: string): string => join(CLIPS_FOLDER, name);
const OWNER = 'p01-neutral-smile.mjpeg';
const isHere = existsSync(CLIPS_FOLDER);
const STRANGERS = isHere ? readdirSync(CLIPS_FOLDER).filter((name) => name !== OWNER) : [];

for (const tracker of ['landmarker', 'detector'] as const) {
  test(`with the ${tracker} the enrolled person is granted and every other is refused`, async () => {
    test.skip(!isHere, 'the real clips are not beside this clone');
    test.setTimeout(400_000);
    const kiosk = await TestKiosk.open(await modelFolder('shipped', 'shipped'));
    const path = `?tracker=${tracker}`;
    try {
      const enrolment = await kiosk.visit({ camera: clip(OWNER), path });
      await setUpKiosk(enrolment.page, PASSPHRASE);
      await enrolSubject(enrolment.page, { passphrase: PASSPHRASE, name: 'Owner' });
      await enrolment.leave();
      expect(enrolment.errors).toEqual([]);
      expect(enrolment.foreignRequests).toEqual([]);

      const ownVisit = await kiosk.visit({ camera: clip(OWNER), path });
      await unlockKiosk(ownVisit.page, PASSPHRASE);
      const [own] = await waitForVerdicts(ownVisit.page, 1, 30_000);
      await ownVisit.leave();
      expect(own).toMatchObject({ outcome: 'granted', reason: 'matched', subjectName: 'Owner' });

      for (const name of STRANGERS) {
        const visit = await kiosk.visit({ camera: clip(name), path });
        await unlockKiosk(visit.page, PASSPHRASE);
        const [verdict] = await waitForVerdicts(visit.page, 1, 30_000);
        await visit.leave();
        // A turned head may run out of time before it can be judged: refused as well.
        expect(verdict.outcome, name).toMatch(/^(denied|timedOut)$/);
        expect(verdict.subjectName, name).toBeNull();
        expect(visit.foreignRequests, name).toEqual([]);
      }
    } finally {
      await kiosk.close();
    }
  });
}
