/** @file What a tablet gets that does not trust the site yet: its authority and the steps, and nothing else. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Authority, fingerprintOf, readAuthority } from '../../../scripts/lib/site/authority.ts';
import { offerAuthority, type RunningOffer } from '../../../scripts/lib/site/offer-authority.ts';

let folder: string;
let authority: Authority;
let offer: RunningOffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offer-'));
  authority = await readAuthority([], folder);
  offer = await offerAuthority({ authority, port: 0, kioskPort: 4173 });
});
afterAll(async () => {
  await offer.close();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${String(offer.port)}${path}`, { headers });

it('shows the digits to compare, the steps for each system, and where the kiosk is', async () => {
  const page = await get('/');
  const html = await page.text();
  expect(html).toContain(fingerprintOf(authority));
  for (const system of ['iPad', 'Android', 'ChromeOS', 'Windows', 'macOS', 'Linux']) {
    expect(html).toContain(system);
  }
  expect(html).toContain('href="https://127.0.0.1:4173/"');
  expect(html).not.toContain('<script');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
});

it('speaks the language of the tablet', async () => {
  const pageIn = async (language: string) => (await get('/', { 'Accept-Language': language })).text();
  expect(await pageIn('ru-RU,ru;q=0.9')).toContain('<html lang="ru" dir="ltr">');
  expect(await pageIn('ar-EG,ar;q=0.9')).toContain('<html lang="ar" dir="rtl">');
  expect(await pageIn('de')).toContain('<html lang="en" dir="ltr">');
});

it('hands out the certificate and never a key', async () => {
  const file = await get('/facegate-site.crt');
  expect(file.headers.get('content-type')).toBe('application/x-x509-ca-cert');
  expect(await file.text()).toBe(authority.cert);
  expect(authority.cert).not.toContain('PRIVATE KEY');
  for (const path of ['/authority-key.pem', '/../authority-key.pem', '/models/manifest.json']) {
    expect((await get(path)).status).toBe(404);
  }
});

it('says what to do where its port is taken', async () => {
  await expect(offerAuthority({ authority, port: offer.port, kioskPort: 1 })).rejects.toThrow(/is in use/);
});
