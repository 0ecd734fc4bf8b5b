/** @file Which build of ONNX Runtime the service worker stores and drops. Cache storage is a map here. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KEPT_BUILD, ONNX_BUILDS, ONNX_FOLDER, onnxFiles } from '../../src/core/site/onnx-build.ts';
import type { Edition } from '../../src/sw/editions.ts';
import { integrityOf } from '../../src/sw/model-lists.ts';
import { OnnxStore } from '../../src/sw/onnx-store.ts';

const SCOPE = 'https://kiosk.example/door/';
const pathsOf = (build: (typeof ONNX_BUILDS)[number]) =>
  Object.values(onnxFiles(build)).map((file) => ONNX_FOLDER + file);
const [WASM, WEBGPU] = ONNX_BUILDS.map(pathsOf);
const LISTED = [...WASM, ...WEBGPU].map((url, index) => ({
  url,
  revision: 'r',
  bytes: 10 ** index,
  sha256: String(index).repeat(64),
}));

let stored: Map<string, Response>;
let asked: { readonly url: string; readonly integrity?: string }[];
let online: boolean;
let store: OnnxStore;

beforeEach(() => {
  stored = new Map();
  asked = [];
  online = true;
  const cache = {
    match: (key: string) => Promise.resolve(stored.get(key)?.clone()),
    put: (key: string, response: Response) => Promise.resolve(void stored.set(key, response)),
  };
  vi.stubGlobal('caches', { open: () => Promise.resolve(cache) });
  vi.stubGlobal('fetch', (url: string, { integrity }: RequestInit) => {
    asked.push({ url, integrity });
    return online ? Promise.resolve(new Response('bytes')) : Promise.reject(new TypeError('offline'));
  });
  store = new OnnxStore(SCOPE, LISTED);
});
afterEach(() => vi.unstubAllGlobals());

const edition = (): Edition => ({
  files: { 'index.html': `${SCOPE}index.html`, ...store.files },
  lists: null,
});
const note = (text: string) => void stored.set(`${SCOPE}${KEPT_BUILD.file}`, new Response(text));

describe('OnnxStore', () => {
  it('wants what the page has noted, and what every device can run before that', async () => {
    expect(await store.wanted()).toBe('wasm');
    note('webgpu');
    expect(await store.wanted()).toBe('webgpu');
    note('of another version');
    expect(await store.wanted()).toBe('wasm');
  });

  it('stores one build, each file with the hash that the version named, and only once', async () => {
    expect(await store.store(edition(), 'wasm')).toBe(true);
    expect(asked).toEqual(
      WASM.map((path, index) => ({ url: SCOPE + path, integrity: integrityOf(LISTED[index].sha256) })),
    );
    expect([...stored.keys()]).toEqual(WASM.map((path) => store.files[path]));
    expect(await store.stored(edition())).toEqual(['wasm']);
    await store.store(edition(), 'wasm');
    expect(asked).toHaveLength(WASM.length);
    expect(store.bytesOf('wasm')).toBe(11);
  });

  it('says that a build cannot be had without its server, and keeps the other meanwhile', async () => {
    await store.store(edition(), 'wasm');
    [online, asked] = [false, []];
    note('webgpu');
    expect(await store.store(edition(), 'webgpu')).toBe(false);
    expect(asked).toHaveLength(1);
    expect(await store.stored(edition())).toEqual(['wasm']);
    expect(await store.needed(edition())).toEqual(
      expect.arrayContaining(WASM.map((path) => store.files[path])),
    );
  });

  it('lets the other build go once the wanted one is here, and nothing else', async () => {
    await store.store(edition(), 'wasm');
    note('webgpu');
    await store.store(edition(), 'webgpu');
    const kept = ['index.html', ...WEBGPU].map((path) => edition().files[path]);
    expect(await store.needed(edition())).toEqual(kept);
  });

  it('keeps what a version had that named one build, without its hash', async () => {
    const before = Object.fromEntries(WEBGPU.map((path) => [path, `${SCOPE}${path}?__WB_REVISION__=md5`]));
    for (const key of Object.values(before)) stored.set(key, new Response('bytes'));
    const former = { files: before, lists: null };
    expect(await store.stored(former)).toEqual(['webgpu']);
    expect(await store.needed(former)).toEqual(Object.values(before));
    expect(await store.store(former, 'wasm')).toBe(true);
    expect(asked).toEqual([]);
  });
});
