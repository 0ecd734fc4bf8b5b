/**
 * @file Operates the kiosk's pages as a person would, through their visible controls, for the command-line tools and
 * the end-to-end tests.
 */
import type { Locator, Page } from '@playwright/test';
import type { PolicyName } from '../../../src/core/decision/policies.ts';

/** A verdict as the page announces it, with the name that the person saw. */
export interface SeenVerdict {
  readonly outcome: 'granted' | 'denied' | 'timedOut';
  readonly reason: string;
  /** What was wrong with the answer to a challenge; null where that was not the reason. */
  readonly challengeFailure: string | null;
  /** Null for a refusal. */
  readonly subjectName: string | null;
  /** From the first frame with a face to the frame that decided, as the log has it. */
  readonly elapsedMs: number;
  /** From the first frame with a face until the page announced the verdict: how long the person waited. */
  readonly announcedMs: number;
}

/** The models and MediaPipe take their time on a slow machine, the first time more than later. */
export const START_TIMEOUT_MS = 180_000;
/** Five poses, each waited for, at the few frames a second of a busy machine. */
const ENROLMENT_TIMEOUT_MS = 300_000;
/** The policy's own time for an attempt, stretched by a very busy machine. */
export const VERDICT_TIMEOUT_MS = 300_000;

/**
 * First run: chooses the passphrase and goes on to the door.
 * @param options.policy - Chosen in the settings afterwards, where Chromium's fake camera is accepted too;
 *   unless given, the kiosk stays as it is.
 * @returns The recovery code, as it is shown.
 */
export async function setUpKiosk(
  page: Page,
  passphrase: string,
  { policy }: { readonly policy?: PolicyName } = {},
): Promise<string> {
  await page.getByRole('button', { name: 'Set up this kiosk' }).click({ timeout: START_TIMEOUT_MS });
  const recoveryCode = await choosePassphrase(page, passphrase);
  if (policy !== undefined) await changeSettings(page, passphrase, { policy, acceptCamera: true });
  return recoveryCode;
}

/**
 * First run, with the people of a backup.
 * @param backup.operatorPassphrase - The kiosk's own; that of the backup unless given.
 * @throws Error with the page's words when the backup does not open.
 */
export async function restoreKiosk(
  page: Page,
  {
    file,
    passphrase,
    operatorPassphrase = passphrase,
  }: { readonly file: string; readonly passphrase: string; readonly operatorPassphrase?: string },
): Promise<void> {
  await page.getByRole('button', { name: 'Restore from a backup' }).click({ timeout: START_TIMEOUT_MS });
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByLabel('Passphrase of the backup').fill(passphrase);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expectNext(page, page.getByLabel('The same again'));
  await choosePassphrase(page, operatorPassphrase);
}

/** @throws Error with the page's words when it shows what is wrong instead of `next`. */
async function expectNext(page: Page, next: Locator): Promise<void> {
  const alert = page.getByRole('alert').first();
  await next.or(alert).first().waitFor({ timeout: START_TIMEOUT_MS });
  if (await alert.isVisible()) throw new Error(await alert.innerText());
}

/** @returns The recovery code, as it is shown. */
async function choosePassphrase(page: Page, passphrase: string): Promise<string> {
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase, { timeout: START_TIMEOUT_MS });
  await page.getByLabel('The same again').fill(passphrase);
  await page.getByRole('button', { name: 'Continue' }).click();
  const recoveryCode = await page.getByLabel('Recovery code').innerText();
  await page.getByRole('checkbox', { name: 'I have written it down' }).check();
  await page.getByRole('button', { name: 'Continue' }).click();
  // With a camera or without one.
  await page.getByRole('button', { name: /^Continue/ }).click();
  await leaveFirstSteps(page);
  return recoveryCode;
}

/** Leaves out what the first run offers once the store is open, and goes to the door. */
async function leaveFirstSteps(page: Page): Promise<void> {
  const later = page.getByRole('button', { name: 'Later', exact: true });
  const door = page.getByRole('button', { name: 'Go to the door' });
  // A backup brings the first person, so that there is one step fewer.
  for (;;) {
    await later.or(door).first().waitFor({ timeout: START_TIMEOUT_MS });
    if (await door.isVisible()) break;
    await later.click();
  }
  await door.click();
  await page.locator('kiosk-check-page').waitFor({ timeout: START_TIMEOUT_MS });
}

/** After a restart. */
export async function unlockKiosk(page: Page, passphrase: string): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase, { timeout: START_TIMEOUT_MS });
  await page.getByRole('button', { name: 'Unlock' }).click();
}

/** From the door to the lock. */
export async function lockKiosk(page: Page, passphrase: string): Promise<void> {
  await chooseFromMenu(page, passphrase, 'Lock the kiosk');
  await page.getByRole('button', { name: 'Unlock' }).waitFor();
}

/**
 * From the door through the settings and back to the door.
 * @param change.acceptCamera - Vouches for the camera if it looks like software, as Chromium's fake one does.
 */
export async function changeSettings(
  page: Page,
  passphrase: string,
  {
    policy,
    showLandmarks,
    acceptCamera = false,
  }: {
    readonly policy?: PolicyName;
    readonly showLandmarks?: boolean;
    readonly acceptCamera?: boolean;
  },
): Promise<void> {
  // What the camera says of itself is asked when it starts, and shown once the settings open.
  if (acceptCamera) {
    await page.locator('kiosk-check-page:not([data-phase=preparing])').waitFor({ timeout: START_TIMEOUT_MS });
  }
  await chooseFromMenu(page, passphrase, 'Settings');
  if (policy !== undefined) await page.locator(`wa-radio[value=${policy}]`).click();
  if (showLandmarks !== undefined) {
    await page.getByRole('checkbox', { name: 'Show face points on the picture' }).setChecked(showLandmarks);
  }
  const acceptance = page.getByRole('checkbox', { name: 'I have checked this camera: accept it' });
  if (acceptCamera && (await acceptance.isVisible())) await acceptance.check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expectNext(page, page.getByRole('button', { name: 'Enrol somebody' }));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Enrol somebody' }).waitFor({ state: 'hidden' });
}

/**
 * At the unlocked door: where another clip than before, or one that loops, has shut it for faces, the administrator has
 * a look and accepts the camera.
 */
export async function lookAtCamera(page: Page, passphrase: string): Promise<void> {
  await page.locator('kiosk-check-page:not([data-phase=preparing])').waitFor({ timeout: START_TIMEOUT_MS });
  if (!(await page.locator('kiosk-check-page[data-phase=faceClosed]').isVisible())) return;
  await changeSettings(page, passphrase, { acceptCamera: true });
}

/** From the door to one of the operator menu's items. */
export async function chooseFromMenu(page: Page, passphrase: string, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Operator' }).click({ timeout: START_TIMEOUT_MS });
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: item }).click();
}

/** From the door to where the kiosk waits for a console to let it in. @returns The words that it shows. */
export async function askToJoinFleet(page: Page, passphrase: string): Promise<string> {
  await chooseFromMenu(page, passphrase, 'Fleet');
  await page.getByRole('button', { name: 'Join a fleet' }).click();
  return page.locator('kiosk-join-fleet .code .words').innerText();
}

/**
 * From the door through the whole enrolment and back to the door.
 * @throws Error when the page says that it did not work.
 */
export async function enrolSubject(
  page: Page,
  {
    passphrase,
    name,
    badge,
  }: { readonly passphrase: string; readonly name: string; readonly badge?: string },
): Promise<void> {
  await chooseFromMenu(page, passphrase, 'Enrol somebody');
  await agreeAndName(page, name, badge);
  const failed = page.locator('kiosk-enrol-page[data-step=failed]');
  const done = page.locator('kiosk-enrol-page[data-step=done]');
  await acceptMissingViews(page, done.or(failed));
  await done.or(failed).waitFor({ timeout: ENROLMENT_TIMEOUT_MS });
  if (await failed.isVisible()) {
    throw new Error(`The enrolment did not work: ${await failed.locator('section p').first().innerText()}`);
  }
  await page.getByRole('main').getByRole('button', { name: 'Back to the door' }).click();
}

/** A clip does not turn its head: somebody has to say that the person enrols without those views. */
export async function acceptMissingViews(page: Page, ended: Locator): Promise<void> {
  const views = page.locator('kiosk-enrol-page[data-step=views]');
  await views.or(ended).waitFor({ timeout: ENROLMENT_TIMEOUT_MS });
  if (await views.isVisible()) await page.getByRole('button', { name: 'Enrol without them' }).click();
}

/** On the enrolment page: consent and name, up to where the camera takes over. */
export async function agreeAndName(page: Page, name: string, badge?: string): Promise<void> {
  await page.getByRole('button', { name: 'Yes, I agree' }).click({ timeout: START_TIMEOUT_MS });
  await page.getByLabel('Name', { exact: true }).fill(name);
  if (badge !== undefined) await page.getByLabel('Badge number').fill(badge);
  await page.getByRole('button', { name: 'Go on to the camera' }).click();
}

/** From the door through an enrolment without a face and back to the door. */
export async function enrolWithoutFace(
  page: Page,
  {
    passphrase,
    name,
    badge,
    pin,
  }: {
    readonly passphrase: string;
    readonly name: string;
    readonly badge: string;
    readonly pin: string;
  },
): Promise<void> {
  await chooseFromMenu(page, passphrase, 'Enrol somebody');
  await page.getByRole('button', { name: 'Without my face' }).click({ timeout: START_TIMEOUT_MS });
  await page.getByRole('button', { name: 'Yes, I agree' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Badge number').fill(badge);
  await page.getByLabel('PIN', { exact: true }).fill(pin);
  await page.getByLabel('The same PIN again').fill(pin);
  await page.getByRole('button', { name: 'Enrol without a face' }).click();
  await page.locator('kiosk-enrol-page[data-step=done]').waitFor();
  await page.getByRole('main').getByRole('button', { name: 'Back to the door' }).click();
}

/** On the open pad: presses the keys of a badge number and a PIN, and has them checked. */
export async function typeBadgeAndPin(page: Page, badge: string, pin: string): Promise<void> {
  const pad = page.locator('kiosk-pin-pad');
  const press = async (digits: string): Promise<void> => {
    for (const digit of digits) await pad.getByRole('button', { name: digit, exact: true }).click();
  };
  for (const field of ['PIN', 'Badge']) await pad.getByLabel(field, { exact: true }).fill('');
  await press(badge);
  await pad.getByRole('button', { name: 'Go on to the PIN' }).click();
  await press(pin);
  await pad.getByRole('button', { name: 'Check badge and PIN' }).click();
}

/** Starts to note every verdict; call it once per page, before the pages load. */
export async function watchVerdicts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: SeenVerdict[] = [];
    (globalThis as unknown as { seenVerdicts: SeenVerdict[] }).seenVerdicts = seen;
    document.addEventListener('kiosk-verdict', (event) => {
      const verdict = (
        event as unknown as CustomEvent<Omit<SeenVerdict, 'announcedMs'> & { readonly atMs: number }>
      ).detail;
      const { outcome, reason, challengeFailure, elapsedMs } = verdict;
      const announcedMs = performance.now() - (verdict.atMs - elapsedMs);
      // The page shows the name a moment after the verdict is announced, and longer on a busy machine.
      let looks = 0;
      const timer = setInterval(() => {
        looks += 1;
        const checkPage = document
          .querySelector('kiosk-app')
          ?.shadowRoot?.querySelector<HTMLElement>('kiosk-check-page');
        const subjectName = checkPage?.dataset.subjectName ?? null;
        if (outcome === 'granted' && subjectName === null && looks < 10) return;
        clearInterval(timer);
        seen.push({ outcome, reason, challengeFailure, elapsedMs, announcedMs, subjectName });
      }, 100);
    });
  });
}

/**
 * Waits until `count` verdicts were reached in all since the page was loaded.
 * @returns all of them, oldest first.
 */
export async function waitForVerdicts(page: Page, count: number): Promise<readonly SeenVerdict[]> {
  const handle = await page.waitForFunction(
    (wanted) => {
      const { seenVerdicts } = globalThis as unknown as { seenVerdicts: SeenVerdict[] };
      return seenVerdicts.length >= wanted ? seenVerdicts : null;
    },
    count,
    { timeout: VERDICT_TIMEOUT_MS },
  );
  return (await handle.jsonValue()) ?? [];
}
