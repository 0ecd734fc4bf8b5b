/**
 * @file The builds of ONNX Runtime on this device. It stores the one that the page has noted as this device's, and only
 * bytes with the hash that the version named: by then the site may serve another version.
 */
import {
  KEPT_BUILD,
  keptBuildIn,
  ONNX_BUILDS,
  ONNX_FOLDER,
  type OnnxBuild,
  onnxFiles,
} from '../core/site/onnx-build.ts';
import type { Edition } from './editions.ts';
import { integrityOf } from './model-lists.ts';
import { PROGRAM_CACHE, type ProgramFile } from './program-file.ts';
import type { Progress } from './progress.ts';

const HASH_PARAMETER = 'sha256';
const MATCH: CacheQueryOptions = { ignoreVary: true };

export class OnnxStore {
  /**
   * @param _scope - Absolute URL of the site; ends in a slash.
   * @param _files - Of all builds.
   */
  constructor(
    private readonly _scope: string,
    private readonly _files: readonly (ProgramFile & { readonly sha256: string })[],
  ) {}

  /** Path → address in the cache, of this version's files. */
  get files(): Edition['files'] {
    return Object.fromEntries(
      this._files.map(({ url, sha256 }) => {
        const address = new URL(url, this._scope);
        address.searchParams.set(HASH_PARAMETER, sha256);
        return [url, address.href];
      }),
    );
  }

  /** The build that the page has noted; before it has, the one that every device can run. */
  async wanted(): Promise<OnnxBuild> {
    const noted = await (
      await caches.open(KEPT_BUILD.cache)
    ).match(new URL(KEPT_BUILD.file, this._scope).href);
    return keptBuildIn(await noted?.text());
  }

  bytesOf(build: OnnxBuild): number {
    const paths = pathsOf(build);
    return this._files.reduce((sum, { url, bytes = 0 }) => sum + (paths.includes(url) ? bytes : 0), 0);
  }

  /** @returns Whether all of the build that the edition names is here now. */
  async store({ files }: Pick<Edition, 'files'>, build: OnnxBuild, progress?: Progress): Promise<boolean> {
    const cache = await caches.open(PROGRAM_CACHE);
    for (const path of pathsOf(build).filter((named) => named in files)) {
      const key = files[path];
      if (await cache.match(key, MATCH)) continue;
      const response = await fetchWhole(new URL(path, this._scope).href, key).catch(() => null);
      if (!response?.ok) return false;
      await cache.put(key, progress?.count(path, response) ?? response);
    }
    return true;
  }

  /** The builds of which everything that the edition names is here. */
  async stored({ files }: Pick<Edition, 'files'>): Promise<readonly OnnxBuild[]> {
    const cache = await caches.open(PROGRAM_CACHE);
    const whole: OnnxBuild[] = [];
    for (const build of ONNX_BUILDS) {
      const keys = pathsOf(build).flatMap((path) => files[path] ?? []);
      const found = await Promise.all(keys.map((key) => cache.match(key, MATCH)));
      if (found.length > 0 && found.every((response) => response !== undefined)) whole.push(build);
    }
    return whole;
  }

  /** What must stay of an edition's files: of the builds the wanted one alone, once it is here. */
  async needed(edition: Edition): Promise<readonly string[]> {
    const build = await this.wanted();
    const isHere = (await this.stored(edition)).includes(build);
    const others = isHere ? ONNX_BUILDS.filter((other) => other !== build).flatMap(pathsOf) : [];
    return Object.entries(edition.files).flatMap(([path, key]) => (others.includes(path) ? [] : key));
  }
}

function pathsOf(build: OnnxBuild): readonly string[] {
  return Object.values(onnxFiles(build)).map((file) => ONNX_FOLDER + file);
}

/** Versions that named no hash kept every build when they were installed. */
function fetchWhole(url: string, key: string): Promise<Response> {
  const sha256 = new URL(key).searchParams.get(HASH_PARAMETER);
  return fetch(url, { cache: 'no-cache', ...(sha256 !== null && { integrity: integrityOf(sha256) }) });
}
