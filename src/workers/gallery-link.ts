/** @file The page's way to the gallery worker. It starts one at the first question, and ends it with the store. */
import * as comlink from 'comlink';
import { StorageError, type StorageErrorCode } from '../storage/errors.ts';
import type { GalleryWork } from '../storage/gallery/gallery-work.ts';
import type { DataKey } from '../storage/keys/keys.ts';
import type { GalleryWorkerApi } from './protocol.ts';

interface Started {
  readonly worker: Worker;
  readonly api: comlink.Remote<GalleryWorkerApi>;
}

/** @param key - Cannot be exported; a copy of it goes to the worker. */
export function startGalleryWork(databaseName: string, key: DataKey): GalleryWork {
  let started: Promise<Started> | null = null;
  let ended = false;
  const stop = new AbortController();
  const crashed = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => {
      reject(stop.signal.reason as Error);
    });
  });
  crashed.catch(() => undefined);

  function start(): Promise<Started> {
    const worker = new Worker(new URL('./gallery.worker.ts', import.meta.url), {
      type: 'module',
      name: 'gallery',
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      worker.terminate();
      stop.abort(new Error(event.message || 'The worker that reads people could not be started.'));
    });
    stop.signal.addEventListener('abort', () => {
      worker.terminate();
    });
    const api = comlink.wrap<GalleryWorkerApi>(worker);
    return api.start(databaseName, key).then(() => ({ worker, api }));
  }

  /** Fails too when the worker falls or is ended, since a call under way never settles then. */
  async function ask<T>(question: (api: comlink.Remote<GalleryWorkerApi>) => Promise<T>): Promise<T> {
    if (ended) throw new StorageError('locked');
    started ??= start();
    const { api } = await Promise.race([started, crashed]);
    try {
      return await Promise.race([question(api), crashed]);
    } catch (error) {
      throw asStorageError(error);
    }
  }

  return {
    readPeople: (onRows) => ask((api) => api.readPeople(comlink.proxy(onRows))),
    async readFaces({ sha256, dimension }, target, onShare) {
      if (!('connect' in target)) throw new Error('Faces go from worker to worker.');
      const port = await target.connect();
      return ask((api) =>
        api.readFaces({ sha256, dimension }, comlink.transfer(port, [port]), comlink.proxy(onShare)),
      );
    },
    checkRecords: (onShare) => ask((api) => api.checkRecords(comlink.proxy(onShare))),
    rebuild: (blocks, onShare) => ask((api) => api.rebuild(blocks, comlink.proxy(onShare))),
    names: (ids) => ask((api) => api.names(ids)),
    allNames: () => ask((api) => api.allNames()),
    find: (wanted) => ask((api) => api.find(wanted)),
    idsNamed: (name) => ask((api) => api.idsNamed(name)),
    forgetNames: () => (started === null ? Promise.resolve() : ask((api) => api.forgetNames())),
    peopleDigest: () => ask((api) => api.peopleDigest()),
    close() {
      ended = true;
      stop.abort(new StorageError('locked'));
    },
  };
}

/** What crosses from a worker keeps the name of an error, which has the code, and not its class. */
function asStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageError) return error;
  const [name, code] = error.name.split(' ');
  return name === 'StorageError'
    ? new StorageError(code as StorageErrorCode, undefined, { cause: error })
    : error;
}
