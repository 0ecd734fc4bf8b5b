/** @file What an operator does with people and records, in the real kiosk: suspend, hand over, erase, read, verify. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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
import {
  addOperator,
  checkDiagnostics,
  eraseBob,
  giveAdaTheNightWatch,
  HOSTILE,
  lookBack,
  OPERATOR,
  readTheNightWatch,
  setHours,
  suspendAndRenameAda,
  writeConsent,
} from './support/console-walks.ts';

const YEAR_MS = 365 * 86_400_000;

/** A backup of three people whose templates are random vectors of the shipped embedder's size. */
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

/** An attacker who holds the device removes an entry of the log. */
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

test('the operator suspends, hands over, erases, looks back and finds an altered log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-console-'));
  const kiosk = await TestKiosk.open(await modelFolder('console', 'shipped'));
  try {
    const file = join(folder, 'people.facegate');
    await writeBackup(file);
    const { page, errors, foreignRequests, leave } = await kiosk.visit();
    await restoreKiosk(page, { file, passphrase: PASSPHRASE });

    await chooseFromMenu(page, PASSPHRASE, 'People');
    await suspendAndRenameAda(page);
    const receipt = await eraseBob(page);

    await chooseFromMenu(page, PASSPHRASE, 'Health');
    // Two people are left, and one of them is suspended.
    await expect(page.locator('kiosk-health-panel dt:text-is("People") + dd')).toHaveText('1');
    await page.getByRole('button', { name: 'Back to the menu' }).click();
    await lookBack(page, receipt);
    await addOperator(page);
    await setHours(page);
    await writeConsent(page);
    await checkDiagnostics(page);
    await page.getByRole('button', { name: 'People', exact: true }).click();
    await giveAdaTheNightWatch(page);
    await page.getByRole('button', { name: 'Enrol somebody' }).click();
    // The page shows the administrator's words as text, even where they look like HTML.
    await expect(page.locator('kiosk-enrol-consent .own')).toHaveText(HOSTILE);
    await page.getByRole('button', { name: 'Back to the door' }).click();

    await chooseFromMenu(page, OPERATOR, 'People');
    await readTheNightWatch(page);

    await chooseFromMenu(page, OPERATOR, 'Records');
    const changes = page.locator('kiosk-records-panel .entries li', { hasText: 'Hours of a person changed' });
    await expect(changes).toHaveCount(1);
    await removeEntry(page, 2);
    await page.getByRole('button', { name: 'Check the log' }).click();
    await page.getByText('Entry 2 is the first that is wrong').waitFor();
    expect(errors).toEqual([]);
    expect(foreignRequests).toEqual([]);
    await leave();
  } finally {
    await kiosk.close();
    await rm(folder, { recursive: true, force: true });
  }
});
