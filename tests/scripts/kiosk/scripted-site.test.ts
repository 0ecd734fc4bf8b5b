/** @file A site with one script more in its pages, for WebKitGTK's driver. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Script } from 'node:vm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ScriptedSite, serveScripted } from '../../../scripts/lib/kiosk/engines/webkit/scripted-site.ts';

const PAGE = '<!doctype html><html><head><title>Door</title></head></html>';

let behind: Server;
let site: ScriptedSite;

beforeEach(async () => {
  behind = createServer((req, res) => {
    const isPage = req.url === '/';
    res.writeHead(req.url === '/nothing' ? 404 : 200, {
      'content-type': isPage ? 'text/html' : 'text/plain',
    });
    res.end(isPage ? PAGE : `<head>${String(req.url)}`);
  });
  await new Promise<void>((resolve) => behind.listen(0, 'localhost', resolve));
  site = await serveScripted(`http://localhost:${(behind.address() as AddressInfo).port}/`);
});

afterEach(async () => {
  await site.close();
  behind.close();
});

const ask = (path: string): Promise<Response> => fetch(new URL(path, site.url));

it('puts its script before those of a page, and leaves all else as it is', async () => {
  expect(await (await ask('')).text()).toBe(
    PAGE.replace('<title>', '<script src="/page-scripts.js"></script><title>'),
  );
  expect(await (await ask('a.txt')).text()).toBe('<head>/a.txt');
  expect((await ask('nothing')).status).toBe(404);
});

it('answers with the present scripts and files, also once the site is gone', async () => {
  site.setScripts({
    scripts: ['let a = 1;', 'let a = 2;'],
    files: { '/w.js': { body: 'w', type: 'text/javascript' } },
  });
  behind.closeAllConnections();
  await new Promise((resolve) => behind.close(resolve));
  await expect(ask('')).rejects.toThrow();
  const script = await ask('page-scripts.js');
  const text = await script.text();
  expect(script.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  // Each has names of its own.
  expect(() => new Script(text)).not.toThrow();
  expect(text).toContain('let a = 2;');
  expect(await (await ask('w.js')).text()).toBe('w');
});
