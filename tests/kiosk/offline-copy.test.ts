// @vitest-environment happy-dom
/**
 * @file Which build of ONNX Runtime the page has its device keep, and why it keeps nothing. The service worker is a
 * stand-in.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { OnnxBuild } from '../../src/core/site/onnx-build.ts';
import { OfflineCopy } from '../../src/kiosk/offline-copy.ts';
import type { OfflineStatus } from '../../src/sw/messages.ts';

const { worker } = vi.hoisted(() => ({
  worker: { online: true, builds: [] as string[], asked: [] as string[], refusal: null as Error | null },
}));
let noted: string | undefined;

vi.mock('workbox-window', () => ({
  Workbox: class extends EventTarget {
    register = () => (worker.refusal ? Promise.reject(worker.refusal) : Promise.resolve());
    update = () => Promise.resolve();
  },
  messageSW: (_: unknown, { type }: { readonly type: string }): Promise<OfflineStatus> => {
    worker.asked.push(type);
    const wanted = noted ?? 'wasm';
    if (type === 'look' && worker.online) worker.builds = [...new Set([...worker.builds, wanted])];
    if (type === 'prove' && worker.builds.includes(wanted)) worker.builds = [wanted];
    const onnxBuilds = worker.builds as OnnxBuild[];
    return Promise.resolve({ whole: true, onnxBuilds, modelsReady: false, mayGoBack: false });
  },
}));

beforeEach(() => {
  noted = undefined;
  Object.assign(worker, { online: true, builds: [], asked: [], refusal: null });
  vi.stubGlobal('crossOriginIsolated', true);
  vi.stubGlobal('caches', {
    open: () =>
      Promise.resolve({ put: async (_: string, text: Response) => void (noted = await text.text()) }),
  });
  vi.stubGlobal('navigator', { serviceWorker: { ready: Promise.resolve({ active: {} }) } });
});
afterEach(() => vi.unstubAllGlobals());

async function started(build: OnnxBuild): Promise<OfflineCopy> {
  const copy = new OfflineCopy('http://localhost/');
  await copy.keepBuild(build);
  await copy.start('http://localhost/service-worker.js', () => false);
  return copy;
}

it('notes the build before the service worker stores anything', async () => {
  const copy = new OfflineCopy('http://localhost/');
  await copy.keepBuild('webgpu');
  expect([noted, worker.asked]).toEqual([undefined, []]);
  await copy.start('http://localhost/service-worker.js', () => false);
  expect([noted, worker.builds]).toEqual(['webgpu', ['webgpu']]);
});

it('keeps another build beside the first until the kiosk runs on it, and then alone', async () => {
  const copy = await started('wasm');
  expect(await copy.fetchBuild('webgpu')).toBe(true);
  expect(worker.builds).toEqual(['wasm', 'webgpu']);
  await copy.keepBuild('webgpu');
  expect(worker.builds).toEqual(['webgpu']);
});

it('says that another build cannot be had without a network, and goes on with the first', async () => {
  const copy = await started('wasm');
  worker.online = false;
  expect(await copy.fetchBuild('webgpu')).toBe(false);
  expect([noted, worker.builds]).toEqual(['wasm', ['wasm']]);
});

it('asks the server where no service worker answers', async () => {
  const fetch = vi.fn(() => Promise.resolve(new Response()));
  vi.stubGlobal('fetch', fetch);
  const copy = new OfflineCopy('http://localhost/');
  expect(await copy.fetchBuild('webgpu')).toBe(true);
  fetch.mockRejectedValue(new TypeError('offline'));
  expect(await copy.fetchBuild('webgpu')).toBe(false);
});

it.each([
  ['An SSL certificate error occurred when fetching the script.', 'untrusted'],
  ['The operation is insecure.', 'refused'],
])('tells why the browser takes no service worker: %s', async (message, reason) => {
  worker.refusal = new DOMException(message, 'SecurityError');
  const copy = await started('wasm');
  expect(copy.state).toEqual({ kind: 'failed', reason });
});
