/**
 * @file The service worker: keeps on the device all that the kiosk runs, so that it starts without a network. Pages and
 * runtimes belong to a version of the kiosk and change with it; models are kept by their content's hash.
 */
/// <reference lib="webworker" />
import { addPlugins, cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';
import type { WorkboxPlugin } from 'workbox-core/types.js';
import { withKioskHeaders } from './kiosk-headers.ts';
import { ModelCache } from './model-cache.ts';
import { bytesOf, type PrecacheEntry } from './precache-size.ts';
import type { WorkerMessage } from './messages.ts';

declare const self: ServiceWorkerGlobalScope;

// The build puts the list in place of this name.
const entries = self.__WB_MANIFEST as PrecacheEntry[];
const modelsUrl = new URL('models/', self.registration.scope);
const models = new ModelCache(modelsUrl);

/** What is not stored yet does not count; a file that was there already does. */
let storedBytes = 0;

async function tell(message: WorkerMessage): Promise<void> {
  const pages = await self.clients.matchAll({ includeUncontrolled: true, type: 'window' });
  for (const page of pages) page.postMessage(message);
}

async function tellProgress(bytes: number): Promise<void> {
  storedBytes += bytes;
  const totalBytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 0) + (await models.totalBytes());
  await tell({ kind: 'storing', storedBytes, totalBytes });
}

const progress: WorkboxPlugin = {
  handlerDidComplete: async ({ request, event }) => {
    if (event.type !== 'install') return;
    const entry = entries.find(({ url }) => new URL(url, self.registration.scope).href === request.url);
    await tellProgress(entry ? bytesOf(entry) : 0);
  },
};
const headers: WorkboxPlugin = {
  handlerWillRespond: ({ request, response }) =>
    Promise.resolve(withKioskHeaders(response, new URL(request.url).pathname)),
};

addPlugins([progress, headers]);
precacheAndRoute(entries, {
  // Parameters choose a tracker or a provider, not a page.
  ignoreURLParametersMatching: [/.*/],
  urlManipulation: ({ url }) => (url.pathname.endsWith('/enroll') ? [new URL('enroll/index.html', url)] : []),
});
cleanupOutdatedCaches();

self.addEventListener('install', (event) => {
  event.waitUntil(models.store(tellProgress));
});

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && url.startsWith(modelsUrl.href)) {
    event.respondWith(models.answer(event.request).then((r) => withKioskHeaders(r, new URL(url).pathname)));
  }
});

self.addEventListener('message', (event) => {
  // What workbox-window's messageSkipWaiting() sends.
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});
