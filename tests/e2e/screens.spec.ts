/**
 * @file Every screen of the kiosk on a tablet held either way and on a phone, in each language, Arabic from right to
 * left. Nothing is wider than the screen or too small for a finger, and no sign points against the text. axe-core finds
 * nothing against WCAG 2.2 AA, in light and dark. The screenshots in test-results/screens are for people to look at;
 * nothing compares them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { changeSettings, START_TIMEOUT_MS, unlockKiosk } from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { loopOf, testPeopleEmbedder } from '../../simulator/test-people.ts';
import { unrepeatingClip } from '../../simulator/unrepeating-clip.ts';
import { accessibilityFaults, COLOURS } from './support/accessibility.ts';
import { speak } from './support/language.ts';
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

const SIZES = [
  { width: 1024, height: 768 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
] as const satisfies readonly Size[];

/** Longer than a visit takes on a slow machine: later the kiosk notices that frames repeat, and remembers it. */
const DOOR_S = 300;
/** The door's screen changes with the loop, and may change while the test examines it. */
const SHOT_TRIES = 4;
async function fit(page: Page, size: Size): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: size === SIZES[2] ? 'dark' : 'light' });
}

/** In the theme that the size has not in the other languages, which show that the colours differ enough. */
async function shootArabic(page: Page, name: string, size: Size): Promise<void> {
  await page.emulateMedia({ colorScheme: size === SIZES[1] ? 'dark' : 'light' });
  await speak(page, 'ar');
  const label = labelOf(`${name}-ar`, size);
  expect.soft(await examine(page, label), label).toEqual([]);
  if (size === SIZES[1]) expect.soft(await accessibilityFaults(page, COLOURS), label).toEqual([]);
}

/** What is wrong with the screen; leaves a screenshot. */
async function examine(page: Page, label: string, whole = false): Promise<readonly string[]> {
  const faults = await layoutFaults(page, whole);
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
async function shootPassing(
  page: Page,
  name: string,
  size: Size,
  shown: Locator,
  whole = false,
): Promise<void> {
  await fit(page, size);
  const label = labelOf(name, size);
  for (let tries = 1; ; tries += 1) {
    await shown.waitFor({ timeout: START_TIMEOUT_MS });
    await awaitStillness(page);
    const faults = await examine(page, label, whole);
    if (await shown.isVisible()) {
      await judge(page, label, size, faults);
      return;
    }
    expect(tries, `${label} stayed long enough to be looked at`).toBeLessThan(SHOT_TRIES);
  }
}

/** Examines a screen that stays, at one size. */
async function shoot(page: Page, name: string, size: Size, shown: Locator, whole = false): Promise<void> {
  await shootPassing(page, name, size, shown, whole);
  if (size !== SIZES[0]) await shootArabic(page, name, size);
  if (hasMostToSay(size)) {
    await fit(page, size);
    await speak(page, 'ru');
    const label = labelOf(`${name}-ru`, size);
    await judge(page, label, size, await examine(page, label, whole));
  }
  await speak(page, 'en');
}

const eyesOn = (page: Page): Eyes => ({
  sizes: SIZES,
  look: (name, size, shown) => shoot(page, name, size, shown),
  lookWhole: (name, size, shown) => shoot(page, name, size, shown, true),
  lookPassing: (name, size, shown) => shootPassing(page, name, size, shown),
});

test('every screen fits a tablet held either way and a phone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'facegate-screens-'));
  const kiosk = await TestKiosk.open(await modelFolder('screens', await testPeopleEmbedder()));
  const bare = await TestKiosk.open(await modelFolder('none', null));
  try {
    const doorClip = join(folder, 'door.mjpeg');
    await writeDoorClip(doorClip);
    // Whoever does not turn is asked about the views that are missing.
    const first = await kiosk.visit({ camera: await unrepeatingClip(await loopOf('a', 'calm'), DOOR_S) });
    const eyes = eyesOn(first.page);
    await walkSetUp(first.page, eyes);
    // The drawn people do not answer challenges.
    await changeSettings(first.page, PASSPHRASE, { policy: 'convenience', acceptCamera: true });
    await walkOperatorPanels(first.page, eyes);
    await walkEnrolment(first.page, eyes);
    await walkPin(first.page, eyes);
    await walkImport(first.page, eyes, join(folder, 'people.facegate'));
    await first.page.goto(bare.url);
    for (const size of SIZES)
      await shoot(first.page, 'preflight', size, first.page.getByText('npm run models -- add').first());
    await first.leave();

    const second = await kiosk.visit({ camera: await unrepeatingClip(doorClip, DOOR_S) });
    await unlockKiosk(second.page, PASSPHRASE);
    await walkDoor(second.page, eyesOn(second.page));
    await second.leave();
  } finally {
    await bare.close();
    await kiosk.close();
    await rm(folder, { recursive: true, force: true });
  }
});
