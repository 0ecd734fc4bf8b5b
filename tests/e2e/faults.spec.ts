/**
 * @file Faults of the device while the kiosk runs, on one kiosk with one person: dead workers, a lost graphics
 * processor, an unplugged camera, a full disk, other tabs, lost records. No fault lets anybody in. The kiosk recovers
 * from each by itself, or says what to do.
 */
import { type Page, expect, test } from '@playwright/test';
import {
  changeSettings,
  chooseFromMenu,
  enrolSubject,
  lockKiosk,
  setUpKiosk,
  START_TIMEOUT_MS,
  unlockKiosk,
  waitForVerdicts,
} from '../../scripts/lib/kiosk/drive-kiosk.ts';
import type { KioskSession } from '../../src/kiosk/session.ts';
import { testPeopleEmbedder, clipOf } from '../../simulator/test-people.ts';
import { PASSPHRASE, TestKiosk, type Visit } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

test.describe.configure({ mode: 'serial' });

/** The kiosk waits 15 seconds for a worker, and then loads the models anew. */
const RECOVERY_TIMEOUT_MS = 180_000;

let kiosk: TestKiosk;

test.beforeAll(async () => {
  kiosk = await TestKiosk.open(await modelFolder('faults', await testPeopleEmbedder()));
});

test.afterAll(async () => {
  await kiosk.close();
});

interface App extends Element {
  readonly session: Pick<KioskSession, 'pipeline'>;
}

interface AppWithCamera {
  readonly session: { readonly source: { readonly video: HTMLVideoElement } };
}

const restartsOf = (page: Page): Promise<number> =>
  page.evaluate(() => (document.querySelector('kiosk-app') as unknown as App).session.pipeline.restarts);

async function waitForRestart(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => (document.querySelector('kiosk-app') as unknown as App).session.pipeline.restarts >= wanted,
    count,
    { timeout: RECOVERY_TIMEOUT_MS },
  );
}

/** Unlocks the kiosk before it judges the person of the clip. */
async function comeIn(options: Parameters<TestKiosk['visit']>[0]): Promise<Visit> {
  const visit = await kiosk.visit({ camera: await clipOf('a'), ...options });
  await unlockKiosk(visit.page, PASSPHRASE);
  return visit;
}

const worker = (page: Page, name: string) => {
  const found = page.workers().find((one) => one.url().includes(name));
  if (!found) throw new Error(`There is no ${name} worker.`);
  return found;
};

/** The person is judged, or was already. */
async function atTheDoor(page: Page): Promise<void> {
  const phases = ['positioning', 'deciding', 'granted'].map((phase) => `[data-phase=${phase}]`);
  await page.locator(`kiosk-check-page:is(${phases.join(', ')})`).waitFor({ timeout: START_TIMEOUT_MS });
}

/** The door does not judge a person again who was let in and stays, so the kiosk is locked in between. */
async function expectNextGrant(page: Page): Promise<void> {
  const before = (await waitForVerdicts(page, 0)).length;
  await lockKiosk(page, PASSPHRASE);
  await unlockKiosk(page, PASSPHRASE);
  const seen = await waitForVerdicts(page, before + 1);
  expect(seen.at(-1)).toMatchObject({ outcome: 'granted', subjectName: 'Person A' });
}

test('a full disk keeps the kiosk shut and says so, and is over once there is room', async () => {
  const first = await kiosk.visit({ camera: await clipOf('a') });
  await setUpKiosk(first.page, PASSPHRASE, { policy: 'convenience' });
  await enrolSubject(first.page, { passphrase: PASSPHRASE, name: 'Person A', badge: '1024' });
  await first.leave();
  // Must happen in a new browser before the first write: Chromium remembers for a while how much room there was.
  const { page, context, leave } = await kiosk.visit({
    camera: await clipOf('a'),
    path: 'models/status.json',
  });
  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(kiosk.url);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await page.goto(kiosk.url);
  await unlockKiosk(page, PASSPHRASE);
  await expect(page.getByRole('alert')).toContainText('no room left', { timeout: START_TIMEOUT_MS });
  await devtools.send('Storage.overrideQuotaForOrigin', { origin });
  await unlockKiosk(page, PASSPHRASE);
  expect((await waitForVerdicts(page, 1)).at(-1)).toMatchObject({ subjectName: 'Person A' });
  await leave();
});

test('a worker that is killed in an attempt is started again, and the person is still recognised', async () => {
  const { page, leave } = await comeIn({});
  await atTheDoor(page);
  // Ends the worker at once and without an event, as the operating system does.
  await worker(page, 'vision').evaluate(() => {
    self.close();
  });
  await waitForRestart(page, 1);
  // A real, uncaught error that the kiosk does not throw itself: it asks for more memory than any device has.
  await worker(page, 'recognition').evaluate(() => {
    setTimeout(() => new Uint8Array(2 ** 53 - 1));
  });
  await waitForRestart(page, 2);
  await expectNextGrant(page);
  expect(await restartsOf(page)).toBe(2);
  await leave();
});

test('a gallery worker that dies is started again by the next question', async () => {
  const { page, leave } = await comeIn({});
  await atTheDoor(page);
  await worker(page, 'gallery').evaluate(() => {
    setTimeout(() => {
      throw new Error('crashed by the test');
    });
  });
  await expect.poll(() => page.workers().some((one) => one.url().includes('gallery'))).toBe(false);
  await chooseFromMenu(page, PASSPHRASE, 'People');
  await page.getByRole('button', { name: 'Open Person A' }).waitFor();
  expect(worker(page, 'gallery').url()).toContain('gallery.worker');
  await leave();
});

test('a graphics processor that is lost in an attempt is taken up again', async () => {
  const { page, context, leave } = await comeIn({
    path: '?provider=webgpu',
    flags: ['--enable-unsafe-webgpu'],
  });
  await atTheDoor(page);
  const devtools = await context.browser()?.newBrowserCDPSession();
  // Chromium ends its GPU process, and every device is lost, as after a driver crash. No answer comes back.
  void devtools?.send('Browser.crashGpuProcess').catch(() => undefined);
  await waitForRestart(page, 1);
  const { provider, notes } = await page.evaluate(() => {
    const { report } = (document.querySelector('kiosk-app') as unknown as App).session.pipeline;
    return { provider: report?.provider, notes: report?.notes };
  });
  expect({ provider, notes }).toEqual({ provider: 'webgpu', notes: [] });
  await expectNextGrant(page);
  await leave();
});

test('a camera that is pulled out is missed, and taken up again', async () => {
  const { page, leave } = await comeIn({});
  await page.locator('kiosk-check-page:not([data-phase=preparing])').waitFor({ timeout: START_TIMEOUT_MS });
  await page.evaluate(() => {
    const { mediaDevices } = navigator;
    const video = (
      document.querySelector('kiosk-app') as unknown as { session: { source: { video: HTMLVideoElement } } }
    ).session.source.video;
    // What Chromium does when the plug is pulled: the track ends, and no camera is found.
    mediaDevices.getUserMedia = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    for (const track of (video.srcObject as MediaStream).getTracks()) {
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  });
  const door = page.locator('kiosk-check-page');
  await expect(door).toHaveAttribute('data-phase', 'noPicture');
  await expect(page.getByRole('heading', { name: /camera was unplugged|no camera/i })).toBeVisible();
  await page.evaluate(() => {
    // Restores the method of the prototype.
    Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia');
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  });
  await expect(door).not.toHaveAttribute('data-phase', 'noPicture');
  const seen = await waitForVerdicts(page, 1);
  expect(seen.at(-1)).toMatchObject({ outcome: 'granted', subjectName: 'Person A' });
  await leave();
});

test('another camera in its place shuts the door for faces, also anew after a restart, until somebody has looked', async () => {
  const { page, leave } = await comeIn({});
  const door = page.locator('kiosk-check-page');
  await page.locator('kiosk-check-page:not([data-phase=preparing])').waitFor({ timeout: START_TIMEOUT_MS });
  /** The plug is pulled, and what is plugged in next has this label. */
  const exchange = (label: string) =>
    page.evaluate((name) => {
      const { mediaDevices } = navigator;
      const open = (options: MediaStreamConstraints) =>
        MediaDevices.prototype.getUserMedia.call(mediaDevices, options);
      mediaDevices.getUserMedia = async (options = {}) => {
        const stream = await open(options);
        for (const track of stream.getVideoTracks()) Object.defineProperty(track, 'label', { value: name });
        return stream;
      };
      const { source } = (document.querySelector('kiosk-app') as unknown as AppWithCamera).session;
      for (const track of (source.video.srcObject as MediaStream).getTracks()) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
    }, label);
  await exchange('Cam Link 4K (0fd9:0066)');
  await expect(door).toHaveAttribute('data-phase', 'faceClosed', { timeout: START_TIMEOUT_MS });
  await expect(page.getByRole('heading', { name: 'An operator has to check' })).toBeVisible();
  // Its signs outlive the plug: the door's own camera does not open it either.
  await page.reload();
  await unlockKiosk(page, PASSPHRASE);
  await expect(door).toHaveAttribute('data-phase', 'faceClosed', { timeout: START_TIMEOUT_MS });
  await changeSettings(page, PASSPHRASE, { acceptCamera: true });
  await expect(door).not.toHaveAttribute('data-phase', 'faceClosed');
  await leave();
});

test('a second tab runs no door until it is told to, and then the first one stops', async () => {
  const { page, context, leave } = await comeIn({});
  await page.locator('kiosk-check-page').waitFor({ timeout: START_TIMEOUT_MS });
  const second = await context.newPage();
  await second.goto(kiosk.url);
  await expect(second.getByRole('heading', { name: 'The kiosk runs in another tab' })).toBeVisible();
  await expect(second.getByLabel('Passphrase', { exact: true })).toHaveCount(0);
  expect(second.workers().filter((one) => /vision|recognition/.test(one.url()))).toEqual([]);
  await second.getByRole('button', { name: 'Use this one instead' }).click();
  await expect(page.getByRole('heading', { name: 'The kiosk runs in another tab' })).toBeVisible();
  await expect.poll(() => page.workers().length).toBe(0);
  await unlockKiosk(second, PASSPHRASE);
  await second.locator('kiosk-check-page').waitFor({ timeout: START_TIMEOUT_MS });
  // The leading tab is gone, and the next one takes over without a click.
  await second.close();
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeVisible();
  await leave();
});

test('a clock that was set back is named in Health, and taken as right when the operator says so', async () => {
  const { page, leave } = await comeIn({});
  await page.clock.setFixedTime(Date.now() - 86_400_000);
  await chooseFromMenu(page, PASSPHRASE, 'Health');
  const note = page.getByText('behind the log');
  await expect(note).toBeVisible();
  await page.getByRole('button', { name: 'The clock is right' }).click();
  await expect(note).toBeHidden();
  await leave();
});

test('another tab that keeps a new version from the database is named, and the kiosk starts once it is closed', async () => {
  const { page: other, context, leave } = await kiosk.visit({ path: 'models/status.json' });
  // Holds the database open, as an older program does that ignores upgrades.
  await other.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('facegate');
        opening.onsuccess = resolve;
        opening.onerror = reject;
      }),
  );
  const page = await context.newPage();
  await page.addInitScript(() => {
    const open = Reflect.get(IDBFactory.prototype, 'open');
    // Opens the next version of the database.
    IDBFactory.prototype.open = function (name, version) {
      return open.call(this, name, name === 'facegate' ? (version ?? 1) + 1 : version);
    };
  });
  await page.goto(kiosk.url);
  await expect(page.getByText('Another tab of Facegate holds the database')).toBeVisible();
  await other.close();
  await page.getByRole('button', { name: 'Check again' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeVisible();
  await leave();
});

test('an older program leaves a newer database alone; a kiosk whose records are lost does not look like a new one', async () => {
  const { page, leave } = await kiosk.visit();
  await expect(page.getByText('made by a newer Facegate')).toBeVisible();
  await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase('facegate');
        deleting.onsuccess = resolve;
        deleting.onerror = reject;
      }),
  );
  await page.reload();
  await expect(page.getByText('its records are gone')).toBeVisible();
  await leave();
});
