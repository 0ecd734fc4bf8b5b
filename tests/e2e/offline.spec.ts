/** @file After one visit the kiosk needs no network: the server is dead, the browser a new one, and everything runs. */
import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { chooseFromMenu, setUpKiosk, START_TIMEOUT_MS, unlockKiosk } from '../../scripts/lib/drive-kiosk.ts';
import { DIST_FOLDER } from '../../scripts/lib/paths.ts';
import { castEmbedder, clipOf } from './support/cast.ts';
import { PASSPHRASE, TestKiosk } from './support/kiosk.ts';
import { modelFolder } from './support/models.ts';

const PATH = '?tracker=detector';

async function waitUntilStored(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      (document.querySelector('kiosk-app') as { session?: { offline: { state: { kind: string } } } } | null)
        ?.session?.offline.state.kind === 'stored',
    null,
    { timeout: START_TIMEOUT_MS },
  );
}

test('a kiosk that was stored starts without its server, and mends a damaged model while there is one', async () => {
  test.setTimeout(180_000);
  const embedder = await castEmbedder();
  const models = await modelFolder('offline', embedder);
  const kiosk = await TestKiosk.open(models);
  try {
    const camera = await clipOf('a');
    const first = await kiosk.visit({ camera, path: PATH, offline: true });
    await setUpKiosk(first.page, PASSPHRASE);
    await waitUntilStored(first.page);
    expect(first.foreignRequests).toEqual([]);

    // Every model's stored copy loses a byte; the kiosk notices and fetches it anew.
    const damaged = await first.page.evaluate(async () => {
      const cache = await caches.open('facegate-models');
      let count = 0;
      for (const request of await cache.keys()) {
        if (!request.url.includes('sha256=')) continue;
        const response = await cache.match(request);
        if (!response) continue;
        await cache.put(request, new Response((await response.arrayBuffer()).slice(1), response));
        count += 1;
      }
      return count;
    });
    expect(damaged).toBeGreaterThan(1);
    await first.page.reload();
    await unlockKiosk(first.page, PASSPHRASE);
    const door = first.page.locator('kiosk-check-page[data-phase=empty]');
    await door.waitFor({ timeout: START_TIMEOUT_MS });
    await first.leave();

    await kiosk.stopServing();
    const second = await kiosk.visit({ camera, path: PATH, offline: true });
    expect(await second.page.evaluate(() => crossOriginIsolated)).toBe(true);
    await unlockKiosk(second.page, PASSPHRASE);
    await second.page.locator('kiosk-check-page[data-phase=empty]').waitFor({ timeout: START_TIMEOUT_MS });
    await second.page.goto(new URL('enroll/', kiosk.url).href);
    await second.page.getByRole('button', { name: 'Unlock' }).waitFor({ timeout: START_TIMEOUT_MS });
    await second.leave();
  } finally {
    await kiosk.close();
  }
});

test('a new version waits for the operator, and is there after one press', async () => {
  test.setTimeout(180_000);
  const dist = await mkdtemp(join(tmpdir(), 'facegate-dist-'));
  await cp(DIST_FOLDER, dist, { recursive: true });
  const kiosk = await TestKiosk.open(await modelFolder('update', await castEmbedder()), dist);
  try {
    const { page, leave } = await kiosk.visit({ camera: await clipOf('a'), path: PATH, offline: true });
    await setUpKiosk(page, PASSPHRASE);
    await waitUntilStored(page);
    await appendFile(join(dist, 'service-worker.js'), '\n// A new version.\n');
    await page.reload();
    await unlockKiosk(page, PASSPHRASE);
    await page.waitForFunction(
      () =>
        (document.querySelector('kiosk-app') as { session?: { offline: { updateReady: boolean } } } | null)
          ?.session?.offline.updateReady,
      null,
      { timeout: START_TIMEOUT_MS },
    );
    await expect(page.locator('kiosk-check-page')).toHaveAttribute('data-phase', 'empty', {
      timeout: START_TIMEOUT_MS,
    });
    await chooseFromMenu(page, PASSPHRASE, 'Install the new version');
    await page.getByRole('button', { name: 'Unlock' }).waitFor({ timeout: START_TIMEOUT_MS });
    expect(
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting ?? null),
    ).toBeNull();
    await leave();
  } finally {
    await kiosk.close();
    await rm(dist, { recursive: true });
  }
});
