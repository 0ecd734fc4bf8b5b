/**
 * @file The kiosk without a network, after one visit. It mends damaged files, changes its version when the operator
 * says so, and goes back when the new version does not work.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import {
  chooseFromMenu,
  setUpKiosk,
  START_TIMEOUT_MS,
  unlockKiosk,
} from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { storedBytes } from '../../scripts/lib/kiosk/stored-bytes.ts';
import { TOOLS_DIST_FOLDER } from '../../scripts/lib/paths.ts';
import type { Manifest } from '../../src/core/manifest/types.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { testPeopleEmbedder, clipOf } from '../../simulator/test-people.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

interface OpenApp {
  readonly session?: Pick<KioskSession, 'offline' | 'pipeline'>;
}

async function waitUntilStored(page: Page): Promise<void> {
  await page.waitForFunction(
    () => (document.querySelector('kiosk-app') as OpenApp | null)?.session?.offline.state.kind === 'stored',
    null,
    { timeout: START_TIMEOUT_MS },
  );
}

async function openDoor(page: Page): Promise<void> {
  await unlockKiosk(page, PASSPHRASE);
  await page.locator('kiosk-check-page[data-phase=empty]').waitFor({ timeout: START_TIMEOUT_MS });
}

/** From the open door to the lock or the preflight list of the new version. */
async function installNewVersion(page: Page): Promise<void> {
  await page.waitForFunction(
    () => (document.querySelector('kiosk-app') as OpenApp | null)?.session?.offline.updateReady,
    null,
    { timeout: START_TIMEOUT_MS },
  );
  const loaded = page.waitForEvent('load');
  await chooseFromMenu(page, PASSPHRASE, 'Install the new version');
  await loaded;
}

test('a kiosk that was stored starts without its server, and mends a damaged model while there is one', async () => {
  const kiosk = await TestKiosk.open(await modelFolder('offline', await testPeopleEmbedder()));
  try {
    const camera = await clipOf('a');
    const first = await kiosk.visit({ camera, offline: true });
    await setUpKiosk(first.page, PASSPHRASE);
    await waitUntilStored(first.page);
    const bytes = await storedBytes(first.page);
    test.info().annotations.push({ type: 'stored bytes', description: String(bytes) });
    expect(bytes).toBeGreaterThan(25e6);
    expect(bytes).toBeLessThan(37e6);
    const onnxFiles = await first.page.evaluate(async () => {
      const cache = await caches.open('facegate-program');
      return (await cache.keys())
        .map(({ url }) => new URL(url).pathname)
        .filter((path) => path.includes('/ort/'));
    });
    expect(onnxFiles.sort()).toEqual(['/ort/ort-wasm-simd-threaded.mjs', '/ort/ort-wasm-simd-threaded.wasm']);

    // Removes a byte of every stored model: the kiosk notices, and fetches the models again.
    const damaged = await first.page.evaluate(async () => {
      const cache = await caches.open('facegate-models');
      const requests = await cache.keys();
      for (const request of requests) {
        const response = await cache.match(request);
        if (!response) continue;
        await cache.put(request, new Response((await response.arrayBuffer()).slice(1), response));
      }
      return requests.length;
    });
    expect(damaged).toBeGreaterThan(1);
    await first.page.reload();
    await openDoor(first.page);
    const notes = await first.page.evaluate(
      () => (document.querySelector('kiosk-app') as OpenApp | null)?.session?.pipeline.report?.notes,
    );
    expect(notes?.map(({ kind }) => kind)).toEqual(['modelRepaired']);
    await first.leave();
    expect(first.foreignRequests).toEqual([]);
    expect(first.errors).toEqual([]);

    await kiosk.stopServing();
    const second = await kiosk.visit({ camera, offline: true, flags: ['--enable-unsafe-webgpu'] });
    expect(await second.page.evaluate(() => crossOriginIsolated)).toBe(true);
    await openDoor(second.page);
    await chooseFromMenu(second.page, PASSPHRASE, 'Settings');
    await second.page.locator('wa-radio[value=webgpu]').click();
    await second.page.getByRole('button', { name: 'Save' }).click();
    await expect(second.page.getByRole('alert')).toHaveText(
      'The program files for WebGPU are not on this device: connect it to its server.',
    );
    await second.page.goto(new URL('enroll/', kiosk.url).href);
    await second.page.getByRole('button', { name: 'Unlock' }).waitFor({ timeout: START_TIMEOUT_MS });
    await second.leave();
  } finally {
    await kiosk.close();
  }
});

test('the operator installs a new version, and goes back from one that fails its self-test', async () => {
  const dist = await mkdtemp(join(tmpdir(), 'facegate-dist-'));
  await cp(TOOLS_DIST_FOLDER, dist, { recursive: true });
  const models = await modelFolder('update', await testPeopleEmbedder());
  const kiosk = await TestKiosk.open(models, dist);
  try {
    const { page, leave } = await kiosk.visit({ camera: await clipOf('a'), offline: true });
    await setUpKiosk(page, PASSPHRASE);
    await waitUntilStored(page);

    // Publishes a new version of the program.
    const html = await readFile(join(dist, 'index.html'), 'utf8');
    await writeFile(join(dist, 'index.html'), html.replace('<title>Facegate', '<title>Newer Facegate'));
    const script = await readFile(join(dist, 'service-worker.js'), 'utf8');
    const revision = /"revision":"\w+"(?=,"url":"index.html")/;
    expect(script).toMatch(revision);
    await writeFile(join(dist, 'service-worker.js'), script.replace(revision, '"revision":"newer"'));
    // The kiosk itself checks for a new version every hour.
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update().then(() => undefined));
    await installNewVersion(page);
    expect(await page.title()).toBe('Newer Facegate');
    await openDoor(page);
    await page.waitForFunction(
      () => (document.querySelector('kiosk-app') as OpenApp | null)?.session?.offline.mayGoBack === false,
    );

    // Publishes models whose self-test fails on this device.
    const manifest = JSON.parse(await readFile(join(models, 'manifest.json'), 'utf8')) as Manifest;
    const wrong = manifest.models.map((entry) =>
      entry.role === 'embedder'
        ? { ...entry, golden: { ...entry.golden, output: entry.golden.output.map((value) => -value) } }
        : entry,
    );
    await writeFile(join(models, 'manifest.json'), JSON.stringify({ ...manifest, models: wrong }));
    await page.reload();
    await openDoor(page);
    await installNewVersion(page);
    await expect(page.locator('kiosk-preflight')).toContainText('computes wrongly', {
      timeout: START_TIMEOUT_MS,
    });
    await page.getByRole('button', { name: 'Go back to the previous version' }).click();
    await openDoor(page);
    expect(await page.title()).toBe('Newer Facegate');
    await leave();
  } finally {
    await kiosk.close();
    await rm(dist, { recursive: true });
  }
});
