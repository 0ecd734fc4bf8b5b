/** @file The same network on both providers: WebGPU must give what WASM gives, under the kiosk's own CSP. */
import { expect, test } from '@playwright/test';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { testPeopleEmbedder, clipOf } from '../../simulator/test-people.ts';
import { TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

interface OpenApp {
  readonly session?: Pick<KioskSession, 'pipeline'>;
}

/** Software WebGPU takes over a minute on two busy cores. */
const SLOW_MS = 240_000;

for (const provider of ['wasm', 'webgpu'] as const) {
  test(`the self-test passes on ${provider}`, async () => {
    const kiosk = await TestKiosk.open(await modelFolder('providers', await testPeopleEmbedder()));
    try {
      const { page, leave } = await kiosk.visit({
        camera: await clipOf('a'),
        path: `?provider=${provider}`,
        flags: ['--enable-unsafe-webgpu'],
      });
      const report = await page.waitForFunction(
        () => (document.querySelector('kiosk-app') as OpenApp | null)?.session?.pipeline.report,
        null,
        { timeout: SLOW_MS },
      );
      const { provider: used, notes, selfTest } = (await report.jsonValue())!;
      expect(notes).toEqual([]);
      expect(used).toBe(provider);
      for (const difference of Object.values(selfTest)) expect(difference).toBeLessThan(1e-4);
      await leave();
    } finally {
      await kiosk.close();
    }
  });
}
