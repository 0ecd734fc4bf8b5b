// @vitest-environment happy-dom
/**
 * @file Whether WASM has threads: what the browser gives, and not what its headers promise. And WebGL, of which a
 * browser gives a page only so much.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it.each([
  ['in an isolated page', true, SharedArrayBuffer, true],
  ['in a page that is not isolated', false, SharedArrayBuffer, false],
  ['isolated without shared memory, as WebKitGTK is', true, undefined, false],
])('says of threads %s: %s', async (_, isolated, shared, expected) => {
  vi.stubGlobal('isSecureContext', true);
  vi.stubGlobal('crossOriginIsolated', isolated);
  vi.stubGlobal('SharedArrayBuffer', shared);
  const { readCapabilities } = await import('../../src/runtime/capabilities.ts');
  expect((await readCapabilities()).wasmThreads).toBe(expected);
});

describe('WebGL in workers', () => {
  /** Gives a context at those calls that `gives` says yes to, counted from 0. */
  async function askTwice(gives: (call: number) => boolean) {
    const calls: string[] = [];
    const loseContext = vi.fn();
    class Canvas {
      getContext(kind: string) {
        calls.push(kind);
        return gives(calls.length - 1) ? { getExtension: () => ({ loseContext }) } : null;
      }
    }
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('OffscreenCanvas', Canvas);
    const { readCapabilities } = await import('../../src/runtime/capabilities.ts');
    const answers = [(await readCapabilities()).workerWebgl, (await readCapabilities()).workerWebgl];
    return { answers, calls, loseContext };
  }

  it('stays where the browser gives no second context, as WebKitGTK does', async () => {
    const { answers, calls, loseContext } = await askTwice((call) => call === 0);
    expect(answers).toEqual([true, true]);
    expect(calls).toEqual(['webgl2']);
    expect(loseContext).toHaveBeenCalledOnce();
  });

  it('is asked for again where there was none', async () => {
    expect((await askTwice((call) => call === 1)).answers).toEqual([false, true]);
  });

  it('is not there without OffscreenCanvas', async () => {
    vi.stubGlobal('isSecureContext', true);
    vi.stubGlobal('OffscreenCanvas', undefined);
    Reflect.deleteProperty(globalThis, 'OffscreenCanvas');
    const { readCapabilities } = await import('../../src/runtime/capabilities.ts');
    expect((await readCapabilities()).workerWebgl).toBe(false);
  });
});
