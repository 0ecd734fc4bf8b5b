/**
 * @file The models that this device runs, by their content's hash: those that the manifest names and no others. The manifest is
 * asked of the network first, so that a model that was added is found; a model's file comes from the cache.
 */
import { parseManifest } from '../core/manifest/parse.ts';
import type { Manifest, ModelEntry } from '../core/manifest/types.ts';

const CACHE = 'facegate-models';
const LISTS = ['manifest.json', 'status.json'] as const;
/** A network that does not answer must not keep the door shut. */
const LIST_TIMEOUT_MS = 4_000;

export class ModelCache {
  /** @param _url - The folder; ends in a slash. */
  constructor(private readonly _url: URL) {}

  /** Of the models that the stored manifest names; 0 while there is none. */
  async totalBytes(): Promise<number> {
    const manifest = await this._storedManifest();
    return (manifest?.models ?? []).reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * Stores the lists and every model that is not there yet, and drops those that are no longer named.
   * @param onStored - Called with the length of each model once it is there.
   * @throws TypeError when a file is out of reach.
   */
  async store(onStored?: (bytes: number) => Promise<void>): Promise<void> {
    for (const name of LISTS)
      await this._fetchInto(new Request(new URL(name, this._url), { cache: 'no-cache' }));
    const manifest = await this._storedManifest();
    const entries = manifest?.models ?? [];
    const cache = await caches.open(CACHE);
    for (const entry of entries) {
      const key = this._keyOf(entry);
      if (!(await cache.match(key))) await this._fetchInto(new Request(new URL(entry.file, this._url)), key);
      await onStored?.(entry.bytes);
    }
    const kept = new Set([
      ...LISTS.map((name) => new URL(name, this._url).href),
      ...entries.map((entry) => this._keyOf(entry)),
    ]);
    for (const { url } of await cache.keys()) if (!kept.has(url)) await cache.delete(url);
  }

  /** A list from the network or, without one, as stored. A model as stored, unless the page wants it anew. */
  async answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    url.search = '';
    const name = url.href.slice(this._url.href.length);
    if (LISTS.some((list) => list === name)) return this._answerList(url);
    const cache = await caches.open(CACHE);
    const entry = (await this._storedManifest())?.models.find(({ file }) => file === name);
    if (!entry) return fetch(request);
    const key = this._keyOf(entry);
    // A page asks past the cache for a file that proved damaged.
    const stored = request.cache === 'reload' ? undefined : await cache.match(key);
    return stored ?? (await this._fetchInto(request, key));
  }

  private async _answerList(url: URL): Promise<Response> {
    try {
      return await this._fetchInto(
        new Request(url, { cache: 'no-cache', signal: AbortSignal.timeout(LIST_TIMEOUT_MS) }),
      );
    } catch (error) {
      const stored = await (await caches.open(CACHE)).match(url);
      if (stored) return stored;
      throw error;
    }
  }

  /** @returns the response, of which a copy is stored if it is good. @throws TypeError when there is no network. */
  private async _fetchInto(request: Request, key = request.url): Promise<Response> {
    const response = await fetch(request);
    if (response.ok) await (await caches.open(CACHE)).put(key, response.clone());
    return response;
  }

  private async _storedManifest(): Promise<Manifest | null> {
    const stored = await (await caches.open(CACHE)).match(new URL('manifest.json', this._url));
    if (!stored) return null;
    try {
      return parseManifest(await stored.json());
    } catch {
      // The page says what is wrong with it.
      return null;
    }
  }

  private _keyOf({ file, sha256 }: ModelEntry): string {
    const url = new URL(file, this._url);
    url.searchParams.set('sha256', sha256);
    return url.href;
  }
}
