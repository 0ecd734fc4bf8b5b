/**
 * @file From a fresh clone to the first door of a fleet: `npm run hub`, the console set up with its kit saved and
 * opened again, a tablet set up and joined. A driver's hands are quicker than a person's; the program's own time is as
 * long.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findChromium } from '../../scripts/lib/kiosk/chromium.ts';
import { askToJoinFleet, setUpKiosk } from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { chromiumFlags } from '../../scripts/lib/kiosk/kiosk-browser.ts';
import { startFreshClone } from './fresh-clone.ts';
import { showElements } from './show-elements.ts';

export interface HubNewcomerBench {
  /** Milliseconds each, in their order. */
  readonly steps: readonly { readonly what: string; readonly ms: number }[];
}

/** What `npm run hub` ends with. */
const READY = 'Stop the hub here with Ctrl+C.';
const CODE = /with this code:\s+(?<code>\S+)/u;
const PASSPHRASE = 'four unrelated plain words';
const LONGEST_WAIT_MS = 300_000;

/** @param withPackages - They are there before the clock starts. */
export async function benchHubNewcomer(
  withPackages: boolean,
  onStep: (step: string) => void,
): Promise<HubNewcomerBench> {
  const steps: HubNewcomerBench['steps'][number][] = [];
  const timed = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
    onStep(what);
    const startMs = performance.now();
    const result = await work();
    steps.push({ what, ms: performance.now() - startMs });
    return result;
  };
  onStep('git clone, npm run hub');
  const clone = await startFreshClone({ command: 'hub', ready: READY, withPackages });
  steps.push({ what: 'npm ci', ms: clone.installMs }, { what: 'npm run hub', ms: clone.startMs });
  const folder = await mkdtemp(join(tmpdir(), 'facegate-newcomer-kit-'));
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags({}) });
  try {
    const open = async (path: string): Promise<Page> => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      await context.addInitScript(showElements);
      const page = await context.newPage();
      page.setDefaultTimeout(LONGEST_WAIT_MS);
      await page.goto(new URL(path, clone.url).href);
      return page;
    };
    const desk = await timed('the site is set up at the console', async () => {
      const page = await open('console/');
      await setUpSite(page, CODE.exec(clone.said)?.groups?.code ?? '', join(folder, 'kit'));
      return page;
    });
    const tablet = await timed('the tablet is set up', async () => {
      const page = await open('');
      await setUpKiosk(page, PASSPHRASE);
      return page;
    });
    await timed('the tablet joins', async () => {
      await letIn(desk, await askToJoinFleet(tablet, PASSPHRASE));
      await tablet.locator('kiosk-fleet-panel').getByText('Connected to the hub').waitFor();
    });
    return { steps };
  } finally {
    await browser.close();
    await clone.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function setUpSite(page: Page, code: string, kitFile: string): Promise<void> {
  const press = (name: string) => page.getByRole('button', { name }).click();
  await page.getByLabel('Set-up code').fill(code);
  await page.getByLabel('Name of the site').fill('Harbour');
  await press('Continue');
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('The same again').fill(PASSPHRASE);
  await press('Make the kit');
  const [download] = await Promise.all([page.waitForEvent('download'), press('Save the kit')]);
  await download.saveAs(kitFile);
  await page.locator('input[type=file]').setInputFiles(kitFile);
  await page.getByLabel('Passphrase of the kit').fill(PASSPHRASE);
  await press('Try the file');
  await press('Finish the set-up');
  await page.getByText('No door has joined yet.').waitFor();
}

async function letIn(page: Page, words: string): Promise<void> {
  const press = (name: string) => page.getByRole('button', { name }).click();
  await press('Add a door');
  await press('Type the words');
  await page.getByLabel('The eight words').fill(words);
  await press('Continue');
  await page.getByLabel('Name of the door').fill('North gate');
  await page.getByLabel('People may enrol at this door').check();
  await press('Let in');
}
