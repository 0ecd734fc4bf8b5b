/**
 * @file What a browser gets from the kiosk's own server: headers, types, ranges, caching, and nothing else.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKioskCodes } from '../../../scripts/lib/site/relay-kiosks.ts';
import { kioskCodesIn } from '../../../src/core/site/relay-kiosks.ts';
import { serveKiosk, type RunningKiosk } from '../../../scripts/lib/site/serve.ts';

let base: string;
let kiosk: RunningKiosk;

const FILES = {
  'secret.txt': 'outside',
  'dist/index.html': '<title>index</title>',
  'dist/enroll/index.html': '<title>enroll</title>',
  'dist/assets/main-AbCd1234.js': 'export {};',
  'dist/ort/x.wasm': '0123456789',
  'dist/models/manifest.json': '{"from":"dist"}',
  'models/manifest.json': '{"from":"override"}',
  'models/m.onnx': 'onnx',
  'models/.key': 'hidden',
  'dist/.well-known/x': 'hidden',
  'dist/.git/config': 'hidden',
};

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'serve-'));
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(join(base, path, '..'), { recursive: true });
    await writeFile(join(base, path), text);
  }
  kiosk = await serveKiosk({ dist: join(base, 'dist'), models: join(base, 'models'), port: 0 });
});
afterAll(async () => {
  await kiosk.close();
  await rm(base, { recursive: true });
});

const get = (path: string, init: RequestInit = {}) =>
  fetch(new URL(path, kiosk.url), { redirect: 'manual', ...init });

/** As it stands in `path`: fetch would tidy the dots away. */
function rawStatus(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: 'localhost', port: kiosk.port, path }, (res) => {
      res.resume();
      resolve(res.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the list of kiosks that may use a plain relay', () => {
  it('is not there unless somebody named one', async () => {
    expect((await get('/relay-kiosks.txt')).status).toBe(404);
  });

  it('has the codes that were named', async () => {
    const relayKiosks = readKioskCodes(['7k2m-9qxa', 'ABCD-0123']);
    const site = await serveKiosk({ dist: join(base, 'dist'), port: 0, relayKiosks });
    const answer = await fetch(new URL('relay-kiosks.txt', site.url));
    expect(kioskCodesIn(await answer.text())).toEqual(['7K2M-9QXA', 'ABCD-0123']);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    await site.close();
  });

  it('takes no name that is none', () => {
    expect(() => readKioskCodes(['north gate'])).toThrow('is no code of a kiosk');
  });
});

describe('serveKiosk', () => {
  it.each(['/', '/enroll/', '/assets/main-AbCd1234.js', '/models/m.onnx', '/nothing'])(
    'isolates and locks down %s',
    async (path) => {
      const { headers } = await get(path);
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('permissions-policy')).toContain('camera=(self)');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      const policy = headers.get('content-security-policy') ?? '';
      for (const part of ["default-src 'self'", "frame-ancestors 'none'", "object-src 'none'"]) {
        expect(policy).toContain(part);
      }
      expect(policy).not.toContain('http');
      expect(policy).not.toContain("'unsafe-eval'");
    },
  );

  it('serves the pages, and sends /enroll to /enroll/, /console to /console/', async () => {
    expect(await (await get('/')).text()).toContain('index');
    expect(await (await get('/enroll/?lang=en')).text()).toContain('enroll');
    for (const path of ['/enroll', '/console']) {
      const redirect = await get(path);
      expect([redirect.status, redirect.headers.get('location')]).toEqual([308, `${path}/`]);
    }
  });

  it('answers 404 for what is not there, without a fallback page', async () => {
    for (const path of ['/nothing', '/assets/', '/enroll/x', '/models/none.onnx', '/index']) {
      const response = await get(path);
      expect(response.status, path).toBe(404);
      expect(await response.text()).not.toContain('<title>');
    }
  });

  it('never leaves its folder', async () => {
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/models/../../secret.txt',
    ]) {
      expect(await rawStatus(path), path).toBe(404);
    }
  });

  it('gives the right types', async () => {
    const type = async (path: string) => (await get(path)).headers.get('content-type');
    expect(await type('/')).toBe('text/html;charset=utf-8');
    expect(await type('/ort/x.wasm')).toBe('application/wasm');
    expect(await type('/models/m.onnx')).toBe('application/octet-stream');
    expect(await type('/assets/main-AbCd1234.js')).toBe('text/javascript');
  });

  it('answers a range', async () => {
    const response = await get('/ort/x.wasm', { headers: { range: 'bytes=2-4' } });
    expect([response.status, await response.text()]).toEqual([206, '234']);
    expect(response.headers.get('content-range')).toBe('bytes 2-4/10');
  });

  it('keeps hashed assets for good and asks again for everything else', async () => {
    const caching = async (path: string) => (await get(path)).headers.get('cache-control');
    expect(await caching('/assets/main-AbCd1234.js')).toContain('immutable');
    for (const path of ['/', '/models/manifest.json', '/ort/x.wasm'])
      expect(await caching(path)).toBe('no-cache');
    const { headers } = await get('/');
    const again = await get('/', { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it('lets another folder stand in for the models of the build', async () => {
    expect(await (await get('/models/manifest.json')).json()).toEqual({ from: 'override' });
    const plain = await serveKiosk({ dist: join(base, 'dist'), port: 0 });
    expect(await (await fetch(`${plain.url}models/manifest.json`)).json()).toEqual({ from: 'dist' });
    await plain.close();
  });

  it('lets the pages reach a door where it is told so, and nothing else where not', async () => {
    const doorOrigins = ['https://door.example'];
    const opened = await serveKiosk({ dist: join(base, 'dist'), port: 0, doorOrigins });
    const policyOf = (response: Response) => response.headers.get('content-security-policy');
    expect(policyOf(await fetch(opened.url))).toContain("connect-src 'self' https://door.example;");
    expect(policyOf(await get('/'))).toContain("connect-src 'self';");
    await opened.close();
  });

  it.each(['/models/.key', '/models/%2ekey', '/.well-known/x', '/.git/config', '/assets/../.git/config'])(
    'does not serve the hidden file %s',
    async (path) => {
      expect(await rawStatus(path)).toBe(404);
    },
  );

  it('refuses to be written to', async () => {
    expect((await get('/', { method: 'POST' })).status).toBe(405);
  });

  it('says what to do when the port is taken', async () => {
    const second = serveKiosk({ dist: base, port: kiosk.port });
    await expect(second).rejects.toThrow(`Port ${kiosk.port} is in use`);
  });
});
