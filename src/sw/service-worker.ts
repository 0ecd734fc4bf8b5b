/**
 * @file The service worker: it stores everything that the kiosk needs, so that the kiosk starts without a network. It
 * answers from the edition in use. A new edition waits until the operator wants it, and the old one stays until the new
 * one has passed its self-test.
 */
/// <reference lib="webworker" />
import { FLEET_FOLDER } from '../core/site/fleet-folder.ts';
import { onnxBuildOf } from '../core/site/onnx-build.ts';
import { EditionStore } from './edition-store.ts';
import { begin, goBack, kept, offer, prove, takeOver } from './editions.ts';
import { FleetStore } from './fleet-store.ts';
import { withKioskHeaders } from './kiosk-headers.ts';
import type { OfflineStatus, PageMessage, WorkerMessage } from './messages.ts';
import { storedModels, usedModels } from './model-lists.ts';
import { ModelStore } from './model-store.ts';
import { OnnxStore } from './onnx-store.ts';
import { fileOf, isFleets, lacksSlash } from './paths.ts';
import type { ProgramFile } from './program-file.ts';
import { ProgramStore } from './program-store.ts';
import { Progress } from './progress.ts';

declare const self: ServiceWorkerGlobalScope;
/** The build puts the origins in place of this name. */
declare const __DOOR_ORIGINS__: readonly string[];

const MODELS_FOLDER = 'models/';
/** The first is for command-line tools, which bring their own copy. The second is this file. */
const NOT_KEPT = ['headless.js', 'service-worker.js'];

const { scope } = self.registration;
// The build puts the list in place of this name.
const listed = self.__WB_MANIFEST as ProgramFile[];
const program = new ProgramStore(
  scope,
  listed.filter(({ url }) => onnxBuildOf(url) === null && !url.startsWith(FLEET_FOLDER)),
);
const fleet = new FleetStore(
  scope,
  listed.filter(({ url }) => url.startsWith(FLEET_FOLDER)),
);
const onnx = new OnnxStore(
  scope,
  listed.filter((file): file is ProgramFile & { sha256: string } => onnxBuildOf(file.url) !== null),
);
const files = { ...program.files, ...fleet.files, ...onnx.files };
const models = new ModelStore(new URL(MODELS_FOLDER, scope));
const store = new EditionStore(scope);

async function tell(message: WorkerMessage): Promise<void> {
  const pages = await self.clients.matchAll({ includeUncontrolled: true, type: 'window' });
  for (const page of pages) page.postMessage(message);
}

/** Stores the program and its models beside the edition in use. */
async function install(event: ExtendableEvent): Promise<void> {
  const lists = await models.fetchLists();
  const needed = lists && usedModels(lists);
  const build = await onnx.wanted();
  const programBytes = program.totalBytes + onnx.bytesOf(build);
  const totalBytes = storedModels(needed ?? []).reduce((sum, { bytes }) => sum + bytes, programBytes);
  const progress = new Progress((storedBytes) => void tell({ kind: 'storing', storedBytes, totalBytes }));
  await program.store(event, progress);
  const { current: inUse, next: waiting } = await store.read();
  await fleet.store([inUse, waiting]);
  if (!(await onnx.store({ files }, build, progress))) throw new Error('ONNX Runtime could not be stored.');
  const whole =
    needed !== null &&
    (await models.store(needed, ({ file, bytes }) => {
      progress.complete(file, bytes);
    }));
  await store.change((editions) => {
    const before = editions.current?.lists ?? null;
    // Where the site's models cannot be stored whole, this version uses those of before, if it can read their list.
    const fallback = before && usedModels(before) ? before : null;
    return { ...editions, next: { files, lists: whole ? lists : fallback } };
  });
}

/** Stores new models from the site, unless a new version is being stored or waits: that one brings them too. */
async function lookForModels(): Promise<void> {
  // There is no record, for example after damage. Then this worker's own files are the ones in use.
  const known = (await store.read()).current ?? { files, lists: null };
  const lists = await models.fetchLists();
  if (!lists || lists.manifest === known.lists?.manifest) return;
  const needed = usedModels(lists);
  if (!needed || !(await models.store(needed, () => undefined))) return;
  await store.change((editions) => {
    if (self.registration.installing || self.registration.waiting) return editions;
    const current = editions.current ?? known;
    // No models were in use before, so the operator need not be asked.
    if (!current.lists) return { ...editions, current: { ...current, lists } };
    return offer(editions, { files: current.files, lists });
  });
}

/** Where the device has changed to another build of ONNX Runtime, or lacks its own. */
async function lookForOnnx(): Promise<void> {
  const build = await onnx.wanted();
  const inUse = kept(await store.read());
  for (const edition of inUse.length > 0 ? inUse : [{ files }]) await onnx.store(edition, build);
}

async function dropUnused(): Promise<void> {
  const inUse = kept(await store.read());
  await program.keepOnly((await Promise.all(inUse.map((edition) => onnx.needed(edition)))).flat());
  // As long as an edition lacks models, it is not known which of the stored ones it will need.
  if (inUse.every(({ lists }) => lists)) {
    await models.keepOnly(inUse.flatMap(({ lists }) => lists ?? []));
  }
}

async function act(type: PageMessage['type']): Promise<void> {
  switch (type) {
    case 'look':
      return store.whileStoring(async () => {
        await lookForOnnx();
        await lookForModels();
      });
    case 'apply':
      await store.change(takeOver);
      return;
    case 'prove':
      await store.change(prove);
      return store.whileNothingIsStored(dropUnused);
    case 'goBack':
      await store.change(goBack);
      return;
  }
}

async function status(): Promise<OfflineStatus> {
  const { current, next, previous } = await store.read();
  const onnxBuilds = current ? await onnx.stored(current) : [];
  return {
    whole: Boolean(current?.lists) && onnxBuilds.length > 0,
    onnxBuilds,
    modelsReady: next !== null && !self.registration.waiting && !self.registration.installing,
    mayGoBack: previous !== null,
  };
}

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.slice(new URL(scope).pathname.length);
  if (lacksSlash(path)) return Response.redirect(new URL(`${path}/`, scope));
  const starts = request.mode === 'navigate' && fileOf(path).endsWith('.html');
  const { current, previous } = starts ? await store.change(begin) : await store.read();
  if (path.startsWith(MODELS_FOLDER)) {
    const list = { 'manifest.json': current?.lists?.manifest, 'status.json': current?.lists?.status }[
      path.slice(MODELS_FOLDER.length)
    ];
    if (list === undefined) return models.answer(request);
    return new Response(list, { headers: { 'Content-Type': 'application/json' } });
  }
  const editions = [current, previous];
  return (
    (await program.find(fileOf(path), editions)) ?? (await fleet.answer(path, editions)) ?? fetch(request)
  );
}

self.addEventListener('install', (event) => {
  event.waitUntil(store.whileStoring(() => install(event)));
});

self.addEventListener('activate', (event) => {
  // Claiming makes the page of the first visit one that this worker controls. A later version then waits for it.
  event.waitUntil(store.change(takeOver).then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method !== 'GET' || !url.startsWith(scope) || NOT_KEPT.includes(url.slice(scope.length))) return;
  if (isFleets(new URL(url).pathname.slice(new URL(scope).pathname.length))) return;
  event.respondWith(
    answer(event.request)
      // If the storage fails, the network must still answer.
      .catch(() => fetch(event.request))
      .then((response) => withKioskHeaders(response, __DOOR_ORIGINS__)),
  );
});

self.addEventListener('message', (event) => {
  const message = event.data as PageMessage | { readonly type: 'SKIP_WAITING' };
  // What workbox-window's messageSkipWaiting() sends.
  if (message.type === 'SKIP_WAITING') return void self.skipWaiting();
  event.waitUntil(
    act(message.type)
      // Storage or network failed. The status tells what holds now.
      .catch(() => undefined)
      .then(status)
      .then((answered) => {
        event.ports[0]?.postMessage(answered);
      }),
  );
});
