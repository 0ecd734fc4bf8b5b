/**
 * @file The walks of the console's test through the operator's people, records and settings. Each begins in the page or
 * menu that its comment names, and checks what it sees on the way.
 */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';

/** Markup as a person's name, and as a text of the administrator. */
export const HOSTILE = '=<img src=x onerror=alert(1)>';
export const OPERATOR = 'the operator opens it';

/** The text of the file that `button` saves. */
async function download(page: Page, button: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return readFile(await file.path(), 'utf8');
}

/** In the list of people; stays there. */
export async function suspendAndRenameAda(page: Page): Promise<void> {
  await expect(page.locator('kiosk-people')).toContainText(HOSTILE);
  await page.getByLabel('Find by name or badge number').fill('b0');
  await page.getByRole('button', { name: 'Open Ada' }).click();
  await page.getByRole('button', { name: 'Suspend', exact: true }).click();
  await page.getByText('Suspended since').waitFor();
  const stored = await download(page, 'Save what is stored');
  expect(stored).toContain('"kind": "suspended"');
  expect(stored).not.toContain('"margin"');
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Ada B');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Ada B' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Ada B' }).waitFor({ state: 'hidden' });
}

/** In the list of people; goes back to the door. @returns The receipt. */
export async function eraseBob(page: Page): Promise<string> {
  await page.getByLabel('Find by name or badge number').fill('bob');
  await page.getByRole('button', { name: 'Open Bob' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  const receipt = await download(page, 'Save the receipt');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Back to the door' }).click();
  return receipt;
}

/** In the operator's menu, which stays open. @param receipt - Of Bob. */
export async function lookBack(page: Page, receipt: string): Promise<void> {
  await page.getByRole('button', { name: 'Records' }).click();
  const rows = page.locator('kiosk-records-panel .entries li');
  await expect(rows.filter({ hasText: 'Deleted' })).toHaveCount(1);
  await page.getByRole('button', { name: 'Check the log' }).click();
  await page.getByText('The log is intact').waitFor();
  const { entries } = JSON.parse(await download(page, 'Save as JSON')) as { entries: { hash: string }[] };
  const { logEntry } = JSON.parse(receipt) as { logEntry: { index: number; hash: string } };
  expect(entries[logEntry.index].hash).toBe(logEntry.hash);
  await page.getByLabel('Person', { exact: true }).fill('ada b');
  await expect(rows).toHaveCount(3);
  expect((await download(page, 'Save as CSV')).trim().split('\r\n').length).toBe(4);
  await page.getByRole('button', { name: 'Charts' }).click();
  const chart = page.locator('kiosk-records-charts img');
  await chart.waitFor();
  await expect.poll(() => chart.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Back to the menu' }).click();
}

/** In the operator's menu, which stays open. */
export async function checkDiagnostics(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Health' }).click();
  const diagnostics = await download(page, 'Save a diagnostics file');
  expect(JSON.parse(diagnostics)).toMatchObject({
    settings: { hours: { site: '1 windows', schedules: 1 } },
  });
  expect(diagnostics).not.toMatch(/\bAda\b/);
  await page.getByRole('button', { name: 'Back to the menu' }).click();
}

/** In the list of people; stays there. */
export async function giveAdaTheNightWatch(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Show' }).click();
  await page.getByRole('option', { name: 'Agreed to another text than the current one: 2' }).click();
  await page.getByRole('button', { name: 'Open Ada B' }).click();
  await page.getByRole('combobox', { name: 'May enter' }).click();
  await page.getByRole('option', { name: /^Night watch/ }).click();
  // The dialog does not close while the change is being stored.
  await expect(page.getByRole('combobox', { name: 'May enter' })).toBeEnabled();
  await page.keyboard.press('Escape');
}

/** In the list of people, as an operator; goes back to the door. */
export async function readTheNightWatch(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open Ada B' }).click();
  // An operator reads the hours, and cannot change them.
  await expect(page.locator('kiosk-person dt:text-is("May enter") + dd')).toContainText('10:00 PM–6:00 AM');
  await page.getByText('Only the administrator can change the access hours.').waitFor();
  await expect(page.getByRole('combobox', { name: 'May enter' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Back to the door' }).click();
}

/** Office hours for everybody, and nights for a few. Leaves the operator's menu open. */
export async function setHours(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.locator('kiosk-settings-panel')).toContainText('strangers');
  await page.getByRole('button', { name: 'Access hours' }).click();
  await page.getByText('At these hours').click();
  await page.getByRole('button', { name: 'Add a schedule for some people' }).click();
  await page.getByLabel('Name of the schedule').fill('Night watch');
  await page.getByLabel('From').last().fill('22:00');
  await page.getByLabel('Until').last().fill('06:00');
  await page.getByText('Continues past midnight').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Access hours' }).waitFor();
}

/** In the operator's menu, which stays open. */
export async function addOperator(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Who may unlock' }).click();
  await page.getByRole('button', { name: 'Give a passphrase' }).click();
  await page.getByLabel('New passphrase').fill(OPERATOR);
  await page.getByLabel('The same again').fill(OPERATOR);
  await page.getByRole('button', { name: 'Set the passphrase' }).click();
  await page.getByRole('button', { name: 'Remove the passphrase' }).waitFor();
  await page.getByRole('button', { name: 'Back to the menu' }).click();
}

/** From the settings; leaves the operator's menu open. */
export async function writeConsent(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Consent text' }).click();
  await page.getByText('Our own text').first().click();
  // The form starts with the built-in words in each language.
  await expect(page.getByLabel('English', { exact: true })).toHaveValue(
    /^What is stored\nNumbers computed from your face/,
  );
  await expect(page.getByLabel('Русский')).toHaveValue(/^Что хранится\n/);
  await page.getByLabel('English', { exact: true }).fill(HOSTILE);
  await page.getByLabel('Русский').fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByLabel('Русский').fill('Мы храним шаблон.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Consent text' }).click();
  await page.getByText('Current version: site-1').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
}
