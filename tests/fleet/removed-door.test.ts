/** @file A door is stolen, and removed: by a real console, a real hub and the doors' own work. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { SimulatedDoor } from '../../simulator/fleet/simulated-door.ts';
import { siteRecordOf, simulatedSubject } from '../../simulator/fleet/simulated-subject.ts';
import { TestFleet } from '../../simulator/fleet/test-fleet.ts';
import { ConsoleSession } from '../../src/console/site/console-session.ts';
import { importSigningKey, publicHalves } from '../../src/fleet/device-keys.ts';
import { makeEnvelope, verifyEnvelope } from '../../src/fleet/envelope.ts';
import { deriveEpochKey } from '../../src/fleet/epoch-keys.ts';
import { envelopeKey, personKey, placeOfKey, ZONE } from '../../src/fleet/names.ts';
import { encodePerson } from '../../src/fleet/person-codec.ts';
import { peopleHere } from './people-here.ts';
import { epochOf, sealRecord } from '../../src/fleet/sealed-record.ts';
import { fromHex } from '../../src/storage/bytes.ts';

const LONG = { timeout: 60_000, interval: 20 };

describe.skipIf(findNats() === null)('a stolen door that is removed', () => {
  let fleet: TestFleet;
  let office: ConsoleSession;
  let north: SimulatedDoor;
  let south: SimulatedDoor;
  let stolen: SimulatedDoor;
  const names = ['Ada', 'Bo', 'Cleo'];

  beforeAll(async () => {
    fleet = await TestFleet.start();
    [north, south, stolen] = [
      await SimulatedDoor.join(fleet),
      await SimulatedDoor.join(fleet),
      await SimulatedDoor.join(fleet),
    ];
    for (const [at, door] of [north, stolen, stolen].entries())
      await door.enrol(simulatedSubject({ name: names[at] }));
    await heldAt(north, names);
    await heldAt(south, names);
    office = await ConsoleSession.open(fleet.kit, { ...fleet.way, startPeople: peopleHere(fleet.way) });
    await vi.waitFor(() => expect(office.isRead).toBe(true), LONG);
  }, 120_000);

  afterAll(async () => {
    office.close();
    await Promise.all([north, south, stolen].map((door) => door.stop()));
    await fleet.stop();
  });

  afterEach(() => {
    expect(office.upkeep.failure).toBeNull();
  });

  const heldAt = (door: SimulatedDoor, who: readonly string[]): Promise<void> =>
    vi.waitFor(async () => expect(await door.names()).toEqual(who), LONG);

  /** Everything lies under the newest key alone. */
  async function settled(epoch: number): Promise<void> {
    await vi.waitFor(() => expect([office.upkeep.left, office.upkeep.notRevoked]).toEqual([0, 0]), LONG);
    await vi.waitFor(async () => {
      for (const { device } of [north, south]) {
        const letter = await fleet.console.get('keys', envelopeKey(device.id, ZONE));
        const place = placeOfKey('keys', letter!.key);
        const range = await verifyEnvelope(letter!.value!, place, office.keys.verifier, crypto);
        expect(range).toEqual({ oldest: epoch, newest: epoch });
      }
    }, LONG);
    expect(await epochsAtHub()).toEqual([epoch]);
  }

  async function epochsAtHub(): Promise<readonly number[]> {
    const epochs = new Set<number>();
    for (const bucket of ['people', 'roster'] as const) {
      const ending = new AbortController();
      const watch = await fleet.console.watch(bucket, '>', { signal: ending.signal });
      for await (const { item, behind } of watch) {
        if (item.value !== null) epochs.add(epochOf(item.value));
        if (behind === 0) ending.abort();
      }
    }
    return [...epochs].sort();
  }

  it('is cut off at once, and all records lie under a key that it never had', async () => {
    const before = await fleet.console.get('people', personKey(ZONE, await idOf('Ada')));
    await office.doors.remove(stolen.device.id);
    await vi.waitFor(() => expect(stolen.link.status).toBe('refused'), LONG);
    await settled(2);
    expect(office.doors.doors.map(({ device }) => device.id).sort()).toEqual(
      [north.device.id, south.device.id].sort(),
    );
    // The doors hold the new key alone, and know the same people as before.
    for (const door of [north, south]) {
      await vi.waitFor(() => expect(door.report?.epoch).toBe(2), LONG);
      expect(await door.names()).toEqual(names);
    }
    // On the hub's disk is nothing any more that the thief's key opens.
    expect(await foundOnDisk(before!.value!)).toBe(false);
    const after = await fleet.console.get('people', personKey(ZONE, await idOf('Ada')));
    expect(await foundOnDisk(after!.value!)).toBe(true);
  });

  it('enrols nobody who is known elsewhere, even with a hub that plays along', async () => {
    const eve = await siteRecordOf(simulatedSubject({ name: 'Eve' }), Date.now());
    const key = personKey(ZONE, crypto.randomUUID());
    const { id, keys } = stolen.device;
    const writer = { name: id, signingKey: await importSigningKey(keys, crypto) };
    const sealed = await sealRecord(
      placeOfKey('people', key),
      fleet.site.zone,
      encodePerson(eve),
      writer,
      crypto,
    );
    await fleet.console.put('people', key, sealed);
    await vi.waitFor(
      () => expect(south.refused.map((one) => [one.key, one.why])).toEqual([[`people.${key}`, 'keyMissing']]),
      LONG,
    );
    expect(await south.names()).toEqual(names);
  });

  it('goes on at the other doors: who enrols now is known there', async () => {
    await south.enrol(simulatedSubject({ name: 'Dan' }));
    await heldAt(north, [...names, 'Dan']);
  });

  it('stays shut out over a restart of the hub that knows nothing of it in its configuration', async () => {
    await fleet.betweenRuns(() => Promise.resolve());
    const again = fleet.link(stolen.device.id, stolen.device.credentials);
    await vi.waitFor(() => expect(again.status).toBe('refused'), LONG);
    await vi.waitFor(() => expect(north.link.status).toBe('up'), LONG);
  });

  it('a door that was away meanwhile, with somebody new, comes back', async () => {
    const away = await SimulatedDoor.join(fleet);
    await heldAt(away, [...names, 'Dan']);
    await away.stop();
    await office.doors.remove(south.device.id);
    await vi.waitFor(() => expect(office.upkeep.left).toBe(0), LONG);
    await away.begin();
    await away.enrol(simulatedSubject({ name: 'Fay' }));
    await heldAt(north, [...names, 'Dan', 'Fay']);
    await heldAt(away, [...names, 'Dan', 'Fay']);
    await away.stop();
  });

  it('a console that was closed in the middle goes on when it is opened', async () => {
    const extra = await SimulatedDoor.join(fleet);
    await heldAt(extra, [...names, 'Dan', 'Fay']);
    const { current } = office.keys.epochs;
    // It has signed that the door is removed, and nothing else.
    const [{ device }] = office.doors.doors.filter((one) => one.device.id === extra.device.id);
    await office.doors.put({
      ...device,
      version: device.version + 1,
      removed: { atMs: Date.now(), lastEpoch: current, settled: false },
    });
    office.close();
    office = await ConsoleSession.open(fleet.kit, { ...fleet.way, startPeople: peopleHere(fleet.way) });
    await vi.waitFor(() => expect(office.keys.epochs.current).toBe(current + 1), LONG);
    await vi.waitFor(() => expect([office.isRead, office.upkeep.left]).toEqual([true, 0]), LONG);
    await vi.waitFor(() => expect(extra.link.status).toBe('refused'), LONG);
    await north.enrol(simulatedSubject({ name: 'Gus' }));
    await vi.waitFor(async () => expect((await office.people.find('Gus', 0, 9)).total).toBe(1), LONG);
    await extra.stop();
  });

  it('and another one right after it: whom they enrolled stay known', async () => {
    const [one, other] = [await SimulatedDoor.join(fleet), await SimulatedDoor.join(fleet)];
    await one.enrol(simulatedSubject({ name: 'Hal' }));
    await other.enrol(simulatedSubject({ name: 'Ida' }));
    const all = [...names, 'Dan', 'Fay', 'Gus', 'Hal', 'Ida'];
    await heldAt(north, all);
    await vi.waitFor(async () => expect((await office.people.find('Ida', 0, 9)).total).toBe(1), LONG);
    await office.doors.remove(one.device.id);
    // While the first is being settled.
    await vi.waitFor(() => expect(office.upkeep.left).toBe(0), LONG);
    await office.doors.remove(other.device.id);
    await vi.waitFor(() => expect(office.upkeep.isSettled).toBe(true), LONG);
    const next = await SimulatedDoor.join(fleet);
    await heldAt(next, all);
    await Promise.all([one, other, next].map((door) => door.stop()));
  });

  it('that got the next key before its removal was heard, from another console, does not keep a key that counts', async () => {
    const late = await SimulatedDoor.join(fleet);
    await vi.waitFor(() => expect(late.report?.epoch).toBe(office.keys.epochs.current), LONG);
    const oldest = office.keys.epochs.current;
    const newest = oldest + 1;
    const { zoneSecret, signing } = fleet.kit;
    const keys = [
      await deriveEpochKey(zoneSecret, ZONE, oldest, crypto),
      await deriveEpochKey(zoneSecret, ZONE, newest, crypto),
    ];
    const { boxKey } = publicHalves(late.device.keys);
    const recipient = { device: late.device.id, zone: ZONE, boxKey: fromHex(boxKey) };
    const signingKey = await importSigningKey({ signing }, crypto);
    const letter = await makeEnvelope(recipient, { oldest, newest }, keys, signingKey, crypto);
    await fleet.console.put('keys', envelopeKey(late.device.id, ZONE), letter);
    await vi.waitFor(() => expect(late.report?.epoch).toBe(newest), LONG);
    await vi.waitFor(() => expect(office.keys.epochs.current).toBe(newest), LONG);
    const device = office.doors.roster.get(late.device.id)!;
    const removed = { atMs: Date.now(), lastEpoch: oldest, settled: false };
    await office.doors.put({ ...device, version: device.version + 1, removed });
    await vi.waitFor(() => expect(office.upkeep.isSettled).toBe(true), LONG);
    // The planted record lies where it was: nobody takes it.
    await vi.waitFor(async () => expect(await epochsAtHub()).toEqual([1, newest + 1]), LONG);
    await late.stop();
  });

  async function idOf(name: string): Promise<string> {
    const all = await north.store.allNames();
    const found = [...all].find(([, one]) => one === name);
    if (found === undefined) throw new Error(`Nobody is called ${name}.`);
    return found[0];
  }

  async function foundOnDisk(bytes: Uint8Array): Promise<boolean> {
    const files = await readdir(join(fleet.hub.folder, 'store'), { recursive: true, withFileTypes: true });
    for (const file of files) {
      if (!file.isFile()) continue;
      if ((await readFile(join(file.parentPath, file.name))).includes(Buffer.from(bytes))) return true;
    }
    return false;
  }
});
