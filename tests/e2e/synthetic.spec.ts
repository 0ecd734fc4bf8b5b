/** @file The whole kiosk on the project's own drawn faces, with nothing from outside the clone. */
import { expect, test } from '@playwright/test';
import {
  chooseFromMenu,
  enrolSubject,
  setUpKiosk,
  unlockKiosk,
  waitForVerdicts,
} from '../../scripts/lib/drive-kiosk.ts';
import { castEmbedder, clipOf } from './support/cast.ts';
import { PASSPHRASE, TestKiosk } from './support/kiosk.ts';
import { modelFolder } from './support/models.ts';

/** Long enough to catch what a page does now and then. */
const QUIET_MS = 10_000;

test('enrols a drawn person, grants that one, refuses another, and asks no other origin for anything', async () => {
  test.setTimeout(420_000);
  const kiosk = await TestKiosk.open(await modelFolder('synthetic', await castEmbedder()));
  const path = '?tracker=detector';
  try {
    const home = await kiosk.visit({ camera: await clipOf('a'), path });
    // The drawn person does not answer challenges.
    await setUpKiosk(home.page, PASSPHRASE, { policy: 'convenience' });
    await enrolSubject(home.page, { passphrase: PASSPHRASE, name: 'Person A', badge: '1024' });
    const own = (await waitForVerdicts(home.page, 1, 30_000)).at(-1);
    expect(own).toMatchObject({ outcome: 'granted', reason: 'matched', subjectName: 'Person A' });
    await home.leave();

    const visit = await kiosk.visit({ camera: await clipOf('b'), path });
    await unlockKiosk(visit.page, PASSPHRASE);
    const [stranger] = await waitForVerdicts(visit.page, 1, 30_000);
    expect(stranger).toMatchObject({ outcome: 'denied', reason: 'unknownSubject', subjectName: null });
    await expect(visit.page.locator('kiosk-check-page')).not.toContainText(/similarity|\d\.\d|%/);
    await visit.page.waitForTimeout(QUIET_MS);
    await chooseFromMenu(visit.page, PASSPHRASE, 'Health');
    await visit.leave();
    for (const { errors, foreignRequests } of [home, visit]) {
      expect(foreignRequests).toEqual([]);
      expect(errors).toEqual([]);
    }
  } finally {
    await kiosk.close();
  }
});
