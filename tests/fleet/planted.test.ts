/** @file What somebody plants at the hub: each is kept out and named, and stops nothing else. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { SimulatedDoor } from '../../simulator/fleet/simulated-door.ts';
import { simulatedSubject, siteRecordOf } from '../../simulator/fleet/simulated-subject.ts';
import { type TestDevice, TestFleet } from '../../simulator/fleet/test-fleet.ts';
import { makeStamp } from '../../src/fleet/clock.ts';
import { importSigningKey } from '../../src/fleet/device-keys.ts';
import { verifyReport } from '../../src/fleet/health-report.ts';
import { type Bucket, placeOfKey, SITE } from '../../src/fleet/names.ts';
import { encodePerson, type FleetPerson, NOBODY } from '../../src/fleet/person-codec.ts';
import { editRegisters, type Json, NO_REGISTERS } from '../../src/fleet/registers.ts';
import { encodeDevice, importVerifier } from '../../src/fleet/roster.ts';
import { sealRecord, type SealingKey, SIGNING_KEY, type Writer } from '../../src/fleet/sealed-record.ts';
import { type Bytes, encodeUtf8 } from '../../src/storage/bytes.ts';

describe.skipIf(findNats() === null)('a door', () => {
  let fleet: TestFleet;
  let door: SimulatedDoor;
  let site: Writer;
  let thief: Writer;
  /** May only check. */
  let checker: TestDevice;

  beforeAll(async () => {
    fleet = await TestFleet.start();
    site = { name: SITE, signingKey: fleet.site.signing.privateKey };
    const keys = await crypto.subtle.generateKey(SIGNING_KEY, false, ['sign', 'verify']);
    thief = { name: SITE, signingKey: keys.privateKey };
    checker = await fleet.device();
    await fleet.enlist(checker, false);
    door = await SimulatedDoor.join(fleet, { mayEnrol: false });
  });

  afterAll(async () => {
    await door.stop();
    await fleet.stop();
  });

  const personNamed = (name: string, atMs = Date.now()): Promise<FleetPerson> =>
    siteRecordOf(simulatedSubject({ name }), atMs);

  async function sealed(
    key: string,
    body: Bytes,
    {
      writer = site,
      zone = fleet.site.zone,
      bucket = 'people',
    }: { writer?: Writer; zone?: SealingKey; bucket?: Bucket } = {},
  ): Promise<Bytes> {
    return sealRecord(placeOfKey(bucket, key), zone, body, writer, crypto);
  }

  const writerOf = async ({ id, keys }: TestDevice): Promise<Writer> => ({
    name: id,
    signingKey: await importSigningKey(keys, crypto),
  });

  const otherZone = async (): Promise<SealingKey> => ({
    epoch: 1,
    key: await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
  });

  const whyOf = (place: string) => door.refused.find(({ key }) => key === place)?.why;

  const person = async (name = 'Eve'): Promise<Bytes> => encodePerson(await personNamed(name));
  const bent = (bytes: Bytes, at: number, by: number): Bytes =>
    bytes.map((byte, i) => (i === at ? byte ^ by : byte));
  const odd = (fields: Readonly<Record<string, Json>>): Bytes =>
    encodePerson({ ...NOBODY, registers: editRegisters(NO_REGISTERS, fields, () => makeStamp(1, 0, SITE)) });

  const PLANTED: readonly [string, string, (key: string) => Promise<Bytes>][] = [
    ['moved from another person', 'sealed', async () => sealed(`all.${randomUUID()}`, await person())],
    ['moved from another bucket', 'sealed', async (key) => sealed(key, await person(), { bucket: 'policy' })],
    [
      'sealed by another key',
      'sealed',
      async (key) => sealed(key, await person(), { zone: await otherZone() }),
    ],
    ['cut short', 'sealed', async (key) => (await sealed(key, await person())).slice(0, -1)],
    ['cut to nothing', 'sealed', () => Promise.resolve(new Uint8Array(3))],
    ['not sealed at all', 'sealed', async () => Uint8Array.of(1, 1, 0, 0, 0, ...(await person()))],
    ['altered', 'sealed', async (key) => bent(await sealed(key, await person()), 400, 1)],
    ['with another epoch on it', 'keyMissing', async (key) => bent(await sealed(key, await person()), 1, 2)],
    ['of a newer program', 'newer', async (key) => bent(await sealed(key, await person()), 0, 2)],
    [
      'in the site’s name by a thief of the zone’s key',
      'unsigned',
      async (key) => sealed(key, await person(), { writer: thief }),
    ],
    [
      'by a door that may only check',
      'unsigned',
      async (key) => sealed(key, await person(), { writer: await writerOf(checker) }),
    ],
    [
      'by a stranger',
      'unsigned',
      async (key) => sealed(key, await person(), { writer: { ...thief, name: randomUUID() } }),
    ],
    ['of no person', 'invalid', async (key) => sealed(key, encodeUtf8('{"fields":{}}'))],
    ['of somebody who has only a name', 'invalid', async (key) => sealed(key, odd({ name: 'Eve' }))],
  ];

  it.each(PLANTED)('keeps out and names a record %s', async (_what, why, make) => {
    const key = `all.${randomUUID()}`;
    await fleet.console.put('people', key, await make(key));
    await expect.poll(() => whyOf(`people.${key}`)).toBe(why);
    expect(await door.names()).not.toContain('Eve');
  });

  it('takes in the others meanwhile', async () => {
    const keys = Array.from({ length: 3 }, () => `all.${randomUUID()}`);
    await fleet.console.put('people', keys[0], await sealed(keys[0], await person('Ann')));
    await fleet.console.put('people', keys[1], await sealed(keys[1], odd({ name: 'Eve' })));
    await fleet.console.put('people', keys[2], await sealed(keys[2], await person('Bob')));
    await expect.poll(() => door.names()).toEqual(['Ann', 'Bob']);
    await expect.poll(() => whyOf(`people.${keys[1]}`)).toBe('invalid');
  });

  it('goes back for nobody: an older record, or a bare deletion, changes nothing', async () => {
    const key = `all.${randomUUID()}`;
    const old = await sealed(key, encodePerson(await personNamed('Cid', Date.now() - 1_000)));
    await fleet.console.put('people', key, old);
    await expect.poll(() => door.names()).toContain('Cid');
    await fleet.console.put('people', key, await sealed(key, await person('Cyd')));
    await expect.poll(() => door.names()).toContain('Cyd');
    await fleet.console.put('people', key, old);
    await fleet.mark('people', key, 'DEL');
    const after = `all.${randomUUID()}`;
    await fleet.console.put('people', after, await sealed(after, await person('Dan')));
    await expect.poll(() => door.names()).toContain('Dan');
    expect(await door.names()).toContain('Cyd');
    expect(await door.names()).not.toContain('Cid');
  });

  it('takes a record once its writer is in the roster, also after a restart', async () => {
    const [later, latest] = [await fleet.device(), await fleet.device()];
    for (const [writer, name] of [
      [later, 'Finn'],
      [latest, 'Gil'],
    ] as const) {
      const key = `all.${randomUUID()}`;
      await fleet.console.put(
        'people',
        key,
        await sealed(key, await person(name), { writer: await writerOf(writer) }),
      );
      await expect.poll(() => whyOf(`people.${key}`)).toBe('unsigned');
    }
    await fleet.enlist(later, true);
    await expect.poll(() => door.names()).toContain('Finn');
    await door.stop();
    await fleet.enlist(latest, true);
    await door.begin();
    await expect.poll(() => door.names()).toContain('Gil');
  });

  it('takes the roster and the rules from the site alone', async () => {
    const enrolling = await fleet.device();
    await fleet.enlist(enrolling, true);
    const writer = await writerOf(enrolling);
    const device = {
      id: checker.id,
      name: 'Eve',
      mayEnrol: true,
      zones: ['all'],
      version: 2,
      joinedAtMs: 1,
    };
    const keys = {
      nkey: checker.keys.nkey,
      boxKey: checker.keys.box.public,
      signingKey: checker.keys.signing.public,
    };
    const body = encodeDevice({ ...device, keys });
    await fleet.console.put(
      'roster',
      checker.id,
      await sealed(checker.id, body, { writer, bucket: 'roster' }),
    );
    await expect.poll(() => whyOf(`roster.${checker.id}`)).toBe('unsigned');
    await fleet.putSigned('roster', enrolling.id, body);
    await expect.poll(() => whyOf(`roster.${enrolling.id}`)).toBe('invalid');
    const rules = (name: string): Bytes =>
      encodeUtf8(JSON.stringify(editRegisters(NO_REGISTERS, { name }, () => makeStamp(Date.now(), 0, SITE))));
    await fleet.console.put('policy', 'all', await sealed('all', rules('Eve'), { writer, bucket: 'policy' }));
    await expect.poll(() => whyOf('policy.all')).toBe('unsigned');
    expect(door.site.rulesAt).toBeNull();
    await fleet.putSigned('policy', 'all', rules('Works'));
    // No version knows such a field.
    await expect.poll(() => door.site.leftOut).toEqual(['name']);
    expect(whyOf('policy.all')).toBeUndefined();
  });

  it('says in its signed health what it keeps out', async () => {
    const key = `all.${randomUUID()}`;
    await fleet.console.put('people', key, await sealed(key, await person(), { zone: await otherZone() }));
    const verifier = await importVerifier(door.device.keys.signing.public, crypto);
    const told = async () => {
      const record = await fleet.console.get('health', door.device.id);
      const report = await verifyReport(record?.value ?? new Uint8Array(0), () => verifier, crypto);
      return report.refused;
    };
    await expect.poll(told).toContainEqual({ key: `people.${key}`, why: 'sealed' });
  });

  it('takes the word of nobody whose clock is years ahead for years', async () => {
    const key = `all.${randomUUID()}`;
    const ahead = await personNamed('Ivo', Date.now() + 3 * 365 * 86_400_000);
    await fleet.console.put('people', key, await sealed(key, encodePerson(ahead)));
    await expect.poll(() => door.names()).toContain('Ivo');
    const later = await personNamed('Iva', Date.now() + 400_000);
    await fleet.console.put('people', key, await sealed(key, encodePerson(later)));
    // Five minutes from the hub's time at most: the first one has the earlier stamp of the same writer.
    await expect.poll(() => door.names()).toContain('Iva');
  });
});
