/**
 * @file The program's files that only doors of a fleet use. A device keeps each once a page has asked for it. From then
 * on a new version brings its own, so that a door goes on with its fleet before the operator takes the new version.
 */
import { FLEET_FOLDER } from '../core/site/fleet-folder.ts';
import type { Edition } from './editions.ts';
import { PROGRAM_CACHE, type ProgramFile } from './program-file.ts';

const MATCH: CacheQueryOptions = { ignoreVary: true };

export class FleetStore {
  /**
   * @param _scope - Absolute URL of the site; ends in a slash.
   * @param _files - Their names hold their hashes.
   */
  constructor(
    private readonly _scope: string,
    private readonly _files: readonly ProgramFile[],
  ) {}

  /** Path → address in the cache, of this version's files. */
  get files(): Edition['files'] {
    return Object.fromEntries(this._files.map(({ url }) => [url, new URL(url, this._scope).href]));
  }

  /** Stores this version's files where the device keeps those of one of `editions`. */
  async store(editions: readonly (Pick<Edition, 'files'> | null)[]): Promise<void> {
    const cache = await caches.open(PROGRAM_CACHE);
    const kept = await Promise.all(
      editions.flatMap((edition) => addressesOf(edition?.files ?? {})).map((key) => cache.match(key, MATCH)),
    );
    if (kept.every((response) => response === undefined)) return;
    for (const address of addressesOf(this.files)) {
      if ((await cache.match(address, MATCH)) === undefined) await cache.add(address);
    }
  }

  /** @returns The file, kept from now on; undefined where no edition has such a file. */
  async answer(path: string, editions: readonly (Edition | null)[]): Promise<Response | undefined> {
    if (!path.startsWith(FLEET_FOLDER)) return undefined;
    const address = editions.map((edition) => edition?.files[path]).find((key) => key !== undefined);
    if (address === undefined) return undefined;
    const response = await fetch(address);
    if (response.ok) await (await caches.open(PROGRAM_CACHE)).put(address, response.clone());
    return response;
  }
}

function addressesOf(files: Edition['files']): readonly string[] {
  return Object.entries(files).flatMap(([path, key]) => (path.startsWith(FLEET_FOLDER) ? key : []));
}
