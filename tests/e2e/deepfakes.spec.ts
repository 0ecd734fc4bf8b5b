/**
 * @file Deepfakes of an enrolled person before the kiosk as it ships: strangers' real clips that wear the person's face,
 * swapped in by the project itself. Every one is refused, and the person is granted.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { enrolSubject, setUpKiosk, unlockKiosk, waitForVerdicts } from '../../scripts/lib/drive-kiosk.ts';
import { ROOT } from '../../scripts/lib/paths.ts';
import { openFaceFinder } from '../../training/prepare/face-finder.ts';
import { deepfakeClip } from '../fixtures/deepfake-clip.ts';
import { PASSPHRASE, TestKiosk } from './support/kiosk.ts';
import { modelFolder } from './support/models.ts';

/** One clip per person. */
const CLIPS_FOLDER = join(ROOT, '..', 'shared', 'data', 'clips');
const clip = (name: string): string => join(CLIPS_FOLDER, name);
const OWNER = 'p01-neutral-smile.mjpeg';
const isHere = existsSync(CLIPS_FOLDER);
const HEADS = isHere ? readdirSync(CLIPS_FOLDER).filter((name) => name !== OWNER) : [];

test('a deepfake of the enrolled person is refused on every head, and the person is granted', async () => {
  test.skip(!isHere, 'the real clips are not beside this clone');
  test.setTimeout(600_000);
  const kiosk = await TestKiosk.open(await modelFolder('deepfakes', 'shipped'));
  const finder = await openFaceFinder({ tracker: 'landmarker' });
  try {
    const enrolment = await kiosk.visit({ camera: clip(OWNER) });
    await setUpKiosk(enrolment.page, PASSPHRASE);
    await enrolSubject(enrolment.page, { passphrase: PASSPHRASE, name: 'Owner' });
    await enrolment.leave();

    const ownVisit = await kiosk.visit({ camera: clip(OWNER) });
    await unlockKiosk(ownVisit.page, PASSPHRASE);
    const [own] = await waitForVerdicts(ownVisit.page, 1, 30_000);
    await ownVisit.leave();
    expect(own).toMatchObject({ outcome: 'granted', subjectName: 'Owner' });

    for (const [seed, head] of HEADS.entries()) {
      const camera = await deepfakeClip({ face: clip(OWNER), head: clip(head), seed, finder });
      const visit = await kiosk.visit({ camera });
      await unlockKiosk(visit.page, PASSPHRASE);
      const [verdict] = await waitForVerdicts(visit.page, 1, 30_000);
      await visit.leave();
      expect(verdict.outcome, head).toMatch(/^(denied|timedOut)$/);
      expect(verdict.subjectName, head).toBeNull();
    }
  } finally {
    await finder.close();
    await kiosk.close();
  }
});
