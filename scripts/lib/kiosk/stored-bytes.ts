/** @file How much a kiosk stored on its device. */
import type { Page } from '@playwright/test';

/** @returns The bytes of everything in the caches of the page's origin. */
export function storedBytes(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let bytes = 0;
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        bytes += (await (await cache.match(request))?.arrayBuffer())?.byteLength ?? 0;
      }
    }
    return bytes;
  });
}
