/**
 * @file From a fresh clone to the first person who is admitted, as a newcomer's hands would do it: how many taps, and
 * how many seconds of waiting beside the installation of packages. A drawn person stands before the camera.
 */
import { mkdtemp } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findChromium } from '../../scripts/lib/kiosk/chromium.ts';
import { addScripts } from '../../scripts/lib/kiosk/engines/page-scripts.ts';
import { chromiumFlags } from '../../scripts/lib/kiosk/kiosk-browser.ts';
import { responderScripts } from '../../simulator/responder.ts';
import { DRILL_PEOPLE } from '../../simulator/synthetic-face.ts';
import { startFreshClone } from './fresh-clone.ts';
import { Hands, type NewcomerStep } from './hands.ts';
import { showElements } from './show-elements.ts';
import { removeProfile } from '../../scripts/lib/kiosk/remove-profile.ts';

export interface NewcomerBench {
  readonly installMs: number;
  readonly steps: readonly NewcomerStep[];
  /** Of the machine, before and after. */
  readonly load: { readonly before: number; readonly after: number };
}

/** What `npm start` ends with. */
const READY = 'press “Set up this kiosk”';
const PASSPHRASE = 'four unrelated plain words';
const VIEWPORT = { width: 1280, height: 800 };

export async function benchNewcomer(onStep: (step: string) => void): Promise<NewcomerBench> {
  const [before] = loadavg();
  const camera = await responderScripts({ bearer: DRILL_PEOPLE.owner });
  onStep('git clone, npm start');
  const clone = await startFreshClone({ command: 'start', ready: READY });
  const profile = await mkdtemp(join(tmpdir(), 'facegate-newcomer-profile-'));
  try {
    onStep('a newcomer’s hands');
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: findChromium(),
      headless: true,
      viewport: VIEWPORT,
      args: chromiumFlags({}),
    });
    try {
      await context.addInitScript(showElements);
      await addScripts(context, camera);
      const [page] = context.pages();
      const hands = new Hands();
      await page.goto(clone.url);
      await walk(page, hands);
      const start: NewcomerStep = { what: 'npm start builds and serves', taps: 0, waitedMs: clone.startMs };
      const [after] = loadavg();
      return { installMs: clone.installMs, steps: [start, ...hands.steps], load: { before, after } };
    } finally {
      await context.close();
    }
  } finally {
    await clone.close();
    await removeProfile(profile);
  }
}

async function walk(page: Page, hands: Hands): Promise<void> {
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const press = (name: string) => hands.press(name, button(name));
  await hands.see('opens the address that npm start prints', button('Set up this kiosk'));
  await press('Set up this kiosk');
  await hands.fill('Passphrase', page.getByLabel('Passphrase', { exact: true }), PASSPHRASE);
  await hands.fill('The same again', page.getByLabel('The same again'), PASSPHRASE);
  await press('Continue');
  await hands.press('I have written it down', page.getByRole('checkbox', { name: 'I have written it down' }));
  await press('Continue');
  hands.note('Allow, at the browser’s own question about the camera', 1);
  await hands.see('sees that the picture is good', page.locator('kiosk-camera-check kiosk-note[tone=good]'));
  await press('Continue');
  await press('Enrol now');
  await press('Yes, I agree');
  await hands.fill('Name', page.getByLabel('Name', { exact: true }), 'Ada');
  await press('Go on to the camera');
  const done = page.locator('kiosk-enrol-done');
  const missing = button('Enrol without them');
  await hands.see('turns the head as asked', done.or(missing));
  if (await missing.isVisible()) await press('Enrol without them');
  const goOn = page.getByRole('main').getByRole('button', { name: 'Go on with the set-up' });
  await hands.press('Go on with the set-up', goOn);
  await press('Later');
  await press('Go to the door');
  await hands.see('looks at the door, and is let in', page.locator('kiosk-check-page[data-phase=granted]'));
}
