/**
 * @file The gallery worker: reads the people's records beside the page. It holds the data key in a form that nobody can
 * export, and hands the vectors of faces to the recognition worker, not to the page. It writes nothing.
 */
import * as comlink from 'comlink';
import type { FaceSink } from '../core/matcher/types.ts';
import { guardScripts } from '../runtime/trusted-types.ts';
import { openToRead } from '../storage/database.ts';
import { isStorageError } from '../storage/errors.ts';
import { createGalleryWork, type GalleryWork } from '../storage/gallery/gallery-work.ts';
import { createVault } from '../storage/vault.ts';
import type { GalleryWorkerApi } from './protocol.ts';

let work: GalleryWork | null = null;

async function ask<T>(question: (running: GalleryWork) => Promise<T>): Promise<T> {
  if (work === null) throw new Error('The gallery was asked for before it was started.');
  try {
    return await question(work);
  } catch (error) {
    if (!isStorageError(error)) throw error;
    // An error that crosses to the page keeps its name and its message alone.
    throw Object.assign(new Error(error.message), { name: `StorageError ${error.code}` });
  }
}

const api: GalleryWorkerApi = {
  async start(databaseName, key) {
    work = createGalleryWork(await openToRead(databaseName), createVault(key, crypto), crypto);
  },
  readPeople: (onRows) => ask((running) => running.readPeople(onRows)),
  async readFaces(model, port, onShare) {
    const recognition = comlink.wrap<FaceSink>(port);
    const sink: FaceSink = {
      begin: (rows) => recognition.begin(rows),
      put: (ids, counts, vectors) =>
        recognition.put(ids, counts, comlink.transfer(vectors, [vectors.buffer as ArrayBuffer])),
      end: () => recognition.end(),
    };
    try {
      return await ask((running) => running.readFaces(model, sink, onShare));
    } finally {
      recognition[comlink.releaseProxy]();
      port.close();
    }
  },
  checkRecords: (onShare) => ask((running) => running.checkRecords(onShare)),
  rebuild: (blocks, onShare) => ask((running) => running.rebuild(blocks, onShare)),
  names: (ids) => ask((running) => running.names(ids)),
  allNames: () => ask((running) => running.allNames()),
  find: (wanted) => ask((running) => running.find(wanted)),
  idsNamed: (name) => ask((running) => running.idsNamed(name)),
  forgetNames: () => ask((running) => running.forgetNames()),
  peopleDigest: () => ask((running) => running.peopleDigest()),
};

guardScripts();
comlink.expose(api);
