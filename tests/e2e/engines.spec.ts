/**
 * @file The kiosk in Firefox and in WebKitGTK, each as Debian has it: from the first run to an entry under `standard`
 * with the shipped networks, without its server, from a backup, and every screen. `npm test -- --only firefox` and
 * `--only webkit` run it; the project's name is the engine's.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import {
  changeSettings,
  chooseFromMenu,
  enrolSubject,
  restoreKiosk,
  type SeenVerdict,
  setUpKiosk,
  START_TIMEOUT_MS,
  unlockKiosk,
  waitForVerdicts,
  watchVerdicts,
} from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { KEPT_DOWNLOADS, nextDownload } from '../../scripts/lib/kiosk/engines/downloads.ts';
import type { EngineBrowser, EngineVisit } from '../../scripts/lib/kiosk/engines/engine-browser.ts';
import type { Engine } from '../../scripts/lib/kiosk/engines/engines.ts';
import { openEngine } from '../../scripts/lib/kiosk/engines/open-engine.ts';
import {
  NO_SCRIPTS,
  NOTHING_STORED,
  type PageScripts,
  together,
} from '../../scripts/lib/kiosk/engines/page-scripts.ts';
import { awaitKiosk } from '../../scripts/lib/kiosk/kiosk-facts.ts';
import { TOOLS_DIST_FOLDER } from '../../scripts/lib/paths.ts';
import { type RunningKiosk, serveKiosk } from '../../scripts/lib/site/serve.ts';
import { clipScripts } from '../../simulator/clip-camera.ts';
import { modelFolder } from '../../simulator/model-folder.ts';
import { responderScripts } from '../../simulator/responder.ts';
import { SYNTHETIC_PEOPLE } from '../../simulator/synthetic-face.ts';
import { PASSPHRASE } from '../../simulator/test-kiosk.ts';
import { loopOf, testPeopleEmbedder } from '../../simulator/test-people.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import {
  type Eyes,
  type Size,
  walkDoor,
  walkEnrolment,
  walkImport,
  walkOperatorPanels,
  walkPin,
  walkSetUp,
  writeDoorClip,
} from './support/screen-walks.ts';
import { awaitStillness } from './support/stillness.ts';
import { layoutFaults } from './support/touch-targets.ts';

const TEST_TIMEOUT_MS = 1_800_000;
const TRIES = 3;
const UPRIGHT: Size = { width: 768, height: 1024 };

interface OpenApp {
  readonly session: Pick<KioskSession, 'errors' | 'offline' | 'pipeline'>;
}

const engine = (): Engine => test.info().project.name as Engine;

/** One kiosk in one browser. */
class EngineKiosk {
  private _serving = true;

  private constructor(
    private readonly _site: RunningKiosk,
    readonly browser: EngineBrowser,
  ) {}

  static async open(models: string): Promise<EngineKiosk> {
    const site = await serveKiosk({ dist: TOOLS_DIST_FOLDER, models, port: 0 });
    return new EngineKiosk(site, await openEngine(engine(), site.url));
  }

  async visit(scripts: PageScripts): Promise<EngineVisit> {
    const visit = await this.browser.visit(scripts);
    await watchVerdicts(visit.page);
    await visit.open();
    return visit;
  }

  async stopServing(): Promise<void> {
    this._serving = false;
    await this._site.close();
  }

  async close(): Promise<void> {
    await this.browser.close();
    if (this._serving) await this._site.close();
  }
}

/** Somebody who does what the door asks. */
const person = (): Promise<PageScripts> =>
  responderScripts({ bearer: SYNTHETIC_PEOPLE.b, stretchTime: true });

/** On a slow machine the drawn person may move too much or too little, and then tries again, as people do. */
async function expectEntry(page: Page): Promise<void> {
  let verdicts: readonly SeenVerdict[] = [];
  while (verdicts.length < TRIES && verdicts.at(-1)?.outcome !== 'granted') {
    if (verdicts.length > 0) await page.getByRole('button', { name: 'Try again' }).click();
    verdicts = await waitForVerdicts(page, verdicts.length + 1);
  }
  expect(verdicts.at(-1), JSON.stringify(verdicts)).toMatchObject({
    ...{ outcome: 'granted', reason: 'matched', subjectName: 'Person B' },
  });
}

/** What the kiosk says of its networks and of errors; Health shows both. */
function readHealth(page: Page) {
  return page.evaluate(() => {
    const { session } = document.querySelector('kiosk-app') as unknown as OpenApp;
    const { report } = session.pipeline;
    return {
      ...{ provider: report?.provider, threads: report?.threads, failed: report?.failed },
      ...{ tested: Object.keys(report?.selfTest ?? {}).length, errors: session.errors.errors },
      shared: typeof SharedArrayBuffer !== 'undefined',
    };
  });
}

async function saveBackup(page: Page): Promise<string> {
  await chooseFromMenu(page, PASSPHRASE, 'Export a backup');
  await page.getByLabel('Passphrase for the backup').fill(PASSPHRASE);
  await page.getByLabel('The same again').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Save the backup' }).click();
  const { name, bytes } = await nextDownload(page);
  expect(name).toMatch(/\.facegate$/u);
  const file = join(await mkdtemp(join(tmpdir(), 'facegate-engine-backup-')), name);
  await writeFile(file, bytes);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save the backup' }).waitFor({ state: 'hidden' });
  return file;
}

test('who is enrolled gets in by the shipped networks, also without a server and from a backup', async () => {
  test.setTimeout(TEST_TIMEOUT_MS);
  const models = await modelFolder('engine-shipped', 'shipped');
  const kiosk = await EngineKiosk.open(models);
  let file: string;
  try {
    const first = await kiosk.visit(together(KEPT_DOWNLOADS, await person()));
    const { page } = first;
    test.info().annotations.push({ type: 'engine', description: kiosk.browser.name });
    await setUpKiosk(page, PASSPHRASE, { policy: 'standard' });
    await awaitKiosk(page);
    const health = await readHealth(page);
    // Embedder, fake detector and attack detector computed what was recorded of them.
    expect(health).toMatchObject({ tested: 3, failed: [], provider: 'wasm' });
    if (!health.shared) expect(health.threads).toBe(1);
    await enrolSubject(page, { passphrase: PASSPHRASE, name: 'Person B' });
    await expectEntry(page);
    // Once the kiosk has run for a while, the browser still has all that it had.
    await chooseFromMenu(page, PASSPHRASE, 'Check the set-up');
    await page.getByRole('heading', { name: 'This kiosk is ready' }).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    file = await saveBackup(page);
    await page.waitForFunction(
      () =>
        (document.querySelector('kiosk-app') as unknown as OpenApp).session.offline.state.kind === 'stored',
      null,
      { timeout: START_TIMEOUT_MS },
    );
    expect((await readHealth(page)).errors).toEqual([]);
    await first.leave();

    await kiosk.stopServing();
    const again = await kiosk.visit(await person());
    await unlockKiosk(again.page, PASSPHRASE);
    await expectEntry(again.page);
    expect((await readHealth(again.page)).errors).toEqual([]);
    await again.leave();
  } finally {
    await kiosk.close();
  }

  const other = await EngineKiosk.open(models);
  try {
    const { page } = await other.visit(together(NOTHING_STORED, await person()));
    await restoreKiosk(page, { file, passphrase: PASSPHRASE });
    await changeSettings(page, PASSPHRASE, { policy: 'standard', acceptCamera: true });
    await expectEntry(page);
  } finally {
    await other.close();
  }
});

/** The layout only: axe-core and the other sizes are looked at in Chromium. */
function eyesOn(page: Page, faults: string[]): Eyes {
  const look = async (name: string, size: Size, shown: Locator): Promise<void> => {
    await page.setViewportSize(size);
    await shown.waitFor({ timeout: START_TIMEOUT_MS });
    await awaitStillness(page);
    for (const fault of await layoutFaults(page)) faults.push(`${name}: ${fault}`);
    await page.screenshot({ path: join(test.info().project.outputDir, engine(), `${name}.png`) });
  };
  return { sizes: [UPRIGHT], look, lookWhole: look, lookPassing: look };
}

test('every screen fits a tablet that is held upright', async () => {
  test.setTimeout(TEST_TIMEOUT_MS);
  const folder = await mkdtemp(join(tmpdir(), 'facegate-engine-screens-'));
  const kiosk = await EngineKiosk.open(await modelFolder('engine-screens', await testPeopleEmbedder()));
  const faults: string[] = [];
  try {
    // Whoever does not turn is asked about the views that are missing.
    const calm = await clipScripts(await loopOf('a', 'calm'), { unrepeating: true });
    const first = await kiosk.visit(together(NOTHING_STORED, calm));
    const eyes = eyesOn(first.page, faults);
    await walkSetUp(first.page, eyes);
    await changeSettings(first.page, PASSPHRASE, { policy: 'convenience', acceptCamera: true });
    await walkOperatorPanels(first.page, eyes);
    await walkEnrolment(first.page, eyes);
    await walkPin(first.page, eyes);
    await walkImport(first.page, eyes, join(folder, 'people.facegate'));
    await first.leave();

    const doorClip = join(folder, 'door.mjpeg');
    await writeDoorClip(doorClip);
    const second = await kiosk.visit(
      together(NOTHING_STORED, await clipScripts(doorClip, { unrepeating: true })),
    );
    await unlockKiosk(second.page, PASSPHRASE);
    await walkDoor(second.page, eyesOn(second.page, faults));
    await second.leave();
  } finally {
    await kiosk.close();
    await rm(folder, { recursive: true, force: true });
  }
  expect(faults).toEqual([]);

  const bare = await EngineKiosk.open(await modelFolder('none', null));
  try {
    const { page } = await bare.visit(NO_SCRIPTS);
    await eyesOn(page, faults).look('preflight', UPRIGHT, page.getByText('npm run models -- add').first());
  } finally {
    await bare.close();
  }
  expect(faults).toEqual([]);
});
