/**
 * @file `npm run screenshots`: the pictures that an app store or an install dialog shows, of the real kiosk before a
 * drawn person; they are committed in `src/ui/screenshots`.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import {
  enrolSubject,
  lockKiosk,
  setUpKiosk,
  unlockKiosk,
  waitForVerdicts,
} from '../lib/kiosk/drive-kiosk.ts';
import { buildIfStale } from '../lib/site/build.ts';
import { main } from '../lib/terminal/main.ts';
import { ROOT } from '../lib/paths.ts';
import { prepareAssets } from '../lib/site/setup.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';
import { SYNTHETIC_PEOPLE } from '../../simulator/synthetic-face.ts';

const FOLDER = join(ROOT, 'src', 'ui', 'screenshots');
/** The web manifest in `scripts/lib/site/kiosk-config.ts` states them. */
const SIZES = {
  narrow: { width: 768, height: 1024 },
  wide: { width: 1280, height: 800 },
};
const QUALITY = 80;

await main(
  new Command('npm run screenshots --')
    .description('Take the pictures in src/ui/screenshots anew: the real kiosk before a drawn person.')
    .action(takeScreenshots),
);

async function takeScreenshots(): Promise<void> {
  await prepareAssets();
  await buildIfStale({ mode: 'tools' });
  await mkdir(FOLDER, { recursive: true });
  const kiosk = await TestKiosk.open(await modelFolder('shipped', 'shipped'));
  try {
    const { page, leave } = await kiosk.visit({ responder: { bearer: SYNTHETIC_PEOPLE.b } });
    await setUpKiosk(page, PASSPHRASE, { policy: 'convenience' });
    await enrolSubject(page, { passphrase: PASSPHRASE, name: 'Ada' });
    let verdicts = (await waitForVerdicts(page, 1)).length;
    for (const [name, size] of Object.entries(SIZES)) {
      await lockKiosk(page, PASSPHRASE);
      await page.setViewportSize(size);
      await unlockKiosk(page, PASSPHRASE);
      verdicts = (await waitForVerdicts(page, verdicts + 1)).length;
      // The panel slides in.
      await page.waitForTimeout(1_000);
      await sharp(await page.screenshot())
        .webp({ quality: QUALITY })
        .toFile(join(FOLDER, `${name}.webp`));
    }
    await leave();
  } finally {
    await kiosk.close();
  }
}
