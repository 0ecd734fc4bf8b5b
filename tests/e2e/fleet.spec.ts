/**
 * @file The fleet's console in a browser with a real hub: the set-up, whose kit must be saved and opened again; a door
 * that joins by the fleet's own code; a person who is edited and erased, and one of a folder of
 * photos; what doors store of it all.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { chromium, type Browser, expect, type Page, test } from '@playwright/test';
import { WebSocket } from 'ws';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { extensionOf } from '../../scripts/lib/hub/hub-answers.ts';
import { Hub } from '../../scripts/lib/hub/hub.ts';
import { readHeads } from '../../scripts/lib/hub/verify-head.ts';
import { findChromium } from '../../scripts/lib/kiosk/chromium.ts';
import { TOOLS_DIST_FOLDER } from '../../scripts/lib/paths.ts';
import { type RunningKiosk, serveKiosk } from '../../scripts/lib/site/serve.ts';
import { makeSubject } from '../../simulator/builders.ts';
import { encodeJpeg, SYNTHETIC_PEOPLE, syntheticFrames } from '../../simulator/synthetic-face.ts';
import { PASSPHRASE } from '../../simulator/test-kiosk.ts';
import { FLEET_IMPORTED_TEXT_VERSION } from '../../src/core/site/consent-text.ts';
import type { Subject } from '../../src/core/template/types.ts';
import { HybridClock } from '../../src/fleet/clock.ts';
import type { LinkCredentials } from '../../src/fleet/credentials.ts';
import {
  importBoxKeys,
  importSigningKey,
  makeStoredKeys,
  publicHalves,
} from '../../src/fleet/device-keys.ts';
import { NO_DIGEST, personDigest, toggleDigest } from '../../src/fleet/digest.ts';
import { signReport } from '../../src/fleet/health-report.ts';
import { makeRequest, readAnswer } from '../../src/fleet/join-messages.ts';
import { checkWordsOf, joinSecretOf, makeJoinWords } from '../../src/fleet/join-words.ts';
import { openLink } from '../../src/fleet/link.ts';
import type { Link } from '../../src/fleet/link-types.ts';
import { DOOR_GROUP, joinSubject, personKey, placeOfKey, ZONE } from '../../src/fleet/names.ts';
import {
  decodePerson,
  decodeRegisters,
  encodePerson,
  fieldsOf,
  subjectOf,
} from '../../src/fleet/person-codec.ts';
import { editRegisters, latestStamp, NO_REGISTERS, valuesOf } from '../../src/fleet/registers.ts';
import { importVerifier } from '../../src/fleet/roster.ts';
import { EventSealer } from '../../src/fleet/sealed-events.ts';
import { openRecord, sealRecord } from '../../src/fleet/sealed-record.ts';
import { Keyring } from '../../src/fleet/keyring.ts';
import { fromHex } from '../../src/storage/bytes.ts';
import { EMPTY_HEAD, headAfter, nextEntry } from '../../src/storage/log/audit-chain.ts';
import { OPERATOR_IDLE_MS } from '../../src/ui/elements/idle-timer.ts';
import { accessibilityFaults, COLOURS } from './support/accessibility.ts';
import { writeCodeClip } from './support/code-clip.ts';
import { layoutFaults } from './support/touch-targets.ts';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

let home: string;
let hub: Hub;
let site: RunningKiosk;
let browser: Browser;
/** Gets the heads of the doors' logs, outside of the site. */
let receiver: Server;
const received: string[] = [];
/** Of the tablet whose screen the console's camera sees. */
const scannedWords = makeJoinWords(crypto);
const links: Link[] = [];

test.beforeAll(async () => {
  const binary = findNats();
  if (binary === null) throw new Error('There is no nats-server: .ci/run installs it.');
  home = await mkdtemp(join(tmpdir(), 'facegate-fleet-'));
  receiver = createServer((req, res) => {
    void text(req).then((body) => {
      received.push(body);
      res.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const publishHeads = `http://127.0.0.1:${String((receiver.address() as AddressInfo).port)}/`;
  hub = await Hub.open({ folder: join(home, 'hub'), binary, publishHeads, say: () => undefined });
  site = await serveKiosk({ dist: TOOLS_DIST_FOLDER, port: 0, host: '127.0.0.1', more: extensionOf(hub) });
  const clip = join(home, 'code.y4m');
  await writeCodeClip(clip, `${site.url}#join=${scannedWords.join('-')}`);
  const camera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...camera, `--use-file-for-fake-video-capture=${clip}`],
  });
});

test.afterAll(async () => {
  await browser.close();
  await Promise.all(links.map((link) => link.close()));
  await Promise.all([site.close(), hub.close()]);
  receiver.close();
  await rm(home, { recursive: true, force: true });
});

function linkAs(device: string, credentials: LinkCredentials, at = site.url): Link {
  const { origin, host } = new URL(at.replace('localhost', '127.0.0.1'));
  const link = openLink({
    url: `ws://${host}/hub/link`,
    device,
    credentials,
    // As from a page of the hub: it takes no other.
    openSocket: (url) => new WebSocket(url, { origin }) as unknown as globalThis.WebSocket,
  });
  links.push(link);
  return link;
}

/** @param without - Rules of axe that take long, where the same colours were looked at on another page. */
async function look(page: Page, name: string, without: string[] = []): Promise<void> {
  expect.soft(await accessibilityFaults(page, without), name).toEqual([]);
  expect.soft(await layoutFaults(page), name).toEqual([]);
  await page.screenshot({ path: join(test.info().project.outputDir, 'screens', `fleet-${name}.png`) });
}

/** A tablet that asks by its words until it is let in. */
async function joinAsDoor(words: readonly string[]) {
  const joiner = hub.state.joiner!;
  const link = linkAs('join', joiner);
  const keys = await makeStoredKeys(crypto);
  const secret = await joinSecretOf(words, crypto);
  const facts = { people: 2, otherConsent: 1, version: '0.1.0' };
  const request = await makeRequest({ keys: publicHalves(keys), ...facts }, secret, crypto);
  const welcome = (async () => {
    for (;;) {
      await link.whenUp(AbortSignal.timeout(60_000));
      const answer = await link.request(joinSubject(secret.id), request).catch(() => null);
      if (answer) return readAnswer(answer, keys.nkey, await importBoxKeys(keys, crypto), secret);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return { keys, welcome, checkWords: await checkWordsOf(request, crypto) };
}

/** Everybody of the zone, as a door takes them, by the site's own signature. */
async function subjectsAt(door: Link, zoneKey: CryptoKey, siteKey: CryptoKey): Promise<Subject[]> {
  const reading = new AbortController();
  const openers = { keyOf: () => zoneKey, verifierOf: () => siteKey };
  const subjects: Subject[] = [];
  for await (const { item, behind } of await door.watch('people', personKey(ZONE, '>'), reading)) {
    const { body } = await openRecord(placeOfKey('people', item.key), item.value!, openers, crypto);
    const subject = subjectOf(item.key.slice(ZONE.length + 1), decodePerson(body));
    if (subject !== null) subjects.push(subject);
    if (behind === 0) break;
  }
  reading.abort();
  return subjects;
}

test('a site is set up, a door joins, and a person is edited and erased', async () => {
  const context = await browser.newContext({ viewport: PHONE, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(site.url) && !request.url().startsWith('blob:'))
      elsewhere.push(request.url());
  });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`${site.url}console/`);

  await page.getByLabel('Set-up code').fill('WRONG-CODE');
  await page.getByLabel('Name of the site').fill('Harbour');
  await look(page, 'set-up');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('The same again').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Make the kit' }).click();
  // Not before it was saved, and not before it was opened again.
  const save = page.getByRole('button', { name: 'Save the kit' });
  await save.waitFor();
  await expect(page.getByRole('button', { name: 'Try the file' })).toHaveCount(0);
  const [download] = await Promise.all([page.waitForEvent('download'), save.click()]);
  const kitFile = join(home, download.suggestedFilename());
  expect(download.suggestedFilename()).toMatch(/^Harbour-\d{4}-\d\d-\d\d\.facegate-fleet$/);
  await download.saveAs(kitFile);
  await page.locator('input[type=file]').setInputFiles(kitFile);
  await page.getByLabel('Passphrase of the kit').fill('another wrong passphrase');
  await page.getByRole('button', { name: 'Try the file' }).click();
  await page.getByText('Wrong passphrase').waitFor();
  await look(page, 'kit', COLOURS);
  expect(hub.state.state).toBe('empty');
  await page.getByLabel('Passphrase of the kit').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Try the file' }).click();
  await page.getByRole('button', { name: 'Finish the set-up' }).click();
  await page.getByText('This is not the set-up code').waitFor();
  expect(hub.state.state).toBe('empty');
  await page.getByLabel('Set-up code').fill(hub.setUpCode.text);
  await page.getByRole('button', { name: 'Finish the set-up' }).click();
  await page.getByText('No door has joined yet.').waitFor();
  expect(hub.state.state).toBe('ready');

  // Many tablets come by one invitation, and one by the code on its screen.
  await page.getByRole('button', { name: 'Add a door' }).click();
  await page.getByRole('button', { name: 'Invite many tablets' }).click();
  const link = await page.getByText('#invite=').innerText();
  const invited = await Promise.all([1, 2].map(() => joinAsDoor(link.split('#invite=')[1].split('-'))));
  for (const { checkWords } of invited) await page.getByText(checkWords.join(' ')).waitFor();
  await look(page, 'invitation', COLOURS);
  await page.getByRole('button', { name: 'Let all 2 in' }).click();
  const names = await Promise.all(invited.map(async (one) => (await one.welcome).name));
  expect(names.sort()).toEqual(['Door 1', 'Door 2']);
  await page.getByRole('button', { name: 'Back' }).click();
  const scanned = await joinAsDoor(scannedWords);
  await page.getByRole('button', { name: 'Scan the code of a tablet' }).click();
  await page.getByText(scanned.checkWords.join(' ')).waitFor();
  await page.getByLabel('Name of the door').fill('Yard');
  await page.getByRole('button', { name: 'Let in' }).click();
  expect((await scanned.welcome).name).toBe('Yard');
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Yard' }).waitFor();

  // A door joins by its words.
  const words = makeJoinWords(crypto);
  const tablet = await joinAsDoor(words);
  await page.getByRole('button', { name: 'Add a door' }).click();
  await page.getByRole('button', { name: 'Type the words' }).click();
  await page.getByLabel('The eight words').fill(words.map((word) => word.slice(0, 4)).join(' '));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText(tablet.checkWords.join(' ')).waitFor();
  await page.getByText('It has 2 people.').waitFor();
  await page.getByLabel('Name of the door').fill('North gate');
  await page.getByLabel('People may enrol at this door').check();
  await look(page, 'join', COLOURS);
  await page.getByRole('button', { name: 'Let in' }).click();
  const welcome = await tablet.welcome;
  expect(welcome).toMatchObject({ name: 'North gate', siteName: 'Harbour', mayEnrol: true });
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'North gate' }).waitFor();
  await page.getByText('Not heard yet').first().waitFor();

  // The door enrols somebody, and says how it stands.
  const door = linkAs(welcome.device, { jwt: welcome.jwt, seed: tablet.keys.seed });
  await door.whenUp(AbortSignal.timeout(60_000));
  const anna = { ...makeSubject(1), name: 'Anna Berg', badge: '17' };
  const { fields, vectors } = await fieldsOf(anna, crypto);
  const clock = new HybridClock(welcome.device, () => door.hubMs());
  const registers = editRegisters(NO_REGISTERS, fields, () => clock.next());
  const key = personKey(ZONE, anna.id);
  const { sealingKey } = await Keyring.of(welcome.zones[ZONE], crypto);
  const siteKey = await importVerifier(welcome.siteKey, crypto);
  const signingKey = await importSigningKey(tablet.keys, crypto);
  const sealed = await sealRecord(
    placeOfKey('people', key),
    sealingKey,
    encodePerson({ registers, vectors }),
    { name: welcome.device, signingKey },
    crypto,
  );
  const revision = (await door.put('people', key, sealed, 0))!;
  const digest = toggleDigest(NO_DIGEST, await personDigest(anna.id, registers, crypto));
  const report = async (revisionRead: number, people: number, shown: string, rules: string | null = null) =>
    door.put(
      'health',
      welcome.device,
      await signReport(
        {
          ...{
            device: welcome.device,
            atMs: door.hubMs(),
            skewMs: 0,
            version: '0.1.0',
            epoch: sealingKey.epoch,
            people,
            digest: shown,
          },
          ...{
            revision: revisionRead,
            unsentPeople: 0,
            unsentEvents: 0,
            rules,
            rulesLeftOut: [],
            refused: [],
          },
        },
        signingKey,
        crypto,
      ),
    );
  await report(revision, 1, digest);
  await page.getByText('In sync', { exact: true }).waitFor();
  await look(page, 'doors');
  await report(revision, 1, 'ab'.repeat(16));
  await page.getByText('Holds other people').waitFor();

  // People: found, suspended, erased; the receipt waits for the door's own word.
  await page.setViewportSize(DESKTOP);
  await page.getByRole('button', { name: 'People' }).click();
  await page.getByLabel('Name or badge number').fill('berg');
  await look(page, 'people');
  await page.getByRole('button', { name: 'Open Anna Berg' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Anna Bergh');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Open Anna Bergh' }).click();
  await page.getByRole('button', { name: 'Suspend at every door' }).click();
  await page.getByText('Suspended', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Open Anna Bergh' }).click();
  await page.getByRole('button', { name: 'Erase at every door' }).click();
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await page.getByText('Erased at the hub, and at 0 of 4 doors.').waitFor();
  await page.getByText('North gate').last().waitFor();
  await look(page, 'erased', COLOURS);
  const erased = (await door.get('people', key))!;
  await report(erased.revision, 0, digest);
  await page.getByText('Erased at the hub, and at 1 of 4 doors.').waitFor();
  const [receipt] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the signed receipt' }).click(),
  ]);
  const receiptFile = join(home, 'receipt.json');
  await receipt.saveAs(receiptFile);
  expect(await readFile(receiptFile, 'utf8')).toContain('North gate');
  await page.getByRole('button', { name: 'Done' }).click();

  // A folder of photos: who can be enrolled is shown first, and is known to the site then.
  const photos = join(home, 'photos');
  await mkdir(join(photos, 'Ben_Holm'), { recursive: true });
  const drawn = { person: SYNTHETIC_PEOPLE.a, seconds: 2, fps: 1, motion: 'calm' } as const;
  for (const [at, frame] of [...syntheticFrames(drawn)].entries())
    await writeFile(join(photos, 'Ben_Holm', `${at}.jpg`), await encodeJpeg(frame));
  await writeFile(join(photos, 'Cara.jpg'), 'words');
  await page.getByRole('button', { name: 'Enrol from a folder' }).click();
  await page.getByLabel('Each person was told this, and has agreed').check();
  await page.getByLabel('Folder of photos').setInputFiles(photos);
  await page.getByText('Can be enrolled: 1').waitFor();
  await page.getByText('Photos that are not used: 1').click();
  await page.getByText('It is no photo that browsers read').waitFor();
  await look(page, 'enrol');
  await page.getByRole('button', { name: 'Enrol them at every door' }).click();
  await page.getByText('Enrolled: 1.').waitFor();
  const held = await subjectsAt(door, sealingKey.key, siteKey);
  expect(held).toMatchObject([
    {
      ...{ name: 'Ben Holm', badge: null, entryRule: 'face' },
      consent: { textVersion: FLEET_IMPORTED_TEXT_VERSION },
    },
  ]);
  expect(held[0].template?.embeddings.length).toBeGreaterThan(0);
  await page.getByLabel('Each person was told this, and has agreed').check();
  await page.getByLabel('Folder of photos').setInputFiles(photos);
  await page.getByText('Nobody can be enrolled from these photos.').waitFor();
  await page
    .getByText('Ben Holm has the face of somebody who is enrolled already: Ben Holm.')
    .first()
    .waitFor();

  // Rules: what is decided here, and which doors have it.
  await page.getByRole('button', { name: 'Rules' }).click();
  await page.getByText('Nothing is decided here yet').waitFor();
  await page.getByText('Strict', { exact: true }).click();
  await page.getByText('How strict: Each door decides becomes Strict').waitFor();
  await page.getByText('The console decides').nth(1).click();
  await look(page, 'rules');
  await page.getByRole('button', { name: 'Save for every door' }).click();
  await page.getByText('0 of 4 doors have taken these rules.').waitFor();
  const { value: sealedRules } = (await door.get('policy', DOOR_GROUP))!;
  const openers = { keyOf: () => sealingKey.key, verifierOf: () => siteKey };
  const rulesPlace = placeOfKey('policy', DOOR_GROUP);
  const { body } = await openRecord(rulesPlace, sealedRules!, openers, crypto);
  const rules = decodeRegisters(body);
  expect(valuesOf(rules)).toEqual({ policy: 'strict', hours: 'always' });
  await report(erased.revision, 0, digest, latestStamp(rules));
  await page.getByText('1 of 4 doors have taken these rules.').waitFor();
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(page, 'rules-dark');
  await page.emulateMedia({ colorScheme: 'light' });

  // The door's log comes to the console, with a record that was taken out on its way.
  const sealer = new EventSealer(welcome.device, fromHex(welcome.auditKey), crypto);
  let head = EMPTY_HEAD;
  let after = 0;
  for (const index of [0, 1, 2, 3]) {
    const entry = await nextEntry(head, { kind: 'unlocked', role: 'operator' }, door.hubMs(), crypto);
    head = headAfter(head, entry);
    if (index === 2) continue;
    const event = { device: welcome.device, index, sealed: await sealer.seal(entry, door.hubMs()) };
    after = (await door.publishEvent(event, after))!;
  }
  await page.getByRole('button', { name: 'Records', exact: true }).click();
  await page.getByText('record 2 is missing.').waitFor();
  await look(page, 'records');
  await page.getByRole('button', { name: 'Keys' }).click();
  const [heads] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the signed heads' }).click(),
  ]);
  await heads.saveAs(join(home, 'heads.json'));
  const signed = await readHeads(await readFile(join(home, 'heads.json'), 'utf8'), welcome.siteKey);
  expect(signed?.heads).toEqual([
    { device: welcome.device, name: 'North gate', index: 3, hash: head.lastHash },
  ]);
  await page.getByRole('button', { name: 'Publish the heads now' }).click();
  // The first ones were published when the console was opened, before any log came.
  const published = async () => (await readHeads(received.at(-1) ?? '', welcome.siteKey))?.heads;
  await expect.poll(published).toEqual([{ device: welcome.device, index: 3, hash: head.lastHash }]);
  await page.getByText('Their receiver has answered.').waitFor();
  expect(received.join()).not.toContain('North gate');
  await look(page, 'keys', COLOURS);

  // A list from elsewhere, and what it would change.
  await page.getByRole('button', { name: 'Lists' }).click();
  const list = { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('name;badge\nNew Person;99\n') };
  await page.locator('input[type=file]').setInputFiles(list);
  await page.getByText('1 are new').waitFor();
  await look(page, 'list', COLOURS);

  // Nobody uses it for two minutes. A visit later this browser asks for the passphrase alone, another one for the file.
  await page.clock.install();
  await page.reload();
  await page.getByLabel('Passphrase of the kit').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('heading', { name: 'North gate' }).waitFor();
  await page.clock.fastForward(OPERATOR_IDLE_MS + 1_000);
  await page.getByText('The console locked itself').waitFor();
  await look(page, 'locked', COLOURS);
  await page.getByLabel('Passphrase of the kit').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('heading', { name: 'North gate' }).waitFor();
  const other = await browser.newContext({ viewport: PHONE, colorScheme: 'dark', locale: 'ar' });
  const otherPage = await other.newPage();
  otherPage.setDefaultTimeout(60_000);
  await otherPage.goto(`${site.url}console/`);
  await otherPage.locator('input[type=file]').setInputFiles(kitFile);
  await otherPage.locator('input[type=password]').fill(PASSPHRASE);
  await look(otherPage, 'kit-dark-ar', COLOURS);
  await otherPage.locator('input[type=password]').press('Enter');
  await otherPage.getByRole('heading', { name: 'North gate' }).waitFor();
  await look(otherPage, 'doors-dark-ar');
  await otherPage.locator('nav button').nth(2).click();
  await otherPage.locator('fleet-rules form').waitFor();
  await look(otherPage, 'rules-dark-ar', COLOURS);
  await otherPage.locator('nav button').nth(1).click();
  await otherPage.locator('fleet-people .panel-head wa-button').click();
  await otherPage.locator('fleet-enrol-folder input[type=checkbox]').check();
  await look(otherPage, 'enrol-dark-ar');

  // The tablet is stolen: one button shuts it out, and seals everything anew.
  await otherPage.locator('nav button').first().click();
  const row = otherPage
    .getByRole('listitem')
    .filter({ has: otherPage.getByRole('heading', { name: 'North gate' }) });
  await row.locator('wa-button').last().click();
  await look(otherPage, 'remove-dark-ar', COLOURS);
  await otherPage.locator('fleet-remove-door wa-button[variant=danger]').click();
  await otherPage.locator('fleet-remove-door kiosk-note[tone=good]').waitFor();
  await expect.poll(() => door.status).toBe('refused');
  await look(otherPage, 'removed-dark-ar', COLOURS);

  // A hub that was begun anew belongs to the site again by its kit, and lets its doors in.
  const empty = await Hub.open({ folder: join(home, 'anew'), binary: findNats()!, say: () => undefined });
  const anew = await serveKiosk({
    ...{ dist: TOOLS_DIST_FOLDER, port: 0, host: '127.0.0.1' },
    more: extensionOf(empty),
  });
  try {
    await page.goto(`${anew.url}console/`);
    await page.getByLabel('Set-up code').fill(empty.setUpCode.text);
    await page.getByRole('button', { name: 'I have a kit of this site already' }).click();
    await page.locator('input[type=file]').setInputFiles(kitFile);
    await page.getByLabel('Passphrase of the kit').fill(PASSPHRASE);
    await look(page, 'earlier-kit', COLOURS);
    await page.getByRole('button', { name: 'Open the kit' }).click();
    await page.getByRole('button', { name: 'Finish the set-up' }).click();
    await page.getByText('No door has joined yet.').waitFor();
    expect(empty.state).toMatchObject({ state: 'ready', siteId: hub.state.siteId });
    const back = linkAs(welcome.device, { jwt: welcome.jwt, seed: tablet.keys.seed }, anew.url);
    await back.whenUp(AbortSignal.timeout(60_000));
    expect(back.status).toBe('up');
  } finally {
    await page.goto('about:blank');
    await Promise.all([anew.close(), empty.close()]);
  }

  expect(elsewhere.filter((url) => !url.startsWith(anew.url))).toEqual([]);
  expect(faults).toEqual([]);
});

/** What a page loads before it runs: its own script and all that this one imports. */
async function startOf(pageFile: string): Promise<Set<string>> {
  const html = await readFile(join(TOOLS_DIST_FOLDER, pageFile), 'utf8');
  const found = new Set<string>();
  const waiting = [...html.matchAll(/(?:src|href)="\.{1,2}\/([^"]+\.js)"/g)].map(([, path]) => path);
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const script = await readFile(join(TOOLS_DIST_FOLDER, path), 'utf8');
    for (const [, name] of script.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
      waiting.push(`assets/${name}`);
  }
  return found;
}

test('no door stores the console, and no kiosk starts with any of it', async () => {
  const worker = await readFile(join(TOOLS_DIST_FOLDER, 'service-worker.js'), 'utf8');
  const own = await readdir(join(TOOLS_DIST_FOLDER, 'console'));
  expect(own.length).toBeGreaterThan(2);
  for (const name of own.filter((file) => file !== 'index.html')) expect(worker).not.toContain(name);
  expect(worker).not.toContain('console/');
  const start = await startOf('index.html');
  expect(start.size).toBeGreaterThan(3);
  for (const path of start) {
    expect(path).toMatch(/^assets\//);
    expect(worker).toContain(path);
    const script = await readFile(join(TOOLS_DIST_FOLDER, path), 'utf8');
    // Of NATS, of HPKE, of the words and of the console's pages.
    for (const sign of ['_INBOX', 'HPKE-v1', 'abandon,ability', 'abandon\\nability', 'fleet-console'])
      expect(script.includes(sign), `${path} has ${sign}`).toBe(false);
  }
});
