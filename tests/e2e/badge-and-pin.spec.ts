/** @file The way in for those who cannot or will not use their face: badge and PIN, without any camera. */
import { expect, test } from '@playwright/test';
import {
  enrolWithoutFace,
  setUpKiosk,
  typeBadgeAndPin,
  unlockKiosk,
  waitForVerdicts,
} from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { testPeopleEmbedder } from '../../simulator/test-people.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

const PERSON = { passphrase: PASSPHRASE, name: 'Person A', badge: '1024', pin: '582914' };
const WRONG_PIN = '190736';

test('badge and PIN let in without a camera, and wrong PINs lock the badge over a reload', async () => {
  const kiosk = await TestKiosk.open(await modelFolder('toy', await testPeopleEmbedder()));
  try {
    const { page, errors, leave } = await kiosk.visit({ flags: ['--use-fake-ui-for-media-stream'] });
    const door = page.locator('kiosk-check-page');
    const way = page.getByRole('button', { name: 'Use badge and PIN' });
    await setUpKiosk(page, PASSPHRASE);
    await expect(door).toHaveAttribute('data-phase', 'noPicture');
    await expect(way).toBeHidden();
    await enrolWithoutFace(page, PERSON);

    await way.click();
    await typeBadgeAndPin(page, PERSON.badge, PERSON.pin);
    await expect(door).toHaveAttribute('data-phase', 'granted');
    await expect(door).toHaveAttribute('data-reason', 'badgeAndPin');
    await expect(door).toContainText('Hello, Person A');
    await expect(door).toContainText('This is a demonstration: it opens nothing.');
    expect(await waitForVerdicts(page, 1)).toMatchObject([
      { outcome: 'granted', reason: 'badgeAndPin', subjectName: 'Person A' },
    ]);

    await way.click();
    const pad = page.locator('kiosk-pin-pad');
    for (let failure = 1; failure <= 5; failure += 1) {
      await typeBadgeAndPin(page, PERSON.badge, WRONG_PIN);
      await waitForVerdicts(page, 1 + failure);
      await expect(pad.getByRole('alert')).toContainText(
        failure < 5 ? 'Wrong badge number or PIN' : 'Too many wrong tries',
      );
      await expect(pad.getByLabel('PIN', { exact: true })).toHaveValue('');
    }
    await typeBadgeAndPin(page, PERSON.badge, PERSON.pin);
    await expect(pad.getByRole('alert')).toContainText('Too many wrong tries');

    await page.reload();
    await unlockKiosk(page, PASSPHRASE);
    await way.click();
    await typeBadgeAndPin(page, PERSON.badge, PERSON.pin);
    await expect(pad.getByRole('alert')).toContainText('Too many wrong tries');
    expect(await waitForVerdicts(page, 0)).toEqual([]);
    await pad.getByRole('button', { name: 'Cancel' }).click();
    await expect(door).toHaveAttribute('data-phase', 'noPicture');
    expect(errors).toEqual([]);
    await leave();
  } finally {
    await kiosk.close();
  }
});
