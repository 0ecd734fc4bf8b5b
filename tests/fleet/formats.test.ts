import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../simulator/builders.ts';
import { encodeUtf8, fromHex } from '../../src/storage/bytes.ts';
import type { AuditEntry } from '../../src/storage/types.ts';
import {
  importBoxKeys,
  importSigningKey,
  makePair,
  makeStoredKeys,
  publicHalves,
} from '../../src/fleet/device-keys.ts';
import { packEntry, unpackEntry } from '../../src/fleet/entry-codec.ts';
import { FleetError, type FleetErrorCode } from '../../src/fleet/errors.ts';
import { signReport, verifyReport } from '../../src/fleet/health-report.ts';
import { BOX_KEY } from '../../src/fleet/hpke.ts';
import { makeAnswer, makeRequest, readAnswer, readRequest } from '../../src/fleet/join-messages.ts';
import { checkWordsOf, joinSecretOf, makeJoinWords, parseJoinWords } from '../../src/fleet/join-words.ts';
import { SITE } from '../../src/fleet/names.ts';
import { Roster } from '../../src/fleet/roster.ts';
import { EventOpener, EventSealer } from '../../src/fleet/sealed-events.ts';
import { openRecord, sealRecord, SIGNING_KEY, type Writer } from '../../src/fleet/sealed-record.ts';
import type { Welcome } from '../../src/fleet/welcome.ts';

const NOW_MS = Date.UTC(2026, 10, 30, 12);
const ANN = '11111111-1111-4111-8111-111111111111';

async function refusal(promise: Promise<unknown>): Promise<FleetErrorCode | 'opens'> {
  return promise.then(
    () => 'opens' as const,
    (error: unknown) => {
      expect(error).toBeInstanceOf(FleetError);
      return (error as FleetError).code;
    },
  );
}

const newKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
const newSigner = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(SIGNING_KEY, false, ['sign', 'verify']);

describe('a record of a person', async () => {
  const [zone, otherZone, site, thief] = [
    await newKey(),
    await newKey(),
    await newSigner(),
    await newSigner(),
  ];
  const doors = { enrols: await makeStoredKeys(crypto), checks: await makeStoredKeys(crypto) };
  const roster = new Roster(site.publicKey, crypto);
  const ids = { enrols: crypto.randomUUID(), checks: crypto.randomUUID() };
  for (const [name, keys] of Object.entries(doors)) {
    await roster.put({
      ...{ id: ids[name as keyof typeof ids], name, keys: publicHalves(keys), zones: ['all'] },
      ...{ mayEnrol: name === 'enrols', version: 1, joinedAtMs: NOW_MS },
    });
  }
  const body = encodeUtf8('a person');
  const place = `people.all.${ANN}`;
  const bySite: Writer = { name: SITE, signingKey: site.privateKey };
  const openers = {
    keyOf: (epoch: number) => (epoch === 3 ? zone : null),
    verifierOf: (writer: string, where: string, epoch: number) => roster.verifierOf(writer, where, epoch),
  };
  const seal = (writer: Writer, where = place, key = zone, epoch = 3) =>
    sealRecord(where, { epoch, key }, body, writer, crypto);
  const open = (sealed: Uint8Array, where = place) => openRecord(where, sealed, openers, crypto);
  const byDoor = async (door: 'enrols' | 'checks'): Promise<Writer> => ({
    name: ids[door],
    signingKey: await importSigningKey(doors[door], crypto),
  });

  test('opens at its place, whoever wrote it that may', async () => {
    expect(await open(await seal(bySite))).toEqual({ writer: SITE, body });
    expect(await open(await seal(await byDoor('enrols')))).toEqual({ writer: ids.enrols, body });
  });

  test.each<[string, FleetErrorCode, () => Promise<unknown>]>([
    [
      'moved to another person',
      'sealed',
      async () => open(await seal(bySite), `people.all.${crypto.randomUUID()}`),
    ],
    ['moved to another zone', 'sealed', async () => open(await seal(bySite), `people.lab.${ANN}`)],
    ['under the key of another zone', 'sealed', async () => open(await seal(bySite, place, otherZone))],
    ['of an epoch whose key is not here', 'keyMissing', async () => open(await seal(bySite, place, zone, 4))],
    ['by a door that may not enrol', 'unsigned', async () => open(await seal(await byDoor('checks')))],
    [
      'for another zone, by a door of this one',
      'unsigned',
      async () => open(await seal(await byDoor('enrols'), `people.lab.${ANN}`), `people.lab.${ANN}`),
    ],
    [
      'of the rules, by a door',
      'unsigned',
      async () => open(await seal(await byDoor('enrols'), 'policy.all'), 'policy.all'),
    ],
    [
      'in the name of the site, by a thief with the key of the zone',
      'unsigned',
      async () => open(await seal({ name: SITE, signingKey: thief.privateKey })),
    ],
    [
      'by nobody known',
      'unsigned',
      async () => open(await seal({ name: 'x', signingKey: thief.privateKey })),
    ],
    ['cut short', 'sealed', async () => open((await seal(bySite)).slice(0, -1))],
    ['cut to nothing', 'sealed', async () => open(new Uint8Array(4))],
    [
      'with another epoch written on it',
      'keyMissing',
      async () => {
        const sealed = await seal(bySite);
        sealed[1] ^= 1;
        return open(sealed);
      },
    ],
    [
      'of a later version',
      'newer',
      async () => {
        const sealed = await seal(bySite);
        sealed[0] = 2;
        return open(sealed);
      },
    ],
  ])('is refused: %s', async (_, code, tried) => {
    expect(await refusal(tried())).toBe(code);
  });

  test('holds nothing readable', async () => {
    const text = Buffer.from(await seal(bySite)).toString('latin1');
    expect([text.includes('a person'), text.includes(SITE), text.includes(ANN)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('what a door says of its health is verified by its own key', async () => {
    const report = {
      ...{ device: ids.checks, atMs: NOW_MS, skewMs: -20, version: '1', epoch: 1 },
      ...{ people: 2, digest: '0'.repeat(32), rules: null, rulesLeftOut: [] },
      ...{ revision: 7, unsentPeople: 0, unsentEvents: 1, refused: [{ key: 'all.x', why: 'sealed' }] },
    };
    const verifierOf = (device: string) => roster.verifierOfDevice(device);
    const signed = await signReport(report, await importSigningKey(doors.checks, crypto), crypto);
    expect(await verifyReport(signed, verifierOf, crypto)).toEqual(report);
    const forged = await signReport(report, await importSigningKey(doors.enrols, crypto), crypto);
    expect(await refusal(verifyReport(forged, verifierOf, crypto))).toBe('unsigned');
    expect(await refusal(verifyReport(encodeUtf8('{}'), verifierOf, crypto))).toBe('invalid');
  });
});

describe('joining', async () => {
  const words = makeJoinWords(crypto);
  const secret = await joinSecretOf(words, crypto);
  const keys = await makeStoredKeys(crypto);
  const request = { keys: publicHalves(keys), people: 3, otherConsent: 1, version: '1' };
  const welcome: Welcome = {
    ...{ device: crypto.randomUUID(), name: 'Gate', siteName: 'Works', jwt: 'x', mayEnrol: true },
    ...{
      zones: { all: { oldest: 1, keys: ['ab'.repeat(32)] } },
      siteKey: keys.signing.public,
      auditKey: keys.box.public,
    },
  };

  test('the words are read whole, cut to four letters, in capitals, with dots', () => {
    expect(parseJoinWords(words.join(' '))).toEqual(words);
    expect(parseJoinWords(words.map((word) => word.slice(0, 4).toUpperCase()).join(' . '))).toEqual(words);
    expect(() => parseJoinWords(words.slice(1).join(' '))).toThrow(FleetError);
    expect(() => parseJoinWords(`${words.slice(1).join(' ')} facegate`)).toThrow(FleetError);
  });

  test('the console reads what the tablet asks, and the tablet what it answers', async () => {
    const sent = await makeRequest(request, secret, crypto);
    expect(await readRequest(sent, secret, crypto)).toEqual(request);
    const answer = await makeAnswer(welcome, request, secret);
    expect(await readAnswer(answer, keys.nkey, await importBoxKeys(keys, crypto), secret)).toEqual(welcome);
    expect(await checkWordsOf(sent, crypto)).toHaveLength(4);
  });

  test('keys that somebody put in between are refused, and so is an answer without the words', async () => {
    const other = await joinSecretOf(makeJoinWords(crypto), crypto);
    const sent = Buffer.from(await makeRequest(request, secret, crypto)).toString();
    const swapped = publicHalves(await makeStoredKeys(crypto));
    const forged = encodeUtf8(sent.replace(request.keys.boxKey, swapped.boxKey));
    expect(await refusal(readRequest(forged, secret, crypto))).toBe('joinRefused');
    expect(await refusal(readRequest(await makeRequest(request, other, crypto), secret, crypto))).toBe(
      'joinRefused',
    );
    const box = await importBoxKeys(keys, crypto);
    const stranger = await makeAnswer(welcome, request, { ...other, id: secret.id });
    expect(await refusal(readAnswer(stranger, keys.nkey, box, secret))).toBe('joinRefused');
    const meant = await makeAnswer(welcome, { ...request, keys: swapped }, secret);
    expect(await refusal(readAnswer(meant, keys.nkey, box, secret))).toBe('joinRefused');
  });
});

describe('an entry of a log', async () => {
  const pair = await makePair({ ...BOX_KEY }, ['deriveBits'], crypto);
  const opener = new EventOpener(await importBoxKeys({ box: pair }, crypto), crypto);
  const entry: AuditEntry = {
    ...{
      index: 7,
      atMs: NOW_MS,
      event: { kind: 'locked' },
      previousHash: '0'.repeat(64),
      hash: '1'.repeat(64),
    },
  };
  const sealer = new EventSealer('gate', fromHex(pair.public), crypto);
  const sealed = await sealer.seal(entry, NOW_MS);

  test('opens for the console, as the entry of that door at that index alone', async () => {
    expect(await opener.open('gate', 7, sealed)).toEqual(entry);
    expect(await refusal(opener.open('yard', 7, sealed))).toBe('sealed');
    expect(await refusal(opener.open('gate', 8, sealed))).toBe('sealed');
    expect(await refusal(opener.open('gate', 7, sealed.slice(0, -1)))).toBe('sealed');
    const others = new EventOpener(
      await importBoxKeys({ box: await makePair({ ...BOX_KEY }, ['deriveBits'], crypto) }, crypto),
      crypto,
    );
    expect(await refusal(others.open('gate', 7, sealed))).toBe('sealed');
  });

  test('is small, and whole whatever its length', async () => {
    const event = { kind: 'verdict' as const, verdict: verdictOf({ subjectId: ANN }) };
    const [previousHash, hash] = ['a1'.repeat(32), 'b2'.repeat(32)];
    const verdict = await sealer.seal({ ...entry, event, previousHash, hash }, NOW_MS);
    expect(verdict.length).toBeLessThan(450);
    const long = {
      ...entry,
      event: { kind: 'verdict' as const, verdict: verdictOf({ subjectId: 'é'.repeat(9_000) }) },
    };
    expect(await opener.open('gate', 7, await sealer.seal(long, NOW_MS))).toEqual(long);
  });

  test('of a door that says less than it packed fills no memory, and is refused', () => {
    const bomb = packEntry({
      ...entry,
      previousHash: 'f'.repeat(64),
      event: { kind: 'deleted', subjectId: '0'.repeat(60_000) },
    });
    bomb.set([0, 0, 9], 64);
    expect(() => unpackEntry(bomb)).toThrow(FleetError);
    expect(() => unpackEntry(new Uint8Array(3))).toThrow(FleetError);
  });

  test('shares its key with the other entries of the day, and not with those of the next', async () => {
    const keyOf = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(1, 114)).toString('hex');
    const next = await sealer.seal({ ...entry, index: 8 }, NOW_MS + 60_000);
    const tomorrow = await sealer.seal({ ...entry, index: 9 }, NOW_MS + 86_400_000);
    expect([keyOf(next) === keyOf(sealed), keyOf(tomorrow) === keyOf(sealed)]).toEqual([true, false]);
    expect((await opener.open('gate', 9, tomorrow)).index).toBe(9);
  });
});
