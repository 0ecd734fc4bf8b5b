/**
 * @file The same network on both providers: WebGPU must give what WASM gives, under the kiosk's own CSP. Each loads its
 * own build of ONNX Runtime alone, and what is the fastest is measured once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type Page, test } from '@playwright/test';
import { onnxFiles } from '../../src/core/site/onnx-build.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { testPeopleEmbedder, clipOf } from '../../simulator/test-people.ts';
import { TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

interface OpenApp {
  readonly session?: Pick<KioskSession, 'pipeline'>;
}

/**
 * Of ONNX Runtime, by the workers that run it. Its own threads sleep in a lock and never answer, nor does a worker that
 * was measured and has been ended. On a slow machine one that works may not answer in time either, so ask again.
 */
async function loadedBinaries(page: Page): Promise<string[]> {
  const running = page.workers().filter((worker) => worker.url().includes('recognition.worker'));
  const names = running.map((worker) => {
    const loaded = worker.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .flatMap(({ name }) => /\/ort\/([^/?]+\.wasm)/.exec(name)?.[1] ?? []),
    );
    return Promise.race([loaded.catch(() => []), sleep(ANSWER_MS, [])]);
  });
  return [...new Set((await Promise.all(names)).flat())];
}

/** Of ONNX Runtime, on the device. */
function keptFiles(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const cache = await caches.open('facegate-program');
    const kept = (await cache.keys()).flatMap(({ url }) => /\/ort\/([^/?]+)/.exec(url)?.[1] ?? []);
    return kept.sort();
  });
}

async function reportOf(page: Page) {
  const report = await page.waitForFunction(
    () => (document.querySelector('kiosk-app') as OpenApp | null)?.session?.pipeline.report,
    null,
    { timeout: SLOW_MS },
  );
  return (await report.jsonValue())!;
}

const ANSWER_MS = 20_000;
/** Software WebGPU takes over a minute on two busy cores. */
const SLOW_MS = 240_000;

for (const provider of ['wasm', 'webgpu'] as const) {
  test(`the self-test passes on ${provider}`, async () => {
    const kiosk = await TestKiosk.open(await modelFolder('providers', await testPeopleEmbedder()));
    try {
      const { page, leave, foreignRequests } = await kiosk.visit({
        camera: await clipOf('a'),
        path: `?provider=${provider}`,
        flags: ['--enable-unsafe-webgpu'],
      });
      const { provider: used, notes, selfTest } = await reportOf(page);
      expect(notes).toEqual([]);
      expect(used).toBe(provider);
      for (const difference of Object.values(selfTest)) expect(difference).toBeLessThan(1e-4);
      await expect
        .poll(() => loadedBinaries(page), { timeout: SLOW_MS })
        .toEqual([onnxFiles(provider).binary]);
      expect(foreignRequests).toEqual([]);
      await leave();
    } finally {
      await kiosk.close();
    }
  });
}

test('a device measures once what is the fastest, and keeps the build for that alone', async () => {
  const kiosk = await TestKiosk.open(await modelFolder('providers', await testPeopleEmbedder()));
  try {
    const measure = async () => {
      const { page, context, leave } = await kiosk.visit({
        flags: ['--enable-unsafe-webgpu'],
        path: 'models/status.json',
        offline: true,
      });
      await context.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 4 });
        // The adapter is Chromium's own in software, which no network is fast on.
        Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });
      });
      await page.goto(kiosk.url);
      const { provider, measured, threads } = await reportOf(page);
      await expect
        .poll(() => keptFiles(page), { timeout: SLOW_MS })
        .toEqual(Object.values(onnxFiles('wasm')));
      let loaded: string[] = [];
      await expect
        .poll(async () => (loaded = await loadedBinaries(page)), { timeout: SLOW_MS })
        .not.toEqual([]);
      await leave();
      return { provider, measured, threads, loaded };
    };
    const first = await measure();
    const [one, two, graphics] = first.measured;
    expect([one, two].map(({ threads }) => threads)).toEqual([1, 2]);
    for (const { msPerFace } of [one, two]) expect(msPerFace).toBeGreaterThan(0);
    expect(graphics.provider).toBe('webgpu');
    expect(first.provider).toBe('wasm');
    expect([1, 2]).toContain(first.threads);
    expect(first.loaded).toEqual([onnxFiles('webgpu').binary]);
    // Two measurements never agree to the last digit.
    expect(await measure()).toEqual({ ...first, loaded: [onnxFiles('wasm').binary] });
  } finally {
    await kiosk.close();
  }
});
