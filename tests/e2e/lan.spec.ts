/**
 * @file A tablet on the network: with the site's authority it starts while the server is dead; without, the kiosk says
 * that it cannot, and what to do.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BrowserContext, chromium, expect, type Page, test } from '@playwright/test';
import { findChromium } from '../../scripts/lib/kiosk/chromium.ts';
import {
  chooseFromMenu,
  setUpKiosk,
  START_TIMEOUT_MS,
  unlockKiosk,
} from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { TOOLS_DIST_FOLDER } from '../../scripts/lib/paths.ts';
import { readAuthority } from '../../scripts/lib/site/authority.ts';
import { readCertificate } from '../../scripts/lib/site/certificate.ts';
import { type RunningKiosk, serveKiosk } from '../../scripts/lib/site/serve.ts';
import { modelFolder } from '../../simulator/model-folder.ts';
import { PASSPHRASE } from '../../simulator/test-kiosk.ts';
import { testPeopleEmbedder } from '../../simulator/test-people.ts';
import type { OfflineState } from '../../src/kiosk/offline-copy.ts';

const run = promisify(execFile);

interface OpenApp {
  readonly session?: { readonly offline: { readonly state: OfflineState } };
}

let home: string;
let site: RunningKiosk;
let authorityFile: string;
test.beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'facegate-lan-'));
  const authority = await readAuthority([], join(home, 'tls'));
  const https = await readCertificate([], authority, join(home, 'tls'));
  authorityFile = join(home, 'authority.crt');
  await writeFile(authorityFile, authority.cert);
  const models = await modelFolder('lan', await testPeopleEmbedder());
  site = await serveKiosk({ dist: TOOLS_DIST_FOLDER, models, port: 0, host: '127.0.0.1', https });
});
test.afterEach(async () => {
  await site.close().catch(() => undefined);
  await rm(home, { recursive: true, force: true });
});

async function visit({ ignoresCertificates = false } = {}): Promise<BrowserContext> {
  return chromium.launchPersistentContext(join(home, 'profile'), {
    executablePath: findChromium(),
    headless: true,
    viewport: { width: 768, height: 1024 },
    ignoreHTTPSErrors: ignoresCertificates,
    env: { ...process.env, HOME: home },
  });
}

async function open(context: BrowserContext): Promise<Page> {
  const [page] = context.pages();
  page.setDefaultTimeout(START_TIMEOUT_MS);
  await page.goto(site.url.replace('localhost', '127.0.0.1'));
  return page;
}

function waitUntil(page: Page, kind: OfflineState['kind']) {
  return page.waitForFunction(
    (wanted) =>
      (document.querySelector('kiosk-app') as OpenApp | null)?.session?.offline.state.kind === wanted,
    kind,
    { timeout: START_TIMEOUT_MS },
  );
}

test('with the site’s authority the kiosk starts while its server is dead', async () => {
  const database = join(home, '.pki', 'nssdb');
  await mkdir(database, { recursive: true });
  try {
    await run('certutil', ['-d', `sql:${database}`, '-N', '--empty-password']);
  } catch (error) {
    test.skip(
      (error as NodeJS.ErrnoException).code === 'ENOENT',
      'certutil is not installed (libnss3-tools)',
    );
    throw error;
  }
  await run('certutil', ['-d', `sql:${database}`, '-A', '-n', 'site', '-t', 'C,,', '-i', authorityFile]);
  const first = await visit();
  const page = await open(first);
  await setUpKiosk(page, PASSPHRASE);
  await waitUntil(page, 'stored');
  await first.close();
  await site.close();
  const second = await visit();
  try {
    await unlockKiosk(await open(second), PASSPHRASE);
  } finally {
    await second.close();
  }
});

test('a certificate that somebody clicked through is told in red, with the remedy', async () => {
  const context = await visit({ ignoresCertificates: true });
  try {
    const page = await open(context);
    await setUpKiosk(page, PASSPHRASE);
    await waitUntil(page, 'failed');
    const remedy = 'Let this device trust the site';
    await chooseFromMenu(page, PASSPHRASE, 'Health');
    await expect(
      page.locator('kiosk-health-panel kiosk-note[tone=bad]').filter({ hasText: remedy }),
    ).toBeVisible();
    await page.keyboard.press('Escape');
    await chooseFromMenu(page, PASSPHRASE, 'Check the set-up');
    await expect(page.locator('kiosk-preflight li.bad').filter({ hasText: remedy })).toBeVisible();
  } finally {
    await context.close();
  }
});
