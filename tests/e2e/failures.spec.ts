/** @file What goes wrong at a door: every failure has its own clear message, nothing is lost, and nobody gets in. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { chooseFromMenu, setUpKiosk, START_TIMEOUT_MS } from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { readManifest } from '../../scripts/lib/models/manifest-file.ts';
import { SHIPPED_MODELS_FOLDER } from '../../scripts/lib/paths.ts';
import type { DetectorEntry, EmbedderEntry, Manifest, ModelEntry } from '../../src/core/manifest/types.ts';
import { testPeopleEmbedder, clipOf } from '../../simulator/test-people.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

/** Opens a kiosk on `models` and closes it whatever happens. */
async function withKiosk(models: string, body: (kiosk: TestKiosk) => Promise<void>): Promise<void> {
  const kiosk = await TestKiosk.open(models);
  try {
    await body(kiosk);
  } finally {
    await kiosk.close();
  }
}

const isDetector = (entry: ModelEntry): entry is DetectorEntry =>
  entry.role === 'fake-detector' || entry.role === 'attack-detector';

/** The toy model with its manifest entry altered. */
async function toyWith(change: Partial<EmbedderEntry>) {
  const { model, entry } = await testPeopleEmbedder();
  return { model, entry: { ...entry, ...change } };
}

test('a kiosk without an embedder says which model is missing and how to add one', async () => {
  await withKiosk(await modelFolder('none', null), async (kiosk) => {
    const { page, leave } = await kiosk.visit({ camera: await clipOf('a') });
    await expect(page.locator('kiosk-preflight')).toContainText('npm run models -- add');
    await expect(page.locator('kiosk-preflight')).toContainText(/embedder|recognises faces/);
    await leave();
  });
});

test('a model file with one flipped byte is refused by name', async () => {
  const models = await modelFolder('flipped', await testPeopleEmbedder());
  const { entry } = await testPeopleEmbedder();
  const path = join(models, entry.file);
  const bytes = await readFile(path);
  bytes[Math.floor(bytes.length / 2)] ^= 1;
  await writeFile(path, bytes);
  await withKiosk(models, async (kiosk) => {
    const { page, leave } = await kiosk.visit({ camera: await clipOf('a') });
    await expect(page.locator('kiosk-preflight')).toContainText(entry.file);
    await expect(page.locator('kiosk-check-page')).toHaveCount(0);
    await leave();
  });
});

test('a kiosk whose detectors are damaged or compute wrongly says so, and lets an administrator accept it', async () => {
  const models = await modelFolder('detectors', await testPeopleEmbedder());
  const path = join(models, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
  const shipped = await readManifest(join(SHIPPED_MODELS_FOLDER, 'manifest.json'));
  const detectors = (shipped?.models ?? []).filter(isDetector);
  for (const { file, role } of detectors) {
    const bytes = await readFile(join(SHIPPED_MODELS_FOLDER, file));
    // One bit of the fake detector's file is another.
    if (role === 'fake-detector') bytes[Math.floor(bytes.length / 2)] ^= 1;
    await writeFile(join(models, file), bytes);
  }
  const changed = detectors.map((entry) =>
    entry.role === 'attack-detector' ? { ...entry, golden: { ...entry.golden, output: [0.5] } } : entry,
  );
  await writeFile(path, JSON.stringify({ ...manifest, models: [...manifest.models, ...changed] }));
  await withKiosk(models, async (kiosk) => {
    const { page, leave } = await kiosk.visit({ camera: await clipOf('a') });
    await setUpKiosk(page, PASSPHRASE);
    await chooseFromMenu(page, PASSPHRASE, 'Health');
    const health = page.locator('kiosk-health-panel');
    const lost = health.getByText('is missing or damaged. Nobody is let in by face');
    await expect(lost).toHaveCount(2, { timeout: START_TIMEOUT_MS });
    await expect(health).toContainText('is not the one in the manifest');
    await expect(health).toContainText('computes wrongly on wasm');
    await page.getByRole('button', { name: 'Accept: check faces without what is lost' }).click();
    await expect(lost).toHaveCount(0);
    await expect(health.getByText('An administrator has accepted that')).toHaveCount(2);
    await leave();
  });
});

test('a device that computes the model wrongly is refused', async () => {
  const { entry } = await testPeopleEmbedder();
  const output = entry.golden.output.map((value, index) => (index === 0 ? value + 0.1 : value));
  const models = await modelFolder('wrong', await toyWith({ golden: { ...entry.golden, output } }));
  await withKiosk(models, async (kiosk) => {
    const { page, leave } = await kiosk.visit({ camera: await clipOf('a') });
    await expect(page.locator('kiosk-preflight')).toContainText('computes wrongly on wasm', {
      timeout: START_TIMEOUT_MS,
    });
    await leave();
  });
});

test('a refused camera has its own screen and is taken up once it is allowed', async () => {
  await withKiosk(await modelFolder('toy', await testPeopleEmbedder()), async (kiosk) => {
    const { page, context, leave } = await kiosk.visit({
      flags: ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${await clipOf('a')}`],
    });
    await context.clearPermissions();
    await setUpKiosk(page, PASSPHRASE);
    await expect(page.locator('kiosk-check-page')).toHaveAttribute('data-phase', 'noPicture');
    await expect(page.locator('kiosk-check-page')).toContainText(/allow/i);
    await context.grantPermissions(['camera'], { origin: kiosk.url });
    await expect(page.locator('kiosk-check-page')).not.toHaveAttribute('data-phase', 'noPicture');
    await leave();
  });
});

test('without any camera the door says so', async () => {
  await withKiosk(await modelFolder('toy', await testPeopleEmbedder()), async (kiosk) => {
    const { page, leave } = await kiosk.visit({ flags: ['--use-fake-ui-for-media-stream'] });
    await setUpKiosk(page, PASSPHRASE);
    await expect(page.locator('kiosk-check-page')).toHaveAttribute('data-phase', 'noPicture');
    await expect(page.getByRole('heading', { name: /no camera/i })).toBeVisible();
    await leave();
  });
});
