/** @file Who may unlock what, in the real kiosk: operator and administrator, a passkey, the recovery code. */
import { type BrowserContext, type CDPSession, expect, type Page, test } from '@playwright/test';
import { chooseFromMenu, lockKiosk, setUpKiosk, unlockKiosk } from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { testPeopleEmbedder } from '../../simulator/test-people.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

const OPERATOR = 'the operator opens it';
const NEXT = 'a wholly other passphrase';

/** A virtual authenticator of the device; its owner confirms every request unless the test says otherwise. */
async function addAuthenticator(cdp: CDPSession, hasPrf: boolean): Promise<string> {
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return authenticatorId;
}

async function openWebAuthn(context: BrowserContext, page: Page): Promise<CDPSession> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  return cdp;
}

async function setPassphrase(page: Page, passphrase: string): Promise<void> {
  await page.getByLabel('New passphrase').fill(passphrase);
  await page.getByLabel('The same again').fill(passphrase);
  await page.getByRole('button', { name: 'Set the passphrase' }).click();
}

const closeMenu = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Back to the menu' }).waitFor({ state: 'hidden' });
};

test('operator, administrator, passkey and recovery code open what is theirs', async () => {
  const kiosk = await TestKiosk.open(await modelFolder('roles', await testPeopleEmbedder()));
  try {
    const { page, context, errors, foreignRequests, leave } = await kiosk.visit();
    const cdp = await openWebAuthn(context, page);
    const code = await setUpKiosk(page, PASSPHRASE);

    await chooseFromMenu(page, PASSPHRASE, 'Who may unlock');
    await page.getByRole('button', { name: 'Give a passphrase' }).click();
    await setPassphrase(page, PASSPHRASE);
    await expect(page.getByRole('alert')).toContainText('need different passphrases');
    await setPassphrase(page, OPERATOR);
    await page.getByRole('button', { name: 'Remove the passphrase' }).waitFor();

    const blind = await addAuthenticator(cdp, false);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await expect(page.getByRole('alert')).toContainText('cannot unlock a kiosk');
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: blind });
    const authenticatorId = await addAuthenticator(cdp, true);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('Operator, since').first().waitFor();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await expect(page.getByRole('alert')).toContainText('already has a passkey');
    await closeMenu(page);

    await lockKiosk(page, PASSPHRASE);
    const passkey = page.getByRole('button', { name: 'Use a passkey' });
    await passkey.click();
    await page.locator('kiosk-check-page').waitFor();
    // The person who unlocked has no rights yet at the open door.
    await page.getByRole('button', { name: 'Operator' }).click();
    await passkey.click();
    const enrol = page.getByRole('button', { name: 'Enrol somebody' });
    await enrol.waitFor();
    for (const item of ['Settings', 'Who may unlock', 'Door output', 'Export a backup', 'Import a backup'])
      await expect(page.getByRole('button', { name: item })).toHaveCount(0);
    await page.getByText('Only the administrator can change settings').waitFor();
    await page.keyboard.press('Escape');
    await enrol.waitFor({ state: 'hidden' });

    await page.getByRole('button', { name: 'Operator' }).click();
    // The authenticator refuses another person's finger.
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await passkey.click();
    await expect(page.getByRole('alert')).toContainText('The passkey was not used');
    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Who may unlock' }).click();
    await page.getByRole('button', { name: /^Remove Operator/ }).click();
    await page.getByText('The passkey no longer opens anything').waitFor();
    await closeMenu(page);
    await lockKiosk(page, PASSPHRASE);
    await page.getByRole('button', { name: 'Forgotten the passphrase?' }).click();
    await expect(passkey).toHaveCount(0);

    await page.getByLabel('Recovery code').fill(code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A'));
    await setPassphrase(page, NEXT);
    await expect(page.getByRole('alert')).toContainText('There is a mistake in it');
    await page.getByLabel('Recovery code').fill(code.toLowerCase().replaceAll('0', 'o'));
    await page.getByRole('button', { name: 'Set the passphrase' }).click();
    await page.getByText('This is the new one').waitFor();
    expect(await page.getByLabel('Recovery code').innerText()).not.toBe(code);
    await page.getByRole('checkbox', { name: 'I have written it down' }).check();
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.locator('kiosk-check-page').waitFor();

    await chooseFromMenu(page, NEXT, 'Records');
    const rows = page.locator('kiosk-records-panel .entries li');
    await expect(rows.filter({ hasText: 'Administrator, by recovery code' })).toHaveCount(1);
    await expect(rows.filter({ hasText: 'Passkey removed' })).toHaveCount(1);
    await expect(rows.filter({ hasText: 'Operator, by passkey' })).toHaveCount(2);
    await closeMenu(page);
    await lockKiosk(page, OPERATOR);
    await unlockKiosk(page, PASSPHRASE);
    await expect(page.getByRole('alert')).toContainText('Wrong passphrase');
    await unlockKiosk(page, OPERATOR);
    await page.locator('kiosk-check-page').waitFor();
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await leave();
  } finally {
    await kiosk.close();
  }
});
