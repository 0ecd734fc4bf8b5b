/**
 * @file Keeps the record of editions in the device's cache storage, which two of the kiosk's service workers may share.
 */
import { type Editions, NO_EDITIONS } from './editions.ts';

const CACHE = 'facegate-editions';
const STORING = 'facegate-storing';

export class EditionStore {
  private readonly _key: string;

  /** @param scope - Absolute URL of the site; ends in a slash. */
  constructor(scope: string) {
    this._key = new URL('editions.json', scope).href;
  }

  async read(): Promise<Editions> {
    const stored = await (await caches.open(CACHE)).match(this._key);
    try {
      return stored ? ((await stored.json()) as Editions) : NO_EDITIONS;
    } catch {
      // A crash cut it off while it was written.
      return NO_EDITIONS;
    }
  }

  /** One change at a time, over all workers of the site. @returns What is stored. */
  change(step: (editions: Editions) => Editions): Promise<Editions> {
    return navigator.locks.request(CACHE, async () => {
      const before = await this.read();
      const after = step(before);
      if (after !== before) await (await caches.open(CACHE)).put(this._key, Response.json(after));
      return after;
    });
  }

  /** For storing files that no edition names yet: `whileNothingIsStored` must not take them for unused ones. */
  whileStoring<T>(task: () => Promise<T>): Promise<T> {
    return navigator.locks.request(STORING, task);
  }

  /** Skips the task if a worker is storing files. */
  async whileNothingIsStored(task: () => Promise<void>): Promise<void> {
    await navigator.locks.request(STORING, { ifAvailable: true }, async (lock) => {
      if (lock) await task();
    });
  }
}
