/**
 * @file Door outputs in the real kiosk. The content security policy blocks every address but those of the build. The
 * test makes a build that may reach a webhook and an MQTT broker, as a site makes it.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import mqtt from 'mqtt';
import {
  chooseFromMenu,
  enrolWithoutFace,
  setUpKiosk,
  typeBadgeAndPin,
  unlockKiosk,
} from '../../scripts/lib/kiosk/drive-kiosk.ts';
import { buildIfStale } from '../../scripts/lib/site/build.ts';
import { Broker, findMosquitto, USER } from '../actuators/broker.ts';
import { SECRET, WebhookServer } from '../actuators/webhook-server.ts';
import { testPeopleEmbedder } from '../../simulator/test-people.ts';
import { PASSPHRASE, TestKiosk } from '../../simulator/test-kiosk.ts';
import { modelFolder } from '../../simulator/model-folder.ts';

const PERSON = { passphrase: PASSPHRASE, name: 'Person A', badge: '1024', pin: '582914' };
const VISIT = { flags: ['--use-fake-ui-for-media-stream'] };

let server: WebhookServer;
test.beforeEach(async () => {
  server = new WebhookServer();
  await server.start();
});
test.afterEach(async () => {
  await server.stop();
});

/** @returns The folder of a build that may reach `origins`. */
async function buildFor(doorOrigins: readonly string[]): Promise<string> {
  const dist = await mkdtemp(join(tmpdir(), 'facegate-door-'));
  await buildIfStale({ doorOrigins, mode: 'tools', dist });
  return dist;
}

const panel = (page: Page) => page.locator('kiosk-door-output-panel');

async function openPanel(page: Page): Promise<void> {
  await chooseFromMenu(page, PASSPHRASE, 'Door output');
}

async function closePanel(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await panel(page).waitFor({ state: 'hidden' });
}

async function saveWebhook(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Webhook' }).click();
  await page.getByLabel('Address', { exact: true }).fill(server.url);
  await page.getByLabel('Secret for signing orders').fill(SECRET);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(panel(page)).toContainText('One is stored, and not shown again');
}

async function tryDoor(page: Page, outcome: string): Promise<void> {
  await page.getByRole('button', { name: 'Test: open the door' }).click();
  await expect(panel(page).getByRole('status')).toContainText(outcome);
}

async function enter(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Use badge and PIN' }).click();
  await typeBadgeAndPin(page, PERSON.badge, PERSON.pin);
}

test('the policy keeps a kiosk that was not built for it from a door, and the panel says what to do', async () => {
  const kiosk = await TestKiosk.open(await modelFolder('door', await testPeopleEmbedder()));
  try {
    const { page, leave } = await kiosk.visit(VISIT);
    await setUpKiosk(page, PASSPHRASE);
    await openPanel(page);
    await saveWebhook(page);
    const { origin } = new URL(server.url);
    const advice = `Serve it with npm start -- --door ${origin}`;
    await expect(panel(page)).toContainText(advice);
    await tryDoor(page, advice);
    expect(server.told).toEqual([]);
    await leave();
  } finally {
    await kiosk.close();
  }
});

/** What the relay was told. */
interface Told {
  /** 1 closes the contact, 0 opens it. */
  readonly state: number;
  /** By which page: each load is one. */
  readonly load: number;
  /** While that page ended. */
  readonly ending: boolean;
}

/** A relay at the browser, as no machine of ours has one. What it is told outlives the page. */
function plugInRelay(): void {
  const load = Number(localStorage.getItem('test.load') ?? '0') + 1;
  localStorage.setItem('test.load', String(load));
  let ending = false;
  // Before the kiosk's own listener.
  addEventListener('pagehide', () => (ending = true), { capture: true });
  const port = {
    readable: null,
    writable: null as WritableStream<Uint8Array> | null,
    open: () => {
      port.writable = new WritableStream({
        write: (bytes) => {
          const told = JSON.parse(localStorage.getItem('test.told') ?? '[]') as unknown[];
          told.push({ state: bytes[2], load, ending });
          localStorage.setItem('test.told', JSON.stringify(told));
        },
      });
      return Promise.resolve();
    },
    close: () => {
      port.writable = null;
      return Promise.resolve();
    },
    // As a policy of the device has it: the site cannot give the permission back.
    forget: () => Promise.resolve(),
  };
  const serial = Object.assign(new EventTarget(), { getPorts: () => Promise.resolve([port]) });
  Object.defineProperty(navigator, 'serial', { value: serial });
}

test('a relay lets go whatever becomes of the page, and releases nothing for a kiosk that the host does not name', async () => {
  const kiosk = await TestKiosk.open(await modelFolder('door', await testPeopleEmbedder()));
  try {
    const { page, context, leave } = await kiosk.visit(VISIT);
    await context.addInitScript(plugInRelay);
    let list = '';
    await context.route('**/relay-kiosks.txt', (route) => route.fulfill({ body: list }));
    const told = (on: Page) =>
      on.evaluate(() => JSON.parse(localStorage.getItem('test.told') ?? '[]') as Told[]);
    const lastTold = async (on: Page) => (await told(on)).at(-1);
    await page.reload();
    await expect(page.locator('kiosk-wizard kiosk-note')).toContainText(
      'It lets this page use a serial port',
    );
    expect(await told(page)).toEqual([{ state: 0, load: 1, ending: false }]);

    await setUpKiosk(page, PASSPHRASE);
    await openPanel(page);
    await page.getByRole('radio', { name: 'USB relay' }).click();
    await expect(panel(page)).toContainText('A plain relay does not open the door yet');
    await tryDoor(page, 'the site’s server does not list it yet');
    expect((await told(page)).filter(({ state }) => state === 1)).toEqual([]);

    const note = await panel(page).locator('kiosk-note').filter({ hasText: 'as a line to' }).textContent();
    list = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(note ?? '')![0];
    await page.getByRole('button', { name: 'Ask the server' }).click();
    await expect(panel(page)).toContainText('A plain relay has no key');
    await page.getByLabel('How long, in milliseconds').fill('15000');
    await page.keyboard.press('Tab');
    await tryDoor(page, 'The relay was told to close for 15000 ms');
    expect(await lastTold(page)).toEqual({ state: 1, load: 1, ending: false });

    // The page ends within the pulse, and the next one tells the relay too, before anybody unlocks it.
    await page.reload();
    await expect(page.getByRole('button', { name: 'Unlock' })).toBeVisible();
    expect((await told(page)).slice(-2)).toEqual([
      { state: 0, load: 1, ending: true },
      { state: 0, load: 2, ending: false },
    ]);

    // Another tab waits and touches nothing. When it takes over, the relay lets go.
    await unlockKiosk(page, PASSPHRASE);
    await openPanel(page);
    await page.getByRole('radio', { name: 'USB relay' }).waitFor();
    await tryDoor(page, 'The relay was told to close');
    const other = await context.newPage();
    await other.goto(kiosk.url);
    await expect(other.getByText('The kiosk runs in another tab')).toBeVisible();
    expect(await lastTold(other)).toEqual({ state: 1, load: 2, ending: false });
    await other.getByRole('button', { name: 'Use this one instead' }).click();
    await expect(other.getByRole('button', { name: 'Unlock' })).toBeVisible();
    expect(await lastTold(other)).toMatchObject({ state: 0 });
    await page.close();

    // A crash has no time to tell the relay. The next page does.
    await unlockKiosk(other, PASSPHRASE);
    await openPanel(other);
    await tryDoor(other, 'The relay was told to close');
    const crashed = (await lastTold(other))!;
    expect(crashed.state).toBe(1);
    const session = await context.newCDPSession(other);
    // Listened for first: it may crash before this goes on.
    const gone = other.waitForEvent('crash');
    session.send('Page.crash').catch(() => undefined);
    await gone;
    const next = await context.newPage();
    await next.goto(kiosk.url);
    await expect(next.getByRole('button', { name: 'Unlock' })).toBeVisible();
    const load = Number(await next.evaluate(() => localStorage.getItem('test.load')));
    expect((await told(next)).slice(-2)).toEqual([crashed, { state: 0, load, ending: false }]);
    await leave();
  } finally {
    await kiosk.close();
  }
});

test('a webhook opens the door, what it did not answer is told as a record, and an MQTT broker does as well', async () => {
  const mosquitto = findMosquitto();
  const broker = mosquitto === null ? null : await Broker.start(mosquitto);
  const origins = [new URL(server.url).origin, ...(broker ? [broker.url] : [])];
  const dist = await buildFor(origins);
  const kiosk = await TestKiosk.open(await modelFolder('door', await testPeopleEmbedder()), dist, origins);
  try {
    // On a host without headers the service worker adds them.
    expect(await readFile(join(dist, 'service-worker.js'), 'utf8')).toContain(origins[0]);
    const { page, errors, leave } = await kiosk.visit(VISIT);
    const libraries: string[] = [];
    page.on('request', (request) => {
      if (/\/mqtt[^/]*\.js$/.test(request.url())) libraries.push(request.url());
    });
    const door = page.locator('kiosk-check-page');
    await setUpKiosk(page, PASSPHRASE);
    await enrolWithoutFace(page, PERSON);

    await openPanel(page);
    await saveWebhook(page);
    await expect(panel(page)).not.toContainText('--door');
    await tryDoor(page, 'The door confirmed');
    expect(server.told).toMatchObject([{ signed: true, json: { type: 'open', test: true } }]);
    // The secret stands neither in the field nor in an attribute, also after the panel was opened again.
    await closePanel(page);
    await openPanel(page);
    await expect(page.getByLabel('Secret for signing orders')).toHaveValue('');
    await closePanel(page);

    await enter(page);
    await expect(door).toContainText('Welcome, Person A');
    await expect(door).toContainText('Please come in');
    expect(server.told.at(-1)).toMatchObject({ signed: true, json: { type: 'open', test: false } });
    expect(server.told.at(-1)?.json).not.toHaveProperty('subjectId');

    await server.stop();
    await expect(page.getByRole('button', { name: 'Use badge and PIN' })).toBeVisible();
    await enter(page);
    await expect(door).toContainText('The door is being opened');
    await expect(door).toContainText('You are recognised, but the door did not answer');
    const before = server.told.length;
    await server.start();
    // The order to open has expired, so the kiosk sends a record. The reload shows that it was stored on the device.
    await page.reload();
    await unlockKiosk(page, PASSPHRASE);
    await expect.poll(() => server.told.length).toBe(before + 1);
    expect(server.told.at(-1)).toMatchObject({ signed: true, json: { type: 'record', late: true } });

    // A redirect is an answer, and the browser does not follow it.
    await openPanel(page);
    server.answers = [307];
    await tryDoor(page, 'The other side refused');
    expect(new Set(server.paths)).toEqual(new Set(['/open']));
    await closePanel(page);

    await chooseFromMenu(page, PASSPHRASE, 'Records');
    const rows = page.locator('kiosk-records-panel .entries li');
    await expect(rows.filter({ hasText: 'The door confirmed' })).toHaveCount(1);
    await expect(rows.filter({ hasText: 'The door did not confirm' })).toContainText('no answer in time');
    await page.keyboard.press('Escape');
    await rows.first().waitFor({ state: 'hidden' });
    expect(libraries).toEqual([]);

    if (broker === null) console.log('mosquitto is not installed, so MQTT is not tested in the browser.');
    else {
      await openPanel(page);
      await page.getByRole('radio', { name: 'MQTT' }).click();
      await page.getByLabel('Address of the broker').fill(broker.url);
      await page.getByLabel('Name at the broker').fill(USER.username);
      await page.getByLabel('Password at the broker').fill(USER.password);
      await page.getByLabel('Secret for signing orders').fill(SECRET);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await tryDoor(page, 'nobody listens');
      const heard: [string, string][] = [];
      const listener = await mqtt.connectAsync(broker.url, { ...USER, protocolVersion: 5 });
      listener.on('message', (topic, payload) => heard.push([topic, payload.toString('utf8')]));
      await listener.subscribeAsync('facegate/#', { qos: 1 });
      await expect.poll(() => heard).toEqual([['facegate/status', 'online']]);
      await tryDoor(page, 'somebody listens');
      await expect.poll(() => heard.at(-1)?.[0]).toBe('facegate/open');
      await expect(page.getByLabel('Password at the broker')).toHaveValue('');
      expect(libraries).toHaveLength(1);
      // The browser ends without closing its connections.
      await leave();
      await expect.poll(() => heard.at(-1)).toEqual(['facegate/status', 'offline']);
      await listener.endAsync();
    }
    const refused = /ERR_CONNECTION_REFUSED|Failed to load resource/;
    expect(errors.filter((error) => !refused.test(error))).toEqual([]);
    await leave();
  } finally {
    await kiosk.close();
    await broker?.stop();
    await rm(dist, { recursive: true, force: true });
  }
});
