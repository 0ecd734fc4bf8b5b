/**
 * @file The built kiosk on other hosts than its own: Debian's nginx and Caddy with the configurations of a release, in
 * the root of the host and in a folder; and a host that sends no headers at all.
 */
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findChromium } from '../../scripts/lib/kiosk/chromium.ts';
import { START_TIMEOUT_MS } from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { chromiumFlags } from '../../scripts/lib/kiosk/kiosk-browser.ts';
import { TOOLS_DIST_FOLDER } from '../../scripts/lib/paths.ts';
import { serveFolder } from '../../scripts/lib/site/serve-folder.ts';
import { headersFor } from '../../src/core/site/headers.ts';
import { findHost, type HostName, startHost } from './support/static-hosts.ts';

const TYPES: Readonly<Record<string, RegExp>> = {
  '': /^text\/html/,
  'enroll/': /^text\/html/,
  'headless.js': /^(text|application)\/javascript/,
  'ort/ort-wasm-simd-threaded.mjs': /^(text|application)\/javascript/,
  'ort/ort-wasm-simd-threaded.wasm': /^application\/wasm$/,
  'ort/ort-wasm-simd-threaded.asyncify.mjs': /^(text|application)\/javascript/,
  'ort/ort-wasm-simd-threaded.asyncify.wasm': /^application\/wasm$/,
  'manifest.webmanifest': /^application\/manifest\+json/,
  'models/manifest.json': /^application\/json/,
};

let browser: Browser;
test.beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags({}) });
});
test.afterAll(async () => {
  await browser.close();
});

const setUp = (page: Page) => page.getByRole('button', { name: 'Set up this kiosk' });

/** Program and models are on the device. */
async function waitUntilStored(page: Page): Promise<void> {
  const isStored = () =>
    page.evaluate(async () => {
      const record = await caches.match(new URL('editions.json', document.baseURI));
      const editions = (await record?.json()) as { current: { lists: unknown } | null } | undefined;
      return Boolean(editions?.current?.lists) && navigator.serviceWorker.controller?.state === 'activated';
    });
  await expect.poll(isStored, { timeout: START_TIMEOUT_MS }).toBe(true);
}

async function checkAnswers(url: string): Promise<void> {
  for (const [path, type] of Object.entries(TYPES)) {
    const { status, headers, body } = await fetch(new URL(path, url));
    await body?.cancel();
    expect(status, path).toBe(200);
    expect(headers.get('content-type'), path).toMatch(type);
    for (const [name, value] of Object.entries(headersFor())) expect(headers.get(name), path).toBe(value);
  }
  const part = await fetch(new URL('headless.js', url), { headers: { Range: 'bytes=2-5' } });
  expect(part.status).toBe(206);
  expect(await part.text()).toHaveLength(4);
  const folder = await fetch(new URL('enroll', url), { redirect: 'manual' });
  await folder.body?.cancel();
  expect(folder.status).toBeGreaterThanOrEqual(300);
  expect(folder.headers.get('location')).toMatch(/\/enroll\/$|^enroll\/$/);
  for (const hidden of ['.git/config', 'enroll/.key']) {
    const { status, body } = await fetch(new URL(hidden, url));
    await body?.cancel();
    expect(status).toBe(404);
  }
}

/** Storing takes a while: each host shows it once, and so does each place. */
const PLACES = [
  { name: 'nginx', base: '/', stored: false },
  { name: 'nginx', base: '/door/', stored: true },
  { name: 'caddy', base: '/', stored: true },
  { name: 'caddy', base: '/door/', stored: false },
] as const satisfies readonly { name: HostName; base: string; stored: boolean }[];

for (const { name, base, stored } of PLACES) {
  test(`${name} serves the kiosk in ${base}${stored ? ', which then starts without it' : ''}`, async () => {
    const program = findHost(name);
    test.skip(program === null, `${name} is not installed.`);
    const host = await startHost(name, program!, base, TOOLS_DIST_FOLDER);
    const context = await browser.newContext();
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    try {
      await checkAnswers(host.url);
      await page.goto(host.url);
      await setUp(page).waitFor({ timeout: START_TIMEOUT_MS });
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      expect(await startOfApp(page)).toBe(host.url);
      await page.goto(new URL('enroll/', host.url).href);
      await setUp(page).waitFor({ timeout: START_TIMEOUT_MS });
      expect(await startOfApp(page)).toBe(host.url);
      await page.goto(host.url);
      await setUp(page).waitFor({ timeout: START_TIMEOUT_MS });
      expect(errors).toEqual([]);
      if (stored) await waitUntilStored(page);
    } finally {
      await host.stop();
    }
    for (const path of stored ? ['', 'enroll', 'enroll/'] : []) {
      await page.goto(new URL(path, host.url).href);
      await setUp(page).waitFor({ timeout: START_TIMEOUT_MS });
    }
    await context.close();
  });
}

/** Where the installed app starts, by its manifest. */
function startOfApp(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { href } = document.querySelector<HTMLLinkElement>('link[rel=manifest]')!;
    const { start_url } = (await (await fetch(href)).json()) as { start_url: string };
    return new URL(start_url, href).href;
  });
}

test('on a host that sends no headers, the first visit has the policy, and the page is isolated once it is stored', async () => {
  const serve = serveFolder(TOOLS_DIST_FOLDER, '/');
  const asked: string[] = [];
  const servers = [
    createServer((request, response) => {
      serve(request, response, () => response.writeHead(404).end());
    }),
    createServer(({ url }, response) => {
      asked.push(url ?? '');
      response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end();
    }),
  ];
  for (const server of servers) {
    await new Promise<void>((resolve) => {
      server.listen(0, 'localhost', resolve);
    });
  }
  const [site, elsewhere] = servers.map(
    (server) => `http://localhost:${String((server.address() as AddressInfo).port)}/`,
  );
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const reaches = (url: string) =>
      page.evaluate(async (address) => (await fetch(address).catch(() => null))?.ok === true, url);
    await page.goto(site);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(await reaches(elsewhere)).toBe(false);
    expect(await reaches(site)).toBe(true);
    expect(asked).toEqual([]);
    await page.waitForFunction(() => crossOriginIsolated, null, { timeout: START_TIMEOUT_MS });
    await setUp(page).waitFor({ timeout: START_TIMEOUT_MS });
    expect(await reaches(elsewhere)).toBe(false);
    expect(asked).toEqual([]);
  } finally {
    await context.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  }
});
