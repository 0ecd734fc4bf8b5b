/**
 * @file The same network on both providers: WebGPU must give what WASM gives, under the kiosk's own CSP. Each loads its
 * own build of ONNX Runtime alone, and what is the fastest is measured once.
 */
import { expect, type Page, test } from '@playwright/test';
import { onnxFiles } from '../../src/core/site/onnx-build.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { testPeopleEmbedder, clipOf } from '../../simulator/test-people.ts';
import { TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

interface OpenApp {
  readonly session?: Pick<KioskSession, 'pipeline'>;
}

/** Of ONNX Runtime, by the workers that run it. */
async function loadedBinaries(page: Page): Promise<string[]> {
  const names = page
    .workers()
    .map((worker) =>
      worker.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .flatMap(({ name }) => /\/ort\/([^/?]+\.wasm)/.exec(name)?.[1] ?? []),
      ),
    );
  return [...new Set((await Promise.all(names)).flat())];
}

async function reportOf(page: Page) {
  const report = await page.waitForFunction(
    () => (document.querySelector('kiosk-app') as OpenApp | null)?.session?.pipeline.report,
    null,
    { timeout: SLOW_MS },
  );
  return (await report.jsonValue())!;
}

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
      expect(await loadedBinaries(page)).toEqual([onnxFiles(provider).binary]);
      expect(foreignRequests).toEqual([]);
      await leave();
    } finally {
      await kiosk.close();
    }
  });
}

test('a device with four processors measures one and two threads, once', async () => {
  const kiosk = await TestKiosk.open(await modelFolder('providers', await testPeopleEmbedder()));
  try {
    const measure = async () => {
      const { page, context, leave } = await kiosk.visit();
      await context.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 4 });
      });
      await page.reload();
      const { measured, threads } = await reportOf(page);
      await leave();
      return { measured, threads };
    };
    const first = await measure();
    expect(first.measured.map(({ threads }) => threads)).toEqual([1, 2]);
    for (const { msPerFace } of first.measured) expect(msPerFace).toBeGreaterThan(0);
    expect([1, 2]).toContain(first.threads);
    // Two measurements never agree to the last digit.
    expect(await measure()).toEqual(first);
  } finally {
    await kiosk.close();
  }
});
