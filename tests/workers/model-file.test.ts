/** @file Model files: accepted only byte for byte. */
import { zipSync } from 'fflate';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { trackerEntry } from '../../simulator/builders.ts';
import type { TrackerEntry } from '../../src/core/manifest/types.ts';
import { fetchModel, sha256Hex, takeModel } from '../../src/runtime/model-file.ts';

const BYTES = new Uint8Array([1, 2, 3, 4]);

const entry = async (): Promise<TrackerEntry> =>
  trackerEntry('test', { sha256: await sha256Hex(BYTES), bytes: BYTES.length });

function serve(answer: () => Response): void {
  vi.stubGlobal('fetch', () => Promise.resolve(answer()));
}

describe('fetchModel', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('gives the bytes that the manifest names', async () => {
    serve(() => new Response(BYTES));
    expect(await fetchModel('http://localhost/models/', await entry())).toEqual(BYTES);
  });

  it('refuses a file with one flipped bit and says which', async () => {
    serve(() => new Response(new Uint8Array([1, 2, 3, 5])));
    await expect(fetchModel('http://localhost/models/', await entry())).rejects.toMatchObject({
      name: 'ModelFileError',
      message: expect.stringContaining('test.task is not the one in the manifest') as string,
    });
  });

  it('asks by content, and once more past the cache for a damaged copy', async () => {
    const asked: [string, RequestCache | undefined][] = [];
    vi.stubGlobal('fetch', (url: URL, init?: RequestInit) => {
      asked.push([url.href, init?.cache]);
      return Promise.resolve(new Response(asked.length === 1 ? new Uint8Array([9]) : BYTES));
    });
    const { sha256 } = await entry();
    const onRepair = vi.fn();
    const bytes = await fetchModel('http://localhost/models/', await entry(), onRepair);
    expect(bytes).toEqual(BYTES);
    const address = `http://localhost/models/test.task?sha256=${sha256}`;
    expect(asked).toEqual([
      [address, 'default'],
      [address, 'reload'],
    ]);
    expect(onRepair).toHaveBeenCalledOnce();
  });

  it('says so when a damaged copy cannot be replaced', async () => {
    let asked = 0;
    vi.stubGlobal('fetch', () => {
      asked += 1;
      return asked === 1
        ? Promise.resolve(new Response(new Uint8Array([9])))
        : Promise.reject(new TypeError('no network'));
    });
    await expect(fetchModel('http://localhost/models/', await entry())).rejects.toThrow('out of reach');
  });

  it('says what to do when the file is not there', async () => {
    serve(() => new Response('', { status: 404 }));
    await expect(fetchModel('http://localhost/models/', await entry())).rejects.toThrow('npm start');
  });

  it('hashes as SHA-256 does', async () => {
    // FIPS 180-4, example "abc".
    expect(await sha256Hex(new TextEncoder().encode('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

describe('takeModel', () => {
  const bundle = zipSync({ 'inner.tflite': BYTES }, { level: 0 });
  const inside = async (entryName: string, sha256?: string): Promise<TrackerEntry> => ({
    ...(await entry()),
    ...(sha256 === undefined ? {} : { sha256 }),
    source: { kind: 'inside', file: 'outer.task', entry: entryName },
  });

  it('takes a model out of the file that holds it', async () => {
    expect(await takeModel(bundle, await inside('inner.tflite'))).toEqual(BYTES);
  });

  it.each([
    ['of other bytes', 'inner.tflite', '0'.repeat(64), 'holds another inner.tflite'],
    ['that is not there', 'absent.tflite', undefined, 'holds no absent.tflite'],
  ])('refuses one %s', async (_, name, sha256, words) => {
    await expect(takeModel(bundle, await inside(name, sha256))).rejects.toMatchObject({
      name: 'ModelFileError',
      message: expect.stringContaining(words) as string,
    });
  });
});
