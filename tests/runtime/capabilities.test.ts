// @vitest-environment happy-dom
/** @file Whether WASM has threads: what the browser gives, and not what its headers promise. */
import { afterEach, expect, it, vi } from 'vitest';
import { readCapabilities } from '../../src/runtime/capabilities.ts';

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['in an isolated page', true, SharedArrayBuffer, true],
  ['in a page that is not isolated', false, SharedArrayBuffer, false],
  ['isolated without shared memory, as WebKitGTK is', true, undefined, false],
])('says of threads %s: %s', async (_, isolated, shared, expected) => {
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('crossOriginIsolated', isolated);
  vi.stubGlobal('SharedArrayBuffer', shared);
  expect((await readCapabilities()).wasmThreads).toBe(expected);
});
