/**
 * @file Every screen of the kiosk on a tablet held either way and on a phone, in each language. Nothing is wider than
 * the screen or too small for a finger. axe-core finds nothing against WCAG 2.2 AA, in light and dark. The
 * screenshots in test-results/screens are for people to look at; nothing compares them.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import sharp from 'sharp';
import {
  agreeAndName,
  changeSettings,
  chooseFromMenu,
  enrolWithoutFace,
  lockKiosk,
  unlockKiosk,
} from '../../scripts/lib/kiosk/drive-kiosk.ts';
import type { Language } from '../../src/locales/language.ts';
import { makeSubject, unitVector } from '../../simulator/builders.ts';
import { DAY_MS } from '../../src/core/enrolment/retention.ts';
import { sealBackup } from '../../src/storage/backup.ts';
import { jpegsIn, writeJpegs } from '../../simulator/mjpeg.ts';
import { unrepeatingClip } from '../../simulator/unrepeating-clip.ts';
import { accessibilityFaults } from './support/accessibility.ts';
import { testPeopleEmbedder, loopOf } from '../../simulator/test-people.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { speak } from './support/language.ts';
import { modelFolder } from '../../simulator/model-folder.ts';
import { layoutFaults } from './support/touch-targets.ts';

const SIZES = [
  { width: 1024, height: 768 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
] as const;
type Size = (typeof SIZES)[number];

/** How long the camera of the second visit shows each scene of its loop; `loopOf` draws it so. */
const SCENE_S = 4;
const CAMERA_FPS = 30;
/** Longer than a visit takes on a slow machine: later the kiosk notices that frames repeat, and remembers it. */
const DOOR_S = 300;
const START_TIMEOUT_MS = 180_000;
/** The door's screen changes with the loop, and may change while the test examines it. */
const SHOT_TRIES = 4;
const ASIDE: Readonly<Record<Language, string>> = {
  en: 'Move to the middle of the picture',
  ru: 'Встаньте в середину кадра',
};
const TURNED = /Turn your head|Raise your chin|Lower your chin/;

async function fit(page: Page, size: Size): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: size === SIZES[2] ? 'dark' : 'light' });
}

/** What is wrong with the screen; leaves a screenshot. */
async function examine(page: Page, label: string): Promise<readonly string[]> {
  const faults = await layoutFaults(page);
  await page.screenshot({ path: join(test.info().project.outputDir, 'screens', `${label}.png`) });
  return faults;
}

/** The largest and the smallest screen find most faults: one theme each, and the second language. */
const hasMostToSay = (size: Size): boolean => size !== SIZES[1];

async function judge(page: Page, label: string, size: Size, faults: readonly string[]): Promise<void> {
  expect.soft(faults, label).toEqual([]);
  if (hasMostToSay(size)) expect.soft(await accessibilityFaults(page), label).toEqual([]);
}

const labelOf = (name: string, { width, height }: Size): string =>
  `${String(width)}x${String(height)}-${name}`;

/** Examines a screen that may change by itself, at one size and in the present language, while `shown` is there. */
async function shootPassing(page: Page, name: string, size: Size, shown: Locator): Promise<void> {
  await fit(page, size);
  const label = labelOf(name, size);
  for (let tries = 1; ; tries += 1) {
    await shown.waitFor({ timeout: START_TIMEOUT_MS });
    // The dialog opens with an animation.
    await page.waitForTimeout(200);
    const faults = await examine(page, label);
    if (await shown.isVisible()) {
      await judge(page, label, size, faults);
      return;
    }
    expect(tries, `${label} stayed long enough to be looked at`).toBeLessThan(SHOT_TRIES);
  }
}

/** Examines a screen that stays, at one size. */
async function shoot(page: Page, name: string, size: Size, shown: Locator): Promise<void> {
  await shootPassing(page, name, size, shown);
  if (!hasMostToSay(size)) return;
  await speak(page, 'ru');
  const label = labelOf(`${name}-ru`, size);
  await judge(page, label, size, await examine(page, label));
  await speak(page, 'en');
}

async function shootAll(page: Page, name: string, shown: Locator): Promise<void> {
  for (const size of SIZES) await shoot(page, name, size, shown);
}

/** A loop for the door: nobody, a stranger at the picture's edge, then in its middle, nobody, the enrolled person. */
async function writeDoorClip(path: string): Promise<void> {
  const grey = { width: 640, height: 480, channels: 3, background: '#8a8f94' } as const;
  const wall = sharp({ create: grey });
  // Without contrast, so that the kiosk cannot tell whether the picture stands still.
  const nobody = await wall.clone().jpeg({ optimiseCoding: false }).toBuffer();
  const empty = Array<Buffer>(SCENE_S * CAMERA_FPS).fill(nobody);
  const [stranger, own] = await Promise.all(
    [await loopOf('b', 'calm'), await loopOf('a', 'calm')].map(async (clip) => jpegsIn(await readFile(clip))),
  );
  const aside: Buffer[] = [];
  for (const frame of stranger) {
    const smaller = await sharp(frame).resize(512).toBuffer();
    const pushed = wall.clone().composite([{ input: smaller, left: 274, top: -80 }]);
    aside.push(await pushed.jpeg({ optimiseCoding: false }).toBuffer());
  }
  await writeJpegs(path, [...empty, ...aside, ...stranger, ...empty, ...own]);
}

test('every screen fits a tablet held either way and a phone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-screens-'));
  const kiosk = await TestKiosk.open(await modelFolder('screens', await testPeopleEmbedder()));
  const bare = await TestKiosk.open(await modelFolder('none', null));
  try {
    const doorClip = join(folder, 'door.mjpeg');
    await writeDoorClip(doorClip);
    const first = await kiosk.visit({ camera: await unrepeatingClip(await loopOf('a'), DOOR_S) });
    await walkSetUp(first.page);
    // The drawn people do not answer challenges.
    await changeSettings(first.page, PASSPHRASE, { policy: 'convenience', acceptCamera: true });
    await walkOperatorPanels(first.page);
    await walkEnrolment(first.page);
    await walkPin(first.page);
    await walkImport(first.page, join(folder, 'people.facegate'));
    await first.page.goto(bare.url);
    await shootAll(first.page, 'preflight', first.page.getByText('npm run models -- add').first());
    await first.leave();

    const second = await kiosk.visit({ camera: await unrepeatingClip(doorClip, DOOR_S) });
    await unlockKiosk(second.page, PASSPHRASE);
    await walkDoor(second.page);
    await second.leave();
  } finally {
    await bare.close();
    await kiosk.close();
    await rm(folder, { recursive: true, force: true });
  }
});

async function walkSetUp(page: Page): Promise<void> {
  const start = page.getByRole('button', { name: 'Set up this kiosk' });
  await shootAll(page, 'welcome', start);
  await start.click();
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('The same again').fill(PASSPHRASE);
  await shootAll(page, 'passphrase', page.getByLabel('The same again'));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('checkbox', { name: 'I have written it down' }).check();
  await shootAll(page, 'recovery-code', page.getByText('It is shown only this once'));
  await page.getByRole('button', { name: 'Continue' }).click();
  const finish = page.getByRole('button', { name: 'Finish' });
  await shootAll(page, 'camera', finish);
  await finish.click();
  await shootAll(page, 'empty', page.locator('kiosk-check-page[data-phase=empty]'));
  await lockKiosk(page, PASSPHRASE);
  await shootAll(page, 'unlock', page.getByRole('button', { name: 'Unlock' }));
  await unlockKiosk(page, PASSPHRASE);
}

async function walkOperatorPanels(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Operator' }).click();
  await shootAll(page, 'operator-gate', page.getByRole('button', { name: 'Continue' }));
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Continue' }).click();
  await shootAll(page, 'operator-menu', page.getByRole('button', { name: 'Enrol somebody' }));
  await page.getByRole('button', { name: 'Health' }).click();
  await shootAll(page, 'health', page.getByText('frames a second'));
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await page.getByRole('button', { name: 'Records' }).click();
  await shootAll(page, 'records', page.getByRole('button', { name: 'Check the log' }));
  await page.getByRole('button', { name: 'Charts' }).click();
  await shootAll(page, 'records-charts', page.locator('kiosk-records-charts img').first());
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await page.getByRole('button', { name: 'Door output' }).click();
  await page.getByRole('radio', { name: 'USB relay' }).click();
  await shootAll(page, 'door-output', page.getByRole('button', { name: 'Choose the relay' }));
  await page.getByRole('radio', { name: 'Webhook' }).click();
  await page.getByLabel('Address', { exact: true }).fill('https://door.example/open');
  await shootAll(page, 'door-webhook', page.getByRole('button', { name: 'Save', exact: true }));
  await page.getByRole('radio', { name: 'MQTT' }).click();
  await shootAll(page, 'door-mqtt', page.getByRole('button', { name: 'Save', exact: true }));
  await page.getByRole('radio', { name: 'Nothing' }).click();
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await page.getByRole('button', { name: 'Drill' }).click();
  await shootAll(page, 'drill', page.getByRole('button', { name: 'Start the drill' }));
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await page.getByRole('button', { name: 'Who may unlock' }).click();
  await shootAll(page, 'access', page.getByRole('button', { name: 'Make a new code' }));
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Who may pass when' }).click();
  await shootAll(page, 'hours', page.getByRole('button', { name: 'Save', exact: true }));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'What people agree to' }).click();
  await shootAll(page, 'consent-text', page.getByRole('button', { name: 'Save', exact: true }));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  // The settings choose between rows and columns when they open.
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.getByRole('button', { name: 'Settings' }).click();
    await shoot(page, 'settings', size, page.getByRole('button', { name: 'Save' }));
    await page.getByRole('button', { name: 'Cancel' }).click();
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Enrol somebody' }).waitFor({ state: 'hidden' });
}

async function walkEnrolment(page: Page): Promise<void> {
  await chooseFromMenu(page, PASSPHRASE, 'Enrol somebody');
  await shootAll(page, 'consent', page.getByRole('button', { name: 'Yes, I agree' }));
  await page.getByRole('button', { name: 'Yes, I agree' }).click();
  await shootAll(page, 'details', page.getByRole('button', { name: 'Go on to the camera' }));
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  // A capture goes on by itself, so every size has its own.
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await agreeAndName(page, 'Person A', '1024');
    await shootPassing(page, 'capture', size, page.locator('.instruction').filter({ hasText: TURNED }));
    await page.getByRole('button', { name: 'Cancel' }).click();
  }
  await page.getByRole('button', { name: 'Back to the door' }).click();
  await enrolAndLook(page);
  await chooseFromMenu(page, PASSPHRASE, 'People');
  await shootAll(page, 'people', page.getByRole('button', { name: /^Open/ }));
  await page.getByRole('button', { name: /^Open/ }).click();
  const stored = page.getByRole('button', { name: 'Save what is stored' });
  await shootAll(page, 'person', stored);
  await page.keyboard.press('Escape');
  await stored.waitFor({ state: 'hidden' });
}

/** People of whom some collide with each other and with who is here. */
async function writeCollisions(path: string): Promise<void> {
  const { sha256: modelSha256, dimension } = (await testPeopleEmbedder()).entry;
  const nowMs = Date.now();
  const people = [
    { name: 'Person A', badge: '1024', face: 7 },
    { name: 'Person C', badge: '4096', face: 8 },
    { name: 'Person D with a name that is rather long for a narrow screen', badge: null, face: 8 },
  ];
  const subjects = people.map(({ name, badge, face }, at) =>
    makeSubject(at + 1, {
      name,
      badge,
      consent: { textVersion: '1', givenAtMs: nowMs, retainUntilMs: nowMs + 900 * DAY_MS },
      template: { modelSha256, dimension, embeddings: [unitVector(dimension, face)] },
    }),
  );
  await writeFile(path, await sealBackup({ subjects, rules: null }, PASSPHRASE));
}

/** Two records of one face come in, which People then shows. */
async function walkImport(page: Page, file: string): Promise<void> {
  await writeCollisions(file);
  await chooseFromMenu(page, PASSPHRASE, 'Import a backup');
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByLabel('Passphrase of the backup').fill(PASSPHRASE);
  const look = page.getByRole('button', { name: 'Look into the file' });
  await shootAll(page, 'import', look);
  await look.click();
  const bring = page.getByRole('button', { name: 'Bring in as chosen' });
  await shootAll(page, 'import-questions', bring);
  await bring.click();
  await page.getByText('Imported 2 people.').waitFor();
  await page.keyboard.press('Escape');
  await chooseFromMenu(page, PASSPHRASE, 'People');
  await shootAll(page, 'double-records', page.getByRole('button', { name: /^Look at them/ }));
  await page.getByRole('button', { name: /^Look at them/ }).click();
  const two = page.getByRole('button', { name: 'They are two people' });
  await shootAll(page, 'join', two);
  await two.click();
  await page.getByRole('button', { name: /^Open Person A/ }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByText('Cannot bear or do something').click();
  await page.getByRole('checkbox', { name: 'Cannot nod' }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await shootAll(page, 'person-edit', page.getByRole('alert'));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Edit' }).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Back to the door' }).click();
}

async function walkPin(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^PIN/ }).click();
  await shootAll(page, 'give-pin', page.getByRole('button', { name: 'Save the PIN' }));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Back to the door' }).click();
  const one = { passphrase: PASSPHRASE, name: 'Person B', badge: '2048', pin: '582914' };
  await enrolWithoutFace(page, one);
}

/** As `enrolSubject`, with a look at the last step. */
async function enrolAndLook(page: Page): Promise<void> {
  await chooseFromMenu(page, PASSPHRASE, 'Enrol somebody');
  await agreeAndName(page, 'Person A', '1024');
  const door = page.getByRole('main').getByRole('button', { name: 'Back to the door' });
  await shootAll(page, 'done', page.locator('kiosk-enrol-page[data-step=done]'));
  await door.click();
}

/** Examines one size in each round of the loop: on a slow machine two do not fit into one scene. */
async function walkDoor(page: Page): Promise<void> {
  // The door offers it while nobody stands there.
  await page.getByRole('button', { name: 'Use badge and PIN' }).click();
  await shootAll(page, 'pin', page.getByLabel('PIN', { exact: true }));
  await page.getByRole('button', { name: 'Cancel' }).click();
  const inPhase = (phase: string): Locator => page.locator(`kiosk-check-page[data-phase=${phase}]`);
  const round = async (language: Language, size: Size): Promise<void> => {
    await speak(page, language);
    const name = (screen: string): string => (language === 'en' ? screen : `${screen}-${language}`);
    const hint = page.locator('kiosk-check-page').filter({ hasText: ASIDE[language] });
    await shootPassing(page, name('idle'), size, inPhase('searching'));
    await shootPassing(page, name('hint'), size, hint);
    await shootPassing(page, name('refused'), size, inPhase('denied'));
    await shootPassing(page, name('granted'), size, inPhase('granted'));
  };
  for (const size of SIZES) await round(size === SIZES[2] ? 'ru' : 'en', size);
}
