/** @file What the service worker adds to responses, which models it keeps, and how it counts what it has stored. */
import { describe, expect, it } from 'vitest';
import { trackerEntry } from '../../simulator/builders.ts';
import { headersFor } from '../../src/core/site/headers.ts';
import { withKioskHeaders } from '../../src/sw/kiosk-headers.ts';
import { canRecognise, integrityOf, usedModels } from '../../src/sw/model-lists.ts';
import { fileOf, isFleets, lacksSlash } from '../../src/sw/paths.ts';
import { Progress } from '../../src/sw/progress.ts';

const ORIGINS = ['https://door.example'];

describe('withKioskHeaders', () => {
  it('gives a bare response every header and leaves its body alone', async () => {
    const bare = new Response('page', { status: 203, headers: { 'Content-Type': 'text/html' } });
    const dressed = withKioskHeaders(bare, ORIGINS);
    for (const [name, value] of Object.entries(headersFor(ORIGINS)))
      expect(dressed.headers.get(name)).toBe(value);
    expect(dressed.headers.get('Content-Type')).toBe('text/html');
    expect(dressed.status).toBe(203);
    expect(await dressed.text()).toBe('page');
  });

  it.each(Object.keys(headersFor()))('adds the others where a host sends %s alone', (name) => {
    const partial = new Response('page', { headers: { [name]: headersFor(ORIGINS)[name] } });
    expect(Object.fromEntries(withKioskHeaders(partial, ORIGINS).headers)).toMatchObject(
      Object.fromEntries(
        Object.entries(headersFor(ORIGINS)).map(([key, value]) => [key.toLowerCase(), value]),
      ),
    );
  });

  it('puts the kiosk’s value in place of another, and lets a host’s policy hold beside the kiosk’s', () => {
    const headers = {
      'Cross-Origin-Opener-Policy': 'unsafe-none',
      'X-Content-Type-Options': 'no',
      'Content-Security-Policy': "default-src 'self' https://elsewhere.example",
    };
    const dressed = withKioskHeaders(new Response('page', { headers }), []).headers;
    expect(dressed.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
    expect(dressed.get('X-Content-Type-Options')).toBe('nosniff');
    const own = headersFor()['Content-Security-Policy'];
    expect(dressed.get('Content-Security-Policy')).toBe(`${headers['Content-Security-Policy']}, ${own}`);
  });

  it('passes on what came with all headers, and errors, as they are', () => {
    const whole = new Response('page', { headers: headersFor(ORIGINS) });
    expect(withKioskHeaders(whole, ORIGINS)).toBe(whole);
    const error = Response.error();
    expect(withKioskHeaders(error, ORIGINS)).toBe(error);
  });
});

describe('fileOf', () => {
  it.each([
    ['', 'index.html'],
    ['enroll', 'enroll'],
    ['enroll/', 'enroll/index.html'],
    ['enroll/index.html', 'enroll/index.html'],
    ['assets/main-AbCd1234.js', 'assets/main-AbCd1234.js'],
    ['other', 'other'],
  ])('%j is %s', (path, file) => {
    expect(fileOf(path)).toBe(file);
  });

  it('knows a folder without its slash', () => {
    expect(['', 'enroll', 'enroll/', 'enroll/index.html'].filter(lacksSlash)).toEqual(['enroll']);
  });

  it('leaves the fleet’s console and its hub to the network', () => {
    const paths = [
      '',
      'enroll/',
      'console',
      'console/',
      'console/index.html',
      'hub/state',
      'consoles',
      'a/hub/',
    ];
    expect(paths.filter(isFleets)).toEqual(['console', 'console/', 'console/index.html', 'hub/state']);
  });
});

function listsOf(...models: { name: string; role: string }[]) {
  const entries = models.map(({ name, role }) => ({ ...trackerEntry(name), role }));
  return { manifest: JSON.stringify({ version: 1, models: entries }), status: '{"missing":[]}' };
}

describe('usedModels', () => {
  it('names the first of each role and leaves the others on the server', () => {
    const lists = listsOf(
      { name: 'first', role: 'face-detector' },
      { name: 'second', role: 'face-detector' },
      { name: 'landmarker', role: 'face-landmarker' },
    );
    const names = usedModels(lists)?.map(({ name }) => name);
    expect(names?.sort()).toEqual(['first', 'landmarker']);
  });

  it('is null for lists of another version, and for no JSON at all', () => {
    expect(usedModels(listsOf({ name: 'a', role: 'of-tomorrow' }))).toBeNull();
    expect(usedModels({ manifest: '<!doctype html>', status: '' })).toBeNull();
  });

  it('is not enough to run on without an embedder', () => {
    expect(canRecognise([])).toBe(false);
    const tracker = listsOf({ name: 'a', role: 'face-detector' }, { name: 'b', role: 'face-landmarker' });
    expect(canRecognise(usedModels(tracker) ?? [])).toBe(false);
  });
});

it('writes a hash as Subresource Integrity has it', () => {
  // FIPS 180-4, example "abc".
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(integrityOf(sha256)).toBe('sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=');
});

describe('Progress', () => {
  it('counts bytes as they arrive, tells each million, and keeps the response as it was', async () => {
    const told: number[] = [];
    const progress = new Progress((bytes) => told.push(bytes));
    const chunks = [600_000, 600_000, 300_000];
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const length of chunks) controller.enqueue(new Uint8Array(length));
        controller.close();
      },
    });
    const counted = progress.count('a', new Response(body, { headers: { 'Content-Type': 'x/y' } }));
    expect(counted.headers.get('Content-Type')).toBe('x/y');
    expect((await counted.arrayBuffer()).byteLength).toBe(1_500_000);
    expect(told).toEqual([1_200_000]);
    // Its length is known by now and does not count twice.
    progress.complete('a', 1_500_000);
    progress.complete('b', 2_000_000);
    expect(told).toEqual([1_200_000, 3_500_000]);
  });
});
