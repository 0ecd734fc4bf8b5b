/**
 * @file The operator's people and records in the real kiosk: suspend, hand over, erase with a receipt, look back,
 * verify.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { makeSubject, unitVector } from '../../simulator/builders.ts';
import { chooseFromMenu, restoreKiosk } from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { readManifest } from '../../scripts/lib/models/manifest-file.ts';
import { SHIPPED_MODELS_FOLDER } from '../../scripts/lib/paths.ts';
import { sealBackup } from '../../src/storage/backup.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

const HOSTILE = '=<img src=x onerror=alert(1)>';
const OPERATOR = 'the operator opens it';
const YEAR_MS = 365 * 86_400_000;

/** A backup of three people of the shipped embedder; nobody looks like them. */
async function writeBackup(path: string): Promise<void> {
  const manifest = await readManifest(join(SHIPPED_MODELS_FOLDER, 'manifest.json'));
  const embedder = manifest?.models.find((model) => model.role === 'embedder');
  if (embedder?.role !== 'embedder') throw new Error('No embedder ships.');
  const { sha256: modelSha256, dimension } = embedder;
  const nowMs = Date.now();
  const subjects = ['Ada', 'Bob', HOSTILE].map((name, at) =>
    makeSubject(at + 1, {
      name,
      badge: `B${String(at)}`,
      consent: { textVersion: '1', givenAtMs: nowMs, retainUntilMs: nowMs + YEAR_MS },
      template: { modelSha256, dimension, embeddings: [unitVector(dimension, at)] },
    }),
  );
  await writeFile(path, await sealBackup({ subjects, rules: null }, PASSPHRASE));
}

async function download(page: Page, button: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return readFile(await file.path(), 'utf8');
}

/** What somebody with the device in hands could do. */
async function removeEntry(page: Page, index: number): Promise<void> {
  await page.evaluate(async (key) => {
    const opening = indexedDB.open('facegate');
    await new Promise((resolve) => opening.addEventListener('success', resolve));
    const transaction = opening.result.transaction('audit', 'readwrite');
    transaction.objectStore('audit').delete(key);
    await new Promise((resolve) => transaction.addEventListener('complete', resolve));
    opening.result.close();
  }, index);
}

/** Office hours for everybody, and nights for a few. Leaves the operator's menu open. */
async function setHours(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.locator('kiosk-settings-panel')).toContainText('strangers');
  await page.getByRole('button', { name: 'Who may pass when' }).click();
  await page.getByText('At these hours').click();
  await page.getByRole('button', { name: 'Add a schedule for some people' }).click();
  await page.getByLabel('Name of the schedule').fill('Night watch');
  await page.getByLabel('From').last().fill('22:00');
  await page.getByLabel('Until').last().fill('06:00');
  await page.getByText('Goes on over midnight').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Who may pass when' }).waitFor();
}

/** In the operator's menu, which stays open. */
async function addOperator(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Who may unlock' }).click();
  await page.getByRole('button', { name: 'Give a passphrase' }).click();
  await page.getByLabel('New passphrase').fill(OPERATOR);
  await page.getByLabel('The same again').fill(OPERATOR);
  await page.getByRole('button', { name: 'Set the passphrase' }).click();
  await page.getByRole('button', { name: 'Take the passphrase away' }).waitFor();
  await page.getByRole('button', { name: 'Back to the menu' }).click();
}

/** From the settings; leaves the operator's menu open. */
async function writeConsent(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'What people agree to' }).click();
  await page.getByText('Our own text').first().click();
  // The built-in words stand there to begin with, in each language.
  await expect(page.getByLabel('English', { exact: true })).toHaveValue(
    /^What is stored\nA numeric template/,
  );
  await expect(page.getByLabel('Русский')).toHaveValue(/^Что хранится\n/);
  await page.getByLabel('English', { exact: true }).fill(HOSTILE);
  await page.getByLabel('Русский').fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByLabel('Русский').fill('Мы храним шаблон.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'What people agree to' }).click();
  await page.getByText('Present version: site-1').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
}

test('the operator suspends, hands over, erases, looks back and finds an altered log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-console-'));
  const kiosk = await TestKiosk.open(await modelFolder('console', 'shipped'));
  try {
    const file = join(folder, 'people.facegate');
    await writeBackup(file);
    const { page, errors, foreignRequests, leave } = await kiosk.visit();
    await restoreKiosk(page, { file, passphrase: PASSPHRASE });

    await chooseFromMenu(page, PASSPHRASE, 'People');
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

    await page.getByLabel('Find by name or badge number').fill('bob');
    await page.getByRole('button', { name: 'Open Bob' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    const receipt = await download(page, 'Save the receipt');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Back to the door' }).click();

    await chooseFromMenu(page, PASSPHRASE, 'Health');
    // Of the two who are left one is suspended.
    await expect(page.locator('kiosk-health-panel dt:text-is("People") + dd')).toHaveText('1');
    await page.getByRole('button', { name: 'Back to the menu' }).click();
    await page.getByRole('button', { name: 'Records' }).click();
    const rows = page.locator('kiosk-records-panel .entries li');
    await expect(rows.filter({ hasText: 'Deleted' })).toHaveCount(1);
    await page.getByRole('button', { name: 'Check the log' }).click();
    await page.getByText('The log is whole').waitFor();
    const { entries } = JSON.parse(await download(page, 'Save as JSON')) as { entries: { hash: string }[] };
    const { logEntry } = JSON.parse(receipt) as { logEntry: { index: number; hash: string } };
    expect(entries[logEntry.index].hash).toBe(logEntry.hash);
    await page.getByLabel('Person', { exact: true }).fill('ada b');
    await expect(rows).toHaveCount(3);
    expect((await download(page, 'Save as CSV')).trim().split('\r\n').length).toBe(4);
    await page.getByRole('button', { name: 'Charts' }).click();
    const chart = page.locator('kiosk-records-charts img');
    await chart.waitFor();
    await expect
      .poll(() => chart.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);

    await page.getByRole('button', { name: 'Back to the menu' }).click();
    await addOperator(page);
    await setHours(page);
    await writeConsent(page);
    await page.getByRole('button', { name: 'Health' }).click();
    const diagnostics = await download(page, 'Save a diagnostics file');
    expect(JSON.parse(diagnostics)).toMatchObject({
      settings: { hours: { site: '1 windows', schedules: 1 } },
    });
    expect(diagnostics).not.toMatch(/\bAda\b/);
    await page.getByRole('button', { name: 'Back to the menu' }).click();
    await page.getByRole('button', { name: 'People', exact: true }).click();
    await page.getByRole('combobox', { name: 'Show' }).click();
    await page.getByRole('option', { name: 'Agreed to another text than the present one: 2' }).click();
    await page.getByRole('button', { name: 'Open Ada B' }).click();
    await page.getByRole('combobox', { name: 'May pass' }).click();
    await page.getByRole('option', { name: /^Night watch/ }).click();
    // While it is stored the dialog does not close.
    await expect(page.getByRole('combobox', { name: 'May pass' })).toBeEnabled();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Enrol somebody' }).click();
    // What the operator wrote is text, whatever it looks like.
    await expect(page.locator('kiosk-enrol-consent .own')).toHaveText(HOSTILE);
    await page.getByRole('button', { name: 'Back to the door' }).click();

    await chooseFromMenu(page, OPERATOR, 'People');
    await page.getByRole('button', { name: 'Open Ada B' }).click();
    // Read, and not changed, by the operator.
    await expect(page.locator('kiosk-person dt:text-is("May pass") + dd')).toContainText('10:00 PM–6:00 AM');
    await page.getByText('Who may pass when is for the administrator.').waitFor();
    await expect(page.getByRole('combobox', { name: 'May pass' })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Back to the door' }).click();

    await chooseFromMenu(page, OPERATOR, 'Records');
    await expect(rows.filter({ hasText: 'Hours of a person changed' })).toHaveCount(1);
    await removeEntry(page, 2);
    await page.getByRole('button', { name: 'Check the log' }).click();
    await page.getByText('Entry 2 is the first that does not fit').waitFor();
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await leave();
  } finally {
    await kiosk.close();
    await rm(folder, { recursive: true, force: true });
  }
});
