/**
 * @file The whole kiosk on the project's own drawn faces, with nothing from outside the clone. All tests share one
 * kiosk: whom it lets in, and what must neither stop nor open it. They keep this order: the last one spoils the store.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import sharp from 'sharp';
import { makeSubject, MODEL_B, unitVector } from '../../simulator/builders.ts';
import {
  chooseFromMenu,
  enrolSubject,
  lockKiosk,
  setUpKiosk,
  START_TIMEOUT_MS,
  unlockKiosk,
  waitForVerdicts,
} from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { STATE_FOLDER } from '../../scripts/lib/paths.ts';
import { wallTimeAt } from '../../src/core/schedule/wall-time.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { sealBackup } from '../../src/storage/backup.ts';
import { DEFAULT_SITE_RULES } from '../../src/storage/site-rules-codec.ts';
import { jpegsIn, writeJpegs } from '../../simulator/mjpeg.ts';
import { encodeJpeg, type Frame, SYNTHETIC_PEOPLE, syntheticFrames } from '../../simulator/synthetic-face.ts';
import { unrepeatingClip } from '../../simulator/unrepeating-clip.ts';
import { clipOf, loopOf, testPeopleEmbedder } from '../../simulator/test-people.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

/** Long enough to see a request that a page makes now and then. */
const QUIET_MS = 10_000;

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

/** Of a camera that hangs on its side: the picture must be turned a quarter to the right to stand upright. */
async function sidewaysClip(person: 'a'): Promise<string> {
  const frames = jpegsIn(await readFile(await loopOf(person)));
  const middle = { left: 0, top: 80, width: 480, height: 480 };
  const path = join(STATE_FOLDER, 'e2e', 'sideways.mjpeg');
  await mkdir(join(STATE_FOLDER, 'e2e'), { recursive: true });
  const turned = frames.map(async (jpeg) => {
    const upright = await sharp(jpeg).rotate(-90).toBuffer();
    return sharp(upright)
      .extract(middle)
      .extend({ left: 80, right: 80, extendWith: 'mirror' })
      .jpeg({ quality: 90 })
      .toBuffer();
  });
  await writeJpegs(path, await Promise.all(turned));
  return path;
}

/** Flips one bit of every person's sealed record, as a failing disk does. */
async function tamperWithRecords(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('facegate');
      request.onsuccess = () => {
        resolve(request.result);
      };
      request.onerror = () => {
        reject(new Error('The database did not open.'));
      };
    });
    const store = database.transaction('subjects', 'readwrite').objectStore('subjects');
    await new Promise<void>((resolve) => {
      store.openCursor().onsuccess = (event) => {
        const cursor = (event.target as IDBRequest<IDBCursorWithValue | null>).result;
        if (!cursor) {
          resolve();
          return;
        }
        const { sealed } = cursor.value as { sealed: { ciphertext: Uint8Array } };
        sealed.ciphertext[sealed.ciphertext.length >> 1] ^= 1;
        cursor.update(cursor.value);
        cursor.continue();
      };
    });
    database.close();
  });
}

test.describe.configure({ mode: 'serial' });

let models: string;
let kiosk: TestKiosk;

test.beforeAll(async () => {
  models = await modelFolder('door', await testPeopleEmbedder());
  kiosk = await TestKiosk.open(models);
});

test.afterAll(async () => {
  await kiosk.close();
});

/** People with random templates, one of another model, and hours that exclude the present one. */
async function writeSite(path: string): Promise<void> {
  const { sha256, dimension } = (await testPeopleEmbedder()).entry;
  const nowMs = Date.now();
  const consent = { textVersion: '1', givenAtMs: nowMs, retainUntilMs: nowMs + 86_400_000 };
  const person = (number: number, name: string, badge: string, modelSha256: string) =>
    makeSubject(number, {
      name,
      badge,
      consent,
      template: { modelSha256, dimension, embeddings: [unitVector(dimension, number)] },
    });
  const subjects = [person(1, 'Person B', '2048', sha256), person(2, 'Person C', '4096', MODEL_B)];
  const fromMinute = (wallTimeAt(nowMs, 'UTC').minute + 180) % 1_440;
  const window = { days: [1, 2, 3, 4, 5, 6, 7], fromMinute, untilMinute: (fromMinute + 60) % 1_440 } as const;
  const schedules = { site: [window], named: [], assigned: {}, timeZone: 'UTC' };
  await writeFile(
    path,
    await sealBackup({ subjects, rules: { ...DEFAULT_SITE_RULES, schedules } }, PASSPHRASE),
  );
}

/** At the door: the administrator gives it a face of its own, and tries a file that is no picture first. */
async function giveFace(page: Page): Promise<void> {
  await chooseFromMenu(page, PASSPHRASE, 'Settings');
  await page.getByRole('button', { name: 'What the door shows of the site' }).click();
  const panel = page.locator('kiosk-door-face-panel');
  await panel.getByLabel('Name of the site').fill('Works');
  await panel.getByLabel('Help').fill('Call 123');
  const file = panel.locator('input[type=file]');
  await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') });
  await expect(panel.getByRole('alert')).toContainText('Choose a PNG, JPEG or WebP file');
  const wide = sharp({ create: { width: 3_000, height: 600, channels: 3, background: '#0a7' } });
  const buffer = await wide.withMetadata({ density: 300 }).jpeg().toBuffer();
  await file.setInputFiles({ name: 'logo.jpg', mimeType: 'image/jpeg', buffer });
  await expect(panel.locator('img')).toBeVisible();
  await panel.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.keyboard.press('Escape');
}

/** Types a badge number on the pad of verify mode. */
async function claimBadge(page: Page, badge: string): Promise<void> {
  const pad = page.locator('kiosk-claim-pad');
  await pad.getByLabel('Badge number').fill('');
  for (const digit of badge) await pad.getByRole('button', { name: digit, exact: true }).click();
  await pad.getByRole('button', { name: 'Check this number' }).click();
}

/** Tries every way to bring a script into the page, and says which work. */
function scriptsLetIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const ways: Record<string, () => unknown> = {
      'HTML in an element': () => (document.createElement('div').innerHTML = '<img src="x">'),
      'HTML that is parsed': () => new DOMParser().parseFromString('<p>text</p>', 'text/html'),
      'a worker from elsewhere': () => new Worker('https://elsewhere.example/worker.js'),
      'a script from elsewhere': () =>
        (document.createElement('script').src = 'https://elsewhere.example/a.js'),
      'a script’s text': () => (document.createElement('script').text = 'document.title = "in"'),
    };
    return Object.keys(ways).filter((way) => {
      try {
        ways[way]();
        return true;
      } catch {
        return false;
      }
    });
  });
}

test('enrols a drawn person, grants that one, and asks no other origin for anything', async () => {
  const home = await kiosk.visit({ camera: await clipOf('a') });
  // The drawn person does not answer challenges.
  await setUpKiosk(home.page, PASSPHRASE, { policy: 'convenience' });
  await enrolSubject(home.page, { passphrase: PASSPHRASE, name: 'Person A', badge: '1024' });
  const own = (await waitForVerdicts(home.page, 1)).at(-1);
  expect(own).toMatchObject({ outcome: 'granted', reason: 'matched', subjectName: 'Person A' });
  await giveFace(home.page);
  const face = home.page.locator('kiosk-door-face');
  await expect(face).toContainText('Works');
  const size = await face
    .locator('img')
    .evaluate(({ naturalWidth, naturalHeight }: HTMLImageElement) => [naturalWidth, naturalHeight]);
  expect(size).toEqual([480, 96]);
  expect(home.foreignRequests).toEqual([]);
  expect(home.errors).toEqual([]);
  expect(await scriptsLetIn(home.page)).toEqual([]);
  await home.leave();
});

test('refuses another person without a name or a figure, and stays quiet', async () => {
  const visit = await kiosk.visit({ camera: await clipOf('b') });
  await unlockKiosk(visit.page, PASSPHRASE);
  const [stranger] = await waitForVerdicts(visit.page, 1);
  await expect(visit.page.locator('kiosk-check-page .help')).toHaveText('Call 123');
  expect(stranger).toMatchObject({ outcome: 'denied', reason: 'unknownSubject', subjectName: null });
  await expect(visit.page.locator('kiosk-check-page')).not.toContainText(/similarity|\d\.\d|%/);
  await visit.page.waitForTimeout(QUIET_MS);
  // Whoever stays is judged again only when they ask for it.
  expect(await waitForVerdicts(visit.page, 1)).toHaveLength(1);
  await visit.page.getByRole('button', { name: 'Try again' }).click();
  expect((await waitForVerdicts(visit.page, 2)).at(-1)).toMatchObject({ reason: 'unknownSubject' });
  await chooseFromMenu(visit.page, PASSPHRASE, 'Health');
  await visit.leave();
  expect(visit.foreignRequests).toEqual([]);
  expect(visit.errors).toEqual([]);
});

test('a backup brings hours, which the door keeps; a badge number needs the face that goes with it', async () => {
  const file = join(STATE_FOLDER, 'e2e', 'site.facegate');
  await writeSite(file);
  const { page, errors, leave } = await kiosk.visit({ camera: await clipOf('a') });
  const door = page.locator('kiosk-check-page');
  const menu = (item: string) => page.getByRole('button', { name: item, exact: true }).click();
  await unlockKiosk(page, PASSPHRASE);
  await chooseFromMenu(page, PASSPHRASE, 'Import a backup');
  const seen = (await waitForVerdicts(page, 0)).length;
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByLabel('Passphrase of the backup').fill(PASSPHRASE);
  await menu('Check the file');
  await menu('Import as chosen');
  await expect(page.getByRole('status')).toContainText(
    '2 people. The access hours are now those in the file.',
  );
  await page.keyboard.press('Escape');

  // The door does not judge a person again who was let in before the menu opened and still stands there.
  await lockKiosk(page, PASSPHRASE);
  await unlockKiosk(page, PASSPHRASE);
  await expect(door).toContainText('Not at this time', { timeout: START_TIMEOUT_MS });
  const [refused] = (await waitForVerdicts(page, seen + 1)).slice(seen);
  expect(refused).toMatchObject({ outcome: 'denied', reason: 'outsideSchedule', subjectName: null });
  await expect(door).toContainText(/You may enter Mon–Sun \d/);

  await chooseFromMenu(page, PASSPHRASE, 'Records');
  const latest = page.locator('kiosk-records-panel .entries li').filter({ hasText: 'Person A' }).first();
  await expect(latest).toContainText('Outside their hours');
  await menu('Back to the menu');
  await menu('Settings');
  await menu('Access hours');
  await page.getByText('At any time').click();
  await menu('Save');
  await page.getByText('Badge, then face').click();
  await menu('Save');
  await page.getByRole('button', { name: 'Enrol somebody' }).waitFor();
  await page.keyboard.press('Escape');

  // A badge of nobody, one of somebody else, and one whose face is of another model: the door tells nobody which.
  const before = (await waitForVerdicts(page, 0)).length;
  const said: string[] = [];
  for (const [at, badge] of ['9999', '2048', '4096'].entries()) {
    await claimBadge(page, badge);
    const [wrong] = (await waitForVerdicts(page, before + at + 1)).slice(before + at);
    expect(wrong).toMatchObject({ outcome: 'denied', reason: 'notTheClaimedSubject', subjectName: null });
    said.push(await door.locator('.words').innerText());
  }
  expect(new Set(said).size).toBe(1);
  await claimBadge(page, '1024');
  const [right] = (await waitForVerdicts(page, before + 4)).slice(before + 3);
  expect(right).toMatchObject({ outcome: 'granted', reason: 'matched', subjectName: 'Person A' });
  expect(errors).toEqual([]);
  // The other tests need a door in identify mode.
  await chooseFromMenu(page, PASSPHRASE, 'Settings');
  await page.getByText('By face alone', { exact: true }).click();
  await menu('Save');
  await page.getByRole('button', { name: 'Enrol somebody' }).waitFor();
  await leave();
});

test('where the door wants both, the badge number is asked for after the face', async () => {
  const { page, errors, leave } = await kiosk.visit({ camera: await clipOf('a') });
  const pad = page.locator('kiosk-pin-pad');
  const choose = async (rule: string): Promise<void> => {
    await chooseFromMenu(page, PASSPHRASE, 'Settings');
    await page.getByText(rule, { exact: true }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Enrol somebody' }).waitFor();
    await page.keyboard.press('Escape');
  };
  const type = async (digits: string): Promise<void> => {
    for (const digit of digits) await pad.getByRole('button', { name: digit, exact: true }).click();
    await pad.getByRole('button', { name: 'Check the badge number' }).click();
  };
  await unlockKiosk(page, PASSPHRASE);
  await choose('Face, then badge or PIN');
  await lockKiosk(page, PASSPHRASE);
  const before = (await waitForVerdicts(page, 0)).length;
  await unlockKiosk(page, PASSPHRASE);
  await expect(page.locator('kiosk-check-page')).toContainText('Now your badge number', {
    timeout: START_TIMEOUT_MS,
  });
  await type('2048');
  await expect(pad.getByRole('alert')).toContainText('That number is wrong');
  await type('1024');
  const [wrong, right] = (await waitForVerdicts(page, before + 2)).slice(before);
  expect(wrong).toMatchObject({ outcome: 'denied', reason: 'heldWrong', subjectName: null });
  expect(right).toMatchObject({ outcome: 'granted', reason: 'matched', subjectName: 'Person A' });
  await choose('The face alone');
  expect(errors).toEqual([]);
  await leave();
});

test('nobody is let in while two people stand there', async () => {
  const crowd = await kiosk.visit({ camera: await unrepeatingClip(await twoPeopleClip()) });
  await unlockKiosk(crowd.page, PASSPHRASE);
  await expect(crowd.page.locator('kiosk-check-page')).toContainText('One person at a time', {
    timeout: START_TIMEOUT_MS,
  });
  const verdicts = await waitForVerdicts(crowd.page, 1);
  expect(verdicts[0]).toMatchObject({ outcome: 'timedOut', reason: 'severalFaces' });
  await crowd.leave();
});

test('a camera that hangs on its side sees people upright once its picture is turned', async () => {
  const { page, errors, leave } = await kiosk.visit({
    camera: await unrepeatingClip(await sidewaysClip('a')),
  });
  const turn = async (how: string): Promise<void> => {
    await chooseFromMenu(page, PASSPHRASE, 'Settings');
    await page.getByRole('combobox', { name: 'Turn the camera’s picture' }).click();
    await page.getByRole('option', { name: how }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Enrol somebody' }).waitFor();
    await page.keyboard.press('Escape');
  };
  const shownUpright = () =>
    page.locator('kiosk-check-page video').evaluate((video) => {
      const { width, height } = video.getBoundingClientRect();
      return height > width;
    });
  await unlockKiosk(page, PASSPHRASE);
  await page.locator('kiosk-check-page:not([data-phase=preparing])').waitFor({ timeout: START_TIMEOUT_MS });
  expect(await shownUpright()).toBe(false);
  // A head that lies is never let in: it is not held upright.
  await page.waitForTimeout(3_000);
  const lying = await waitForVerdicts(page, 0);
  expect(lying.map(({ outcome }) => outcome)).not.toContain('granted');
  await turn('A quarter to the right');
  expect(await shownUpright()).toBe(true);
  // Whoever was judged between menu and lock is judged anew.
  await lockKiosk(page, PASSPHRASE);
  const before = await waitForVerdicts(page, 0);
  await unlockKiosk(page, PASSPHRASE);
  const first = (await waitForVerdicts(page, before.length + 1)).at(-1);
  expect(first).toMatchObject({ outcome: 'granted', reason: 'matched', subjectName: 'Person A' });
  await turn('Not at all');
  expect(errors).toEqual([]);
  await leave();
});

test('after a restart: a wrong passphrase, crashed workers, and a tampered record', async () => {
  const { page, leave } = await kiosk.visit({ camera: await clipOf('a') });
  const expectGrant = async (verdictCount: number): Promise<void> => {
    const verdicts = await waitForVerdicts(page, verdictCount);
    expect(verdicts.at(-1)).toMatchObject({ outcome: 'granted', subjectName: 'Person A' });
  };
  await unlockKiosk(page, 'not the passphrase at all');
  await expect(page.locator('kiosk-unlock')).toContainText('Wrong passphrase');
  await unlockKiosk(page, PASSPHRASE);
  await expectGrant(1);

  for (const [index, name] of ['vision', 'recognition'].entries()) {
    const worker = page.workers().find((one) => one.url().includes(`${name}.worker`));
    if (!worker) throw new Error(`There is no ${name} worker.`);
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error('crashed by the test');
      });
    });
    await page.waitForFunction(
      (wanted) =>
        (document.querySelector('kiosk-app') as { session?: Pick<KioskSession, 'pipeline'> } | null)?.session
          ?.pipeline.restarts === wanted,
      index + 1,
    );
    await lockKiosk(page, PASSPHRASE);
    await unlockKiosk(page, PASSPHRASE);
    await expectGrant(index + 2);
  }

  await tamperWithRecords(page);
  await page.reload();
  await unlockKiosk(page, PASSPHRASE);
  await expect(page.locator('kiosk-check-page')).toHaveAttribute('data-phase', 'empty', {
    timeout: START_TIMEOUT_MS,
  });
  await chooseFromMenu(page, PASSPHRASE, 'People');
  await expect(page.locator('kiosk-people')).toContainText(/altered|damaged|cannot be read/i);
  await leave();
});
