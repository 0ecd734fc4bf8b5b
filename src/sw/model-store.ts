/**
 * @file The models on this device, each under the hash of its content, so that two editions share equal models. It
 * stores only bytes with that hash.
 */
import type { ModelEntry } from '../core/manifest/types.ts';
import type { ModelLists } from './editions.ts';
import { canRecognise, integrityOf, storedModels, usedModels } from './model-lists.ts';

const CACHE = 'facegate-models';
const HASH_PARAMETER = 'sha256';
const MATCH: CacheQueryOptions = { ignoreVary: true };

export class ModelStore {
  /** @param _url - The folder; ends in a slash. */
  constructor(private readonly _url: URL) {}

  /** @returns The lists as the site has them now; null if it cannot be reached. */
  async fetchLists(): Promise<ModelLists | null> {
    const [manifest, status] = await Promise.all([
      this._fetchText('manifest.json'),
      this._fetchText('status.json'),
    ]);
    return manifest === null || status === null ? null : { manifest, status };
  }

  /**
   * Stores every model that the device needs of these and does not have.
   * @param onStored - Called with each model once it is there.
   * @returns Whether the kiosk can run on what is stored now.
   */
  async store(models: readonly ModelEntry[], onStored: (entry: ModelEntry) => void): Promise<boolean> {
    const cache = await caches.open(CACHE);
    for (const entry of storedModels(models)) {
      const key = this._keyOf(entry);
      const there = (await cache.match(key, MATCH)) ?? (await this._fetchInto(key, entry.sha256, 'no-cache'));
      if (!there) return false;
      onStored(entry);
    }
    return canRecognise(models);
  }

  /** A model as stored. After a damaged model, the page asks to skip the cache, and the network answers. */
  async answer(request: Request): Promise<Response> {
    const sha256 = new URL(request.url).searchParams.get(HASH_PARAMETER);
    if (sha256 === null) return fetch(request);
    const stored =
      request.cache === 'reload' ? undefined : await (await caches.open(CACHE)).match(request.url, MATCH);
    return stored ?? (await this._fetchInto(request.url, sha256, 'reload')) ?? fetch(request);
  }

  /** Drops the models that none of these lists needs; none at all where a list is one that this version cannot read. */
  async keepOnly(lists: readonly ModelLists[]): Promise<void> {
    const needed = lists.map(usedModels);
    if (needed.includes(null)) return;
    const keys = new Set(
      needed.flatMap((models) => storedModels(models ?? []).map((entry) => this._keyOf(entry))),
    );
    const cache = await caches.open(CACHE);
    for (const { url } of await cache.keys()) if (!keys.has(url)) await cache.delete(url);
  }

  /** @returns The response, with a copy stored; null if it cannot be reached or its bytes have another hash. */
  private async _fetchInto(key: string, sha256: string, cacheMode: RequestCache): Promise<Response | null> {
    const request = new Request(key, { cache: cacheMode, integrity: integrityOf(sha256) });
    const response = await fetch(request).catch(() => null);
    if (!response?.ok) return null;
    await (await caches.open(CACHE)).put(key, response.clone());
    return response;
  }

  private async _fetchText(name: string): Promise<string | null> {
    const response = await fetch(new URL(name, this._url), { cache: 'no-cache' }).catch(() => null);
    return response?.ok ? response.text() : null;
  }

  /** The address at which the pages ask for a model (runtime/model-file.ts). */
  private _keyOf({ file, sha256 }: ModelEntry): string {
    const url = new URL(file, this._url);
    url.searchParams.set(HASH_PARAMETER, sha256);
    return url.href;
  }
}
