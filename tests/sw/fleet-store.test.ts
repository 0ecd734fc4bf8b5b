/** @file Which of the fleet's files the service worker keeps. Cache storage is a map here. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Edition } from '../../src/sw/editions.ts';
import { FleetStore } from '../../src/sw/fleet-store.ts';

const SCOPE = 'https://kiosk.example/door/';
const filesOf = (hash: string) =>
  ['worker', 'run'].map((name) => ({ url: `fleet/${name}-${hash}.js`, revision: null }));

let stored: Map<string, Response>;
let asked: string[];
let status: number;

beforeEach(() => {
  stored = new Map();
  asked = [];
  status = 200;
  const ask = (url: string): Promise<Response> => {
    asked.push(url);
    return Promise.resolve(new Response('bytes', { status }));
  };
  const cache = {
    match: (key: string) => Promise.resolve(stored.get(key)?.clone()),
    put: (key: string, response: Response) => Promise.resolve(void stored.set(key, response)),
    add: async (key: string) => void stored.set(key, await ask(key)),
  };
  vi.stubGlobal('caches', { open: () => Promise.resolve(cache) });
  vi.stubGlobal('fetch', ask);
});
afterEach(() => vi.unstubAllGlobals());

const editionOf = (store: FleetStore): Edition => ({
  files: { 'index.html': `${SCOPE}index.html`, ...store.files },
  lists: null,
});

it('keeps a file once a page has asked for it, and no other', async () => {
  const store = new FleetStore(SCOPE, filesOf('1'));
  await store.store([editionOf(store)]);
  expect(asked).toEqual([]);
  const answered = await store.answer('fleet/run-1.js', [editionOf(store), null]);
  expect(await answered?.text()).toBe('bytes');
  expect([...stored.keys()]).toEqual([`${SCOPE}fleet/run-1.js`]);
  expect(await store.answer('fleet/run-9.js', [editionOf(store)])).toBeUndefined();
  expect(await store.answer('assets/main.js', [editionOf(store)])).toBeUndefined();
});

it('keeps no answer that is none', async () => {
  const store = new FleetStore(SCOPE, filesOf('1'));
  status = 404;
  expect((await store.answer('fleet/run-1.js', [editionOf(store)]))?.status).toBe(404);
  expect([...stored.keys()]).toEqual([]);
});

it('brings all files of a new version to a door of a fleet, and none to other kiosks', async () => {
  const [before, after] = [new FleetStore(SCOPE, filesOf('1')), new FleetStore(SCOPE, filesOf('2'))];
  await after.store([editionOf(before), null]);
  expect(asked).toEqual([]);
  await before.answer('fleet/worker-1.js', [editionOf(before)]);
  asked = [];
  await after.store([editionOf(before), null]);
  expect(asked).toEqual([`${SCOPE}fleet/worker-2.js`, `${SCOPE}fleet/run-2.js`]);
  await after.store([editionOf(before), null]);
  expect(asked).toHaveLength(2);
});
