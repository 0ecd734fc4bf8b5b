/** @file What must not stop the door: a crashed worker, and a second person in the picture. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import {
  enrolSubject,
  lockKiosk,
  setUpKiosk,
  unlockKiosk,
  waitForVerdicts,
} from '../../scripts/lib/drive-kiosk.ts';
import { STATE_FOLDER } from '../../scripts/lib/paths.ts';
import { encodeJpeg, type Frame, SYNTHETIC_PEOPLE, syntheticFrames } from '../fixtures/synthetic-face.ts';
import { unrepeatingClip } from '../fixtures/unrepeating-clip.ts';
import { castEmbedder, clipOf } from './support/cast.ts';
import { PASSPHRASE, TestKiosk } from './support/kiosk.ts';
import { modelFolder } from './support/models.ts';

/** The middle halves of two people's pictures side by side: two faces of one size in every frame. */
async function twoPeopleClip(): Promise<string> {
  const clips = await Promise.all(
    ([SYNTHETIC_PEOPLE.a, SYNTHETIC_PEOPLE.b] as const).map((person) =>
      Promise.all([...syntheticFrames({ person, seconds: 1, fps: 10, motion: 'calm' })].map(encodeJpeg)),
    ),
  );
  const middle = { left: 160, top: 0, width: 320, height: 480 };
  const frames = await Promise.all(
    clips[0].map(async (jpeg, index) => {
      const [left, right] = await Promise.all(
        [jpeg, clips[1][index]].map((image) => sharp(image).extract(middle).png().toBuffer()),
      );
      const { data } = await sharp({ create: { width: 640, height: 480, channels: 3, background: 'black' } })
        .composite([
          { input: left, left: 0, top: 0 },
          { input: right, left: 320, top: 0 },
        ])
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      return encodeJpeg({ rgb: data, width: 640, height: 480, points: [] } as unknown as Frame);
    }),
  );
  const path = join(STATE_FOLDER, 'e2e', 'two-people.mjpeg');
  await mkdir(join(STATE_FOLDER, 'e2e'), { recursive: true });
  // Each frame thrice: Chromium plays the file at 30 frames a second.
  await writeFile(path, Buffer.concat(frames.flatMap((frame) => [frame, frame, frame])));
  return path;
}

test('crashed workers are started again, and nobody is let in while two people stand there', async () => {
  test.setTimeout(300_000);
  const models = await modelFolder('recovery', await castEmbedder());
  // The landmarker's model is not in npm: a clone without a network has the detector alone.
  const trackers = existsSync(join(models, 'face_landmarker.task'))
    ? ['landmarker', 'detector']
    : ['detector'];
  const kiosk = await TestKiosk.open(models);
  try {
    const home = await kiosk.visit({ camera: await clipOf('a') });
    // The drawn person does not answer challenges.
    await setUpKiosk(home.page, PASSPHRASE, { policy: 'convenience' });
    await enrolSubject(home.page, { passphrase: PASSPHRASE, name: 'Person A' });
    await home.leave();

    const visit = await kiosk.visit({ camera: await clipOf('a') });
    await unlockKiosk(visit.page, PASSPHRASE);
    await waitForVerdicts(visit.page, 1, 60_000);
    for (const [index, name] of ['vision', 'recognition'].entries()) {
      const worker = visit.page.workers().find((one) => one.url().includes(`${name}.worker`));
      if (!worker) throw new Error(`There is no ${name} worker.`);
      await worker.evaluate(() => {
        setTimeout(() => {
          throw new Error('crashed by the test');
        });
      });
      await visit.page.waitForFunction(
        (wanted) =>
          (document.querySelector('kiosk-app') as { session?: { restarts: number } } | null)?.session
            ?.restarts === wanted,
        index + 1,
      );
      await lockKiosk(visit.page);
      await unlockKiosk(visit.page, PASSPHRASE);
      const verdicts = await waitForVerdicts(visit.page, index + 2, 60_000);
      expect(verdicts.at(-1), name).toMatchObject({ outcome: 'granted', subjectName: 'Person A' });
    }
    await visit.leave();

    for (const tracker of trackers) {
      const crowd = await kiosk.visit({
        camera: await unrepeatingClip(await twoPeopleClip()),
        path: `?tracker=${tracker}`,
      });
      await unlockKiosk(crowd.page, PASSPHRASE);
      await expect(crowd.page.locator('kiosk-check-page')).toContainText('One person at a time', {
        timeout: 30_000,
      });
      const verdicts = await waitForVerdicts(crowd.page, 1, 30_000);
      expect(verdicts[0], tracker).toMatchObject({ outcome: 'timedOut', reason: 'severalFaces' });
      await crowd.leave();
    }
  } finally {
    await kiosk.close();
  }
});
