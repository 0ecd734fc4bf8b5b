/**
 * @file `npm run demo`: the moving picture of the README, of a drawn person who enrols at the real kiosk and enters.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import {
  acceptMissingViews,
  agreeAndName,
  chooseFromMenu,
  setUpKiosk,
  waitForVerdicts,
} from '../lib/kiosk/drive-kiosk.ts';
import { ROOT } from '../lib/paths.ts';
import { Screencast } from '../lib/kiosk/record/screencast.ts';
import { writeWebp } from '../lib/kiosk/record/write-animation.ts';
import { buildIfStale } from '../lib/site/build.ts';
import { prepareAssets } from '../lib/site/setup.ts';
import { main } from '../lib/terminal/main.ts';
import { modelFolder } from '../../simulator/model-folder.ts';
import { DRILL_PEOPLE } from '../../simulator/synthetic-face.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';

const FILE = join(ROOT, 'docs', 'demo.webp');
const VIEWPORT = { width: 800, height: 600 };
const ENROLMENT_TIMEOUT_MS = 120_000;
/** How long a page stays that a viewer of the picture must read. */
const READ_MS = 1_500;

await main(
  new Command('npm run demo --')
    .description('Record a drawn person who enrols and enters: docs/demo.webp. Takes about a minute.')
    .action(recordDemo),
);

async function recordDemo(): Promise<void> {
  await prepareAssets();
  await buildIfStale({ mode: 'tools' });
  const kiosk = await TestKiosk.open(await modelFolder('shipped', 'shipped'));
  const { page, leave } = await kiosk.visit({ responder: { bearer: DRILL_PEOPLE.owner } });
  try {
    await page.setViewportSize(VIEWPORT);
    await setUpKiosk(page, PASSPHRASE, { policy: 'standard' });
    await chooseFromMenu(page, PASSPHRASE, 'Enrol somebody');
    const agree = page.getByRole('button', { name: 'Yes, I agree' });
    await agree.waitFor();
    const screencast = await Screencast.open(page);
    await screencast.begin();
    // A page that does not move sends no frame.
    await agree.hover();
    await sleep(READ_MS);
    await agreeAndName(page, 'Ada');
    const done = page.locator('kiosk-enrol-page[data-step=done]');
    await acceptMissingViews(page, done);
    await done.waitFor({ timeout: ENROLMENT_TIMEOUT_MS });
    await sleep(READ_MS);
    const before = (await waitForVerdicts(page, 0)).length;
    await page.getByRole('main').getByRole('button', { name: 'Back to the door' }).click();
    const verdict = (await waitForVerdicts(page, before + 1))[before];
    if (verdict.outcome !== 'granted') {
      throw new Error(`The drawn person was refused (${verdict.reason}). Try again on a quieter machine.`);
    }
    await sleep(READ_MS);
    await screencast.end();
    await writeWebp(screencast.frames, FILE);
  } finally {
    await leave();
    await kiosk.close();
  }
}
