/**
 * @file The program's files on this device: pages, scripts, the tracker's runtime; `onnx-store.ts` has the networks'.
 * Files of several editions are stored side by side. Only `keepOnly` drops files.
 */
import { PrecacheController } from 'workbox-precaching';
import type { WorkboxPlugin } from 'workbox-core/types.js';
import type { Edition } from './editions.ts';
import { PROGRAM_CACHE, type ProgramFile } from './program-file.ts';
import type { Progress } from './progress.ts';

export class ProgramStore {
  private readonly _controller: PrecacheController;
  private _progress: Progress | null = null;

  /** @param _scope - Absolute URL of the site; ends in a slash. */
  constructor(
    private readonly _scope: string,
    private readonly _files: readonly ProgramFile[],
  ) {
    this._controller = new PrecacheController({ cacheName: PROGRAM_CACHE, plugins: [this._plugin()] });
    this._controller.addToCacheList([..._files]);
  }

  get totalBytes(): number {
    return this._files.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  }

  /** Path → address in the cache, of this version's files. */
  get files(): Edition['files'] {
    const keys = this._controller.getURLsToCacheKeys();
    return Object.fromEntries(
      this._files.map(({ url }) => [url, keys.get(new URL(url, this._scope).href) ?? url]),
    );
  }

  /** Stores this version's files. It does not fetch files that another edition has stored already. */
  async store(event: ExtendableEvent, progress: Progress): Promise<void> {
    this._progress = progress;
    await this._controller.install(event);
  }

  /** @returns The file from the first of these editions that has it; undefined if none has. */
  async find(path: string, editions: readonly (Edition | null)[]): Promise<Response | undefined> {
    const cache = await caches.open(this._controller.strategy.cacheName);
    for (const edition of editions) {
      const key = edition?.files[path];
      const stored = key === undefined ? undefined : await cache.match(key, { ignoreVary: true });
      if (stored) return stored;
    }
    return undefined;
  }

  /** @param addresses - In the cache. */
  async keepOnly(addresses: readonly string[]): Promise<void> {
    const keys = new Set(addresses);
    const cache = await caches.open(this._controller.strategy.cacheName);
    for (const { url } of await cache.keys()) if (!keys.has(url)) await cache.delete(url);
  }

  private _plugin(): WorkboxPlugin {
    return {
      // Workbox would skip the browser's cache, and load again what the page has just loaded. Asking whether it changed
      // is enough.
      requestWillFetch: ({ request }) =>
        Promise.resolve(request.cache === 'reload' ? new Request(request, { cache: 'no-cache' }) : request),
      fetchDidSucceed: ({ request, response }) =>
        Promise.resolve(this._progress?.count(request.url, response) ?? response),
      handlerDidComplete: ({ request }) => {
        const file = this._files.find(({ url }) => new URL(url, this._scope).href === request.url);
        if (file?.bytes !== undefined) this._progress?.complete(request.url, file.bytes);
        return Promise.resolve();
      },
    };
  }
}
