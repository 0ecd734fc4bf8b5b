import { beforeEach, describe, expect, it } from 'vitest';
import {
  makeStoredKeys,
  publicHalves,
  importBoxKeys,
  importSigningKey,
} from '../../src/fleet/device-keys.ts';
import { type HealthReport, signReport } from '../../src/fleet/health-report.ts';
import { makeRequest, readAnswer } from '../../src/fleet/join-messages.ts';
import { checkWordsOf, joinSecretOf, makeJoinWords } from '../../src/fleet/join-words.ts';
import { joinSubject } from '../../src/fleet/names.ts';
import type { Device } from '../../src/fleet/roster.ts';
import { verifyFile } from '../../src/fleet/signed-file.ts';
import { FleetError } from '../../src/fleet/errors.ts';
import { type Door, doorState, isClockWrong } from '../../src/console/site/door-state.ts';
import { JoinDesk } from '../../src/console/site/join-desk.ts';
import { RECEIPT, signReceipt } from '../../src/console/site/receipts.ts';
import { encodeUtf8, type Bytes } from '../../src/storage/bytes.ts';
import { TestSite } from './test-site.ts';

const DIGEST = 'ab'.repeat(16);
const OWN = { people: 3, digest: DIGEST, revision: 9, rules: null };
const REPORT: HealthReport = {
  ...{ device: '', atMs: 0, skewMs: 0, version: '1', epoch: 1, people: 3, digest: DIGEST, revision: 9 },
  ...{ unsentPeople: 0, unsentEvents: 0, rules: null, rulesLeftOut: [], refused: [] },
};

let site: TestSite;
beforeEach(async () => {
  site = await TestSite.make();
});

async function joined(name = 'Gate') {
  const keys = await makeStoredKeys(crypto);
  const device: Device = {
    ...{ id: crypto.randomUUID(), name, keys: publicHalves(keys), zones: ['all'] },
    ...{ mayEnrol: true, version: 1, joinedAtMs: 1 },
  };
  const signed = async (report: Partial<HealthReport>) =>
    signReport({ ...REPORT, device: device.id, ...report }, await importSigningKey(keys, crypto), crypto);
  return { keys, device, signed };
}

/** Until what was put is read. */
async function settled(read: () => unknown, wanted: unknown): Promise<void> {
  await expect.poll(read).toEqual(wanted);
}

describe('how a door stands', () => {
  const door = (report: Partial<HealthReport> | null, hubMs = 0): Door => ({
    device: {} as Device,
    heard: report && { report: { ...REPORT, ...report }, hubMs },
    forged: false,
  });
  it.each([
    ['joining', door(null), 0],
    ['inSync', door({}), 1_000],
    ['inSync', door({ revision: 4 }), 1_000],
    ['behind', door({ digest: 'cd'.repeat(16), revision: 8 }), 1_000],
    ['behind', door({ people: 4, unsentPeople: 1 }), 1_000],
    // As many people, and others: a count alone would say that all is well.
    ['differs', door({ digest: 'cd'.repeat(16) }), 1_000],
    ['differs', door({ people: 2 }), 1_000],
    ['silent', door({}), 121_000],
  ] as const)('is %s', (state, what, nowMs) => {
    expect(doorState(what, OWN, nowMs)).toBe(state);
  });

  it('has a wrong clock from two minutes on', () => {
    expect([119_000, 121_000, -121_000].map((skewMs) => isClockWrong(door({ skewMs })))).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('the doors of a site', () => {
  it('takes a device and its word only as signed, and says so otherwise', async () => {
    const { doors } = site.console();
    const following = new AbortController();
    void doors.follow(following.signal);
    const [gate, other] = [await joined('Gate'), await joined('Other')];
    const writer = site.console();
    await writer.doors.put(gate.device);
    await writer.doors.put(other.device);
    site.hub.put('health', gate.device.id, await gate.signed({ people: 7 }));
    await settled(() => doors.doors.map(({ heard }) => heard?.report.people ?? null), [7, null]);
    // Another door signs in its place.
    site.hub.put('health', gate.device.id, await other.signed({ device: gate.device.id }));
    // A device that the site has not signed for.
    site.hub.put('roster', crypto.randomUUID(), new Uint8Array(300));
    await settled(() => [doors.doors[0]?.forged, doors.refused.size], [true, 1]);
    expect(doors.doors[0]?.heard?.report.people).toBe(7);
    following.abort();
  });
});

describe('the desk where tablets join', () => {
  async function tablet(words: readonly string[]) {
    const keys = await makeStoredKeys(crypto);
    const secret = await joinSecretOf(words, crypto);
    const facts = { people: 4, otherConsent: 1, version: '0.1.0' };
    const request = await makeRequest({ keys: publicHalves(keys), ...facts }, secret, crypto);
    const ask = () => site.hub.ask(joinSubject(secret.id), request);
    const open = async (answer: Bytes) =>
      readAnswer(answer, keys.nkey, await importBoxKeys(keys, crypto), secret);
    return { keys, request, ask, open };
  }

  it('lets in whom somebody let in, with the same four words on both screens', async () => {
    const { link, doors } = site.console();
    const desk = new JoinDesk(link, site.kit, doors, () => site.keys.epochs.keysFrom(1), crypto);
    const words = makeJoinWords(crypto);
    await desk.open(words);
    const [one, two] = [await tablet(words), await tablet(words)];
    expect([await one.ask(), await two.ask(), await one.ask()]).toEqual([null, null, null]);
    expect(desk.tablets.map(({ checkWords }) => checkWords)).toEqual([
      await checkWordsOf(one.request, crypto),
      await checkWordsOf(two.request, crypto),
    ]);
    expect(desk.tablets[0].request).toMatchObject({ people: 4, otherConsent: 1 });
    await desk.letIn(one.keys.nkey, { name: 'Gate', mayEnrol: false });
    const welcome = await one.open((await one.ask())!);
    expect(welcome).toMatchObject({ name: 'Gate', siteName: 'Harbour', mayEnrol: false });
    expect(welcome.zones).toEqual({ all: await site.keys.epochs.keysFrom(1) });
    expect(welcome.siteKey).toBe(site.kit.signing.public);
    expect(doors.doors.map(({ device }) => [device.id, device.name, device.mayEnrol])).toEqual([
      [welcome.device, 'Gate', false],
    ]);
    // The answer is for the one that was let in.
    expect(await two.ask()).toBeNull();
    await expect(two.open((await one.ask())!)).rejects.toThrow(FleetError);
  });

  it('refuses and counts whoever does not know the words, and hears nobody once it is closed', async () => {
    const { link, doors } = site.console();
    const desk = new JoinDesk(link, site.kit, doors, () => site.keys.epochs.keysFrom(1), crypto);
    const words = makeJoinWords(crypto);
    await desk.open(words);
    const { id } = await joinSecretOf(words, crypto);
    const stranger = await tablet(makeJoinWords(crypto));
    expect(await site.hub.ask(joinSubject(id), stranger.request)).toBeNull();
    expect([desk.tablets.length, desk.refused]).toEqual([0, 1]);
    desk.close();
    const late = await tablet(words);
    await late.ask();
    expect(desk.tablets).toEqual([]);
  });
});

describe('the receipt of an erasure', () => {
  it('names the doors that have said that they heard, and those that have not, and cannot be altered', async () => {
    const door = (id: string, revision: number | null): Door => ({
      device: { id, name: `Door ${id}` } as Device,
      heard: revision === null ? null : { report: { ...REPORT, revision }, hubMs: 0 },
      forged: false,
    });
    const erasure = { id: 'person', revision: 9, erasedAtMs: site.hub.nowMs };
    const facts = { siteId: 's', siteName: 'Harbour', siteKey: site.kit.signing.public };
    const doors = [door('a', 9), door('b', 8), door('c', null)];
    const text = await signReceipt(facts, erasure, doors, site.hub.nowMs, site.keys, crypto);
    const content = await verifyFile(RECEIPT, encodeUtf8(text), site.keys.verifier, crypto);
    expect(content).toMatchObject({
      format: RECEIPT,
      subjectId: 'person',
      doorsThatErased: [{ id: 'a', name: 'Door a' }],
      doorsNotYetHeard: [{ id: 'b' }, { id: 'c' }],
    });
    const altered = encodeUtf8(text.replaceAll('Door b', 'Door x'));
    await expect(verifyFile(RECEIPT, altered, site.keys.verifier, crypto)).rejects.toThrow(FleetError);
    await expect(verifyFile('other', encodeUtf8(text), site.keys.verifier, crypto)).rejects.toThrow(
      FleetError,
    );
    await expect(verifyFile(RECEIPT, encodeUtf8('{}'), site.keys.verifier, crypto)).rejects.toThrow(
      FleetError,
    );
  });
});
