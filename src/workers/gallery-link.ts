/**
 * @file The page's way to the gallery worker. It starts one at the first question, another where that one died or fell
 * silent, and ends it with the store.
 */
import * as comlink from 'comlink';
import { StorageError, type StorageErrorCode } from '../storage/errors.ts';
import type { GalleryWork } from '../storage/gallery/gallery-work.ts';
import type { DataKey } from '../storage/keys/keys.ts';
import type { GalleryWorkerApi } from './protocol.ts';
import { whenAnyDies } from './watch-worker.ts';

/** A worker that the system ended says nothing. No step of its work takes so long, on a slow tablet neither. */
const SILENT_MS = 60_000;

interface Running {
  readonly api: comlink.Remote<GalleryWorkerApi>;
  readonly started: Promise<void>;
  /** Rejects once it died or was ended. */
  readonly ended: Promise<never>;
  readonly end: (why: Error) => void;
}

/** A question of the worker; it calls `heard` whenever the worker tells how far it is. */
type Question<T> = (api: comlink.Remote<GalleryWorkerApi>, heard: () => void) => Promise<T>;

/** @param key - Cannot be exported; a copy of it goes to the worker. */
export function startGalleryWork(databaseName: string, key: DataKey): GalleryWork {
  let running: Running | null = null;
  let closed = false;

  function start(): Running {
    const worker = new Worker(new URL('./gallery.worker.ts', import.meta.url), {
      type: 'module',
      name: 'gallery',
    });
    const stop = new AbortController();
    const stopped = new Promise<never>((_, reject) => {
      stop.signal.addEventListener('abort', () => {
        reject(stop.signal.reason as Error);
      });
    });
    const end = (why: Error): void => {
      worker.terminate();
      if (running === here) running = null;
      stop.abort(why);
    };
    const died = whenAnyDies([worker], 'The worker that reads people could not be started.');
    died.catch(end);
    stopped.catch(() => undefined);
    const api = comlink.wrap<GalleryWorkerApi>(worker);
    const here: Running = { api, started: api.start(databaseName, key), ended: stopped, end };
    here.started.catch(end);
    return here;
  }

  /** Fails too where the worker dies, is ended, or says nothing for too long. */
  async function ask<T>(question: Question<T>): Promise<T> {
    if (closed) throw new StorageError('locked');
    running ??= start();
    const { api, started, ended, end } = running;
    const wait = (): ReturnType<typeof setTimeout> =>
      setTimeout(() => {
        end(new Error('The worker that reads people did not answer.'));
      }, SILENT_MS);
    let silence = wait();
    const heard = (): void => {
      clearTimeout(silence);
      silence = wait();
    };
    try {
      await Promise.race([started, ended]);
      return await Promise.race([question(api, heard), ended]);
    } catch (error) {
      throw asStorageError(error);
    } finally {
      clearTimeout(silence);
    }
  }

  return {
    readPeople: (onRows) => ask((api, heard) => api.readPeople(hearing(heard, onRows))),
    async readFaces({ sha256, dimension }, target, onShare) {
      if (!('connect' in target)) throw new Error('Faces go from worker to worker.');
      const port = await target.connect();
      return ask((api, heard) =>
        api.readFaces({ sha256, dimension }, comlink.transfer(port, [port]), hearing(heard, onShare)),
      );
    },
    checkRecords: (onShare) => ask((api, heard) => api.checkRecords(hearing(heard, onShare))),
    rebuild: (blocks, onShare) => ask((api, heard) => api.rebuild(blocks, hearing(heard, onShare))),
    names: (ids) => ask((api) => api.names(ids)),
    allNames: () => ask((api) => api.allNames()),
    find: (wanted) => ask((api) => api.find(wanted)),
    idsNamed: (name) => ask((api) => api.idsNamed(name)),
    forgetNames: () => (running === null ? Promise.resolve() : ask((api) => api.forgetNames())),
    peopleDigest: () => ask((api) => api.peopleDigest()),
    close() {
      closed = true;
      running?.end(new StorageError('locked'));
    },
  };
}

/** A function of the page that the worker calls. */
function hearing<Told, Answer>(heard: () => void, listener: (told: Told) => Answer) {
  return comlink.proxy((told: Told): Answer => {
    heard();
    return listener(told);
  });
}

/** What crosses from a worker keeps the name of an error, which has the code, and not its class. */
function asStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageError) return error;
  const [name, code] = error.name.split(' ');
  return name === 'StorageError'
    ? new StorageError(code as StorageErrorCode, undefined, { cause: error })
    : error;
}
