/**
 * @file Through every screen of the kiosk, in the order in which people come to them. What is looked at there, and at
 * which sizes, is the caller's.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import {
  agreeAndName,
  chooseFromMenu,
  enrolWithoutFace,
  lockKiosk,
  unlockKiosk,
} from '../../../scripts/lib/kiosk/drive-kiosk.ts';
import { makeSubject, unitVector } from '../../../simulator/builders.ts';
import { jpegsIn, writeJpegs } from '../../../simulator/mjpeg.ts';
import { PASSPHRASE } from '../../../simulator/test-kiosk.ts';
import { loopOf, testPeopleEmbedder } from '../../../simulator/test-people.ts';
import { DAY_MS } from '../../../src/core/enrolment/retention.ts';
import type { Language } from '../../../src/locales/language.ts';
import { sealBackup } from '../../../src/storage/backup.ts';
import { speak } from './language.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Who looks at the screens. */
export interface Eyes {
  readonly sizes: readonly Size[];
  /** At one that stays. @param shown - Is there once the screen is. */
  look(name: string, size: Size, shown: Locator): Promise<void>;
  /** At one whose dialog shows all of itself at once. */
  lookWhole(name: string, size: Size, shown: Locator): Promise<void>;
  /** At one that may change by itself. */
  lookPassing(name: string, size: Size, shown: Locator): Promise<void>;
}

/** How long the clip for the door shows each scene; `loopOf` draws it so. */
const SCENE_S = 4;
const CAMERA_FPS = 30;
const ASIDE: Readonly<Record<Language, string>> = {
  en: 'Move to the middle of the picture',
  ru: 'Встаньте в середину кадра',
  ar: 'تحرّك إلى وسط الصورة',
};
const TURNED = /Turn your head|Raise your chin|Lower your chin/;

async function lookAtAll(eyes: Eyes, name: string, shown: Locator): Promise<void> {
  for (const size of eyes.sizes) await eyes.look(name, size, shown);
}

/** A loop for the door: nobody, a stranger at the picture's edge, then in its middle, nobody, the enrolled person. */
export async function writeDoorClip(path: string): Promise<void> {
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

export async function walkSetUp(page: Page, eyes: Eyes): Promise<void> {
  const start = page.getByRole('button', { name: 'Set up this kiosk' });
  await lookAtAll(eyes, 'welcome', start);
  await start.click();
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('The same again').fill(PASSPHRASE);
  await lookAtAll(eyes, 'passphrase', page.getByLabel('The same again'));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('checkbox', { name: 'I have written it down' }).check();
  await lookAtAll(eyes, 'recovery-code', page.getByText('It is shown only this once'));
  await page.getByRole('button', { name: 'Continue' }).click();
  await lookAtAll(eyes, 'camera', page.getByText('Face seen, light good.'));
  await page.getByRole('button', { name: 'Continue' }).click();
  const later = page.getByRole('button', { name: 'Later', exact: true });
  await lookAtAll(eyes, 'first-person', page.getByRole('button', { name: 'Enrol now' }));
  await later.click();
  await lookAtAll(eyes, 'first-output', page.getByRole('radio', { name: 'Nothing yet' }));
  await later.click();
  const door = page.getByRole('button', { name: 'Go to the door' });
  await lookAtAll(eyes, 'left-to-do', page.getByRole('button', { name: /^Do it now/ }).first());
  await door.click();
  await lookAtAll(eyes, 'empty', page.locator('kiosk-check-page[data-phase=empty]'));
  await lockKiosk(page, PASSPHRASE);
  await lookAtAll(eyes, 'unlock', page.getByRole('button', { name: 'Unlock' }));
  await unlockKiosk(page, PASSPHRASE);
}

export async function walkOperatorPanels(page: Page, eyes: Eyes): Promise<void> {
  await page.getByRole('button', { name: 'Operator' }).click();
  await lookAtAll(eyes, 'operator-gate', page.getByRole('button', { name: 'Continue' }));
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Continue' }).click();
  for (const size of [...eyes.sizes, { width: 1280, height: 800 }])
    await eyes.lookWhole('operator-menu', size, page.getByRole('button', { name: 'Enrol somebody' }));
  await page.getByRole('button', { name: 'Left to do:' }).click();
  await lookAtAll(eyes, 'menu-left-to-do', page.getByRole('button', { name: /^Dismiss/ }).first());
  await page.getByRole('button', { name: 'Health' }).click();
  await lookAtAll(eyes, 'health', page.getByText('People who may be let in by face'));
  await page.getByText('Technical details').click();
  await lookAtAll(eyes, 'health-details', page.getByText('Median ms'));
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await page.getByRole('button', { name: 'Records' }).click();
  await lookAtAll(eyes, 'records', page.getByRole('button', { name: 'Check the log' }));
  await page.getByRole('button', { name: 'Charts' }).click();
  await lookAtAll(eyes, 'records-charts', page.locator('kiosk-records-charts img').first());
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await page.getByRole('button', { name: 'Door output' }).click();
  await page.getByRole('radio', { name: 'USB relay' }).click();
  const withoutPorts = page.getByText('This browser cannot use serial ports');
  await lookAtAll(
    eyes,
    'door-output',
    page.getByRole('button', { name: 'Choose the relay' }).or(withoutPorts),
  );
  await page.getByRole('radio', { name: 'Webhook' }).click();
  await page.getByLabel('Address', { exact: true }).fill('https://door.example/open');
  await lookAtAll(eyes, 'door-webhook', page.getByRole('button', { name: 'Save', exact: true }));
  await page.getByRole('radio', { name: 'MQTT' }).click();
  await lookAtAll(eyes, 'door-mqtt', page.getByRole('button', { name: 'Save', exact: true }));
  await page.getByRole('radio', { name: 'Nothing' }).click();
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await page.getByRole('button', { name: 'Drill' }).click();
  await lookAtAll(eyes, 'drill', page.getByRole('button', { name: 'Start the drill' }));
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await page.getByRole('button', { name: 'Who may unlock' }).click();
  await lookAtAll(eyes, 'access', page.getByRole('button', { name: 'Make a new code' }));
  await page.getByRole('button', { name: 'Back to the menu' }).click();
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Access hours' }).click();
  await lookAtAll(eyes, 'hours', page.getByRole('button', { name: 'Save', exact: true }));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Consent text' }).click();
  await lookAtAll(eyes, 'consent-text', page.getByRole('button', { name: 'Save', exact: true }));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await giveFace(page, eyes);
  await page.getByRole('button', { name: 'Cancel' }).click();
  // The settings choose between rows and columns when they open.
  for (const size of eyes.sizes) {
    await page.setViewportSize(size);
    await page.getByRole('button', { name: 'Settings' }).click();
    await eyes.look('settings', size, page.getByRole('button', { name: 'Save' }));
    await page.getByRole('button', { name: 'Cancel' }).click();
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Enrol somebody' }).waitFor({ state: 'hidden' });
}

/** In the settings: all that the door can show of its site, so that it shows it from now on. */
async function giveFace(page: Page, eyes: Eyes): Promise<void> {
  await page.getByRole('button', { name: 'What the door shows of the site' }).click();
  const panel = page.locator('kiosk-door-face-panel');
  await panel.getByLabel('Name of the site').fill('Nordwerk Precision Engineering and Sons of the Harbour');
  await panel.getByLabel('Name of this door, for visitors').fill('North entrance, second floor');
  await panel.getByLabel('Help', { exact: true }).fill('Call 123, or ring at the gate beside the lift');
  await panel.getByLabel('Show a clock').check();
  const wide = sharp({ create: { width: 900, height: 240, channels: 3, background: '#f5b700' } });
  const buffer = await wide.png().toBuffer();
  await panel.locator('input[type=file]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer });
  await lookAtAll(eyes, 'door-face', panel.locator('img'));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await panel.waitFor({ state: 'hidden' });
}

export async function walkEnrolment(page: Page, eyes: Eyes): Promise<void> {
  await chooseFromMenu(page, PASSPHRASE, 'Enrol somebody');
  await lookAtAll(eyes, 'consent', page.getByRole('button', { name: 'Yes, I agree' }));
  await page.getByRole('button', { name: 'Yes, I agree' }).click();
  await lookAtAll(eyes, 'details', page.getByRole('button', { name: 'Go on to the camera' }));
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  // A capture goes on by itself, so every size has its own.
  for (const size of eyes.sizes) {
    await page.setViewportSize(size);
    await agreeAndName(page, 'Person A', '1024');
    await eyes.lookPassing('capture', size, page.locator('.instruction').filter({ hasText: TURNED }));
    await page.getByRole('button', { name: 'Cancel' }).click();
  }
  await page.getByRole('button', { name: 'Back to the door' }).click();
  await enrolAndLook(page, eyes);
  await chooseFromMenu(page, PASSPHRASE, 'People');
  await lookAtAll(eyes, 'people', page.getByRole('button', { name: /^Open/ }));
  await page.getByRole('button', { name: /^Open/ }).click();
  const stored = page.getByRole('button', { name: 'Save what is stored' });
  await lookAtAll(eyes, 'person', stored);
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
export async function walkImport(page: Page, eyes: Eyes, file: string): Promise<void> {
  await writeCollisions(file);
  await chooseFromMenu(page, PASSPHRASE, 'Import a backup');
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByLabel('Passphrase of the backup').fill(PASSPHRASE);
  const look = page.getByRole('button', { name: 'Check the file' });
  await lookAtAll(eyes, 'import', look);
  await look.click();
  const bring = page.getByRole('button', { name: 'Import as chosen' });
  await lookAtAll(eyes, 'import-questions', bring);
  await bring.click();
  await page.getByText('Imported 2 people.').waitFor();
  await page.keyboard.press('Escape');
  await chooseFromMenu(page, PASSPHRASE, 'People');
  await lookAtAll(eyes, 'double-records', page.getByRole('button', { name: /^Look at them/ }));
  await page.getByRole('button', { name: /^Look at them/ }).click();
  const two = page.getByRole('button', { name: 'They are two people' });
  await lookAtAll(eyes, 'join', two);
  await two.click();
  await page.getByRole('button', { name: /^Open Person A/ }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByText('Cannot tolerate or do something').click();
  await page.getByRole('checkbox', { name: 'Cannot nod' }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await lookAtAll(eyes, 'person-edit', page.getByRole('alert'));
  await page.getByRole('button', { name: 'Cancel' }).click();
  const leave = page.getByRole('button', { name: 'Leave without saving' });
  await lookAtAll(eyes, 'leave-question', leave);
  await leave.click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Edit' }).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Back to the door' }).click();
}

export async function walkPin(page: Page, eyes: Eyes): Promise<void> {
  await page.getByRole('button', { name: /^PIN/ }).click();
  await lookAtAll(eyes, 'give-pin', page.getByRole('button', { name: 'Save the PIN' }));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Back to the door' }).click();
  const one = { passphrase: PASSPHRASE, name: 'Person B', badge: '2048', pin: '582914' };
  await enrolWithoutFace(page, one);
}

/** As `enrolSubject`, with a look at the last step. */
async function enrolAndLook(page: Page, eyes: Eyes): Promise<void> {
  await chooseFromMenu(page, PASSPHRASE, 'Enrol somebody');
  await agreeAndName(page, 'Person A', '1024');
  const without = page.getByRole('button', { name: 'Enrol without them' });
  await lookAtAll(eyes, 'views', without);
  await without.click();
  const door = page.getByRole('main').getByRole('button', { name: 'Back to the door' });
  await lookAtAll(eyes, 'done', page.locator('kiosk-enrol-page[data-step=done]'));
  await door.click();
}

/** Examines one size in each round of the loop: on a slow machine two do not fit into one scene. */
export async function walkDoor(page: Page, eyes: Eyes): Promise<void> {
  // The door offers it while nobody stands there.
  await page.getByRole('button', { name: 'Use badge and PIN' }).click();
  await lookAtAll(eyes, 'pin', page.getByLabel('PIN', { exact: true }));
  await page.getByRole('button', { name: 'Cancel' }).click();
  const inPhase = (phase: string): Locator => page.locator(`kiosk-check-page[data-phase=${phase}]`);
  const round = async (language: Language, size: Size): Promise<void> => {
    await speak(page, language);
    const name = (screen: string): string => (language === 'en' ? screen : `${screen}-${language}`);
    const hint = page.locator('kiosk-check-page').filter({ hasText: ASIDE[language] });
    await eyes.lookPassing(name('idle'), size, inPhase('searching'));
    await eyes.lookPassing(name('hint'), size, hint);
    await eyes.lookPassing(name('refused'), size, inPhase('denied'));
    await eyes.lookPassing(name('granted'), size, inPhase('granted'));
  };
  const languages = ['en', 'ar', 'ru'] as const;
  for (const [at, size] of eyes.sizes.entries()) await round(languages[at % languages.length], size);
}
