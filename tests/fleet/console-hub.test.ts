/**
 * @file A console and a real nats-server that lost what it had: doors, erasures and what the console itself had changed
 * come back from the console. No door may write here, so nothing comes from anywhere else.
 */
import { cp, rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { simulatedSubject, siteRecordOf } from '../../simulator/fleet/simulated-subject.ts';
import { TestFleet } from '../../simulator/fleet/test-fleet.ts';
import { Doors } from '../../src/console/site/doors.ts';
import type { PeopleFacts } from '../../src/console/site/people-api.ts';
import { PeopleDesk } from '../../src/console/site/people-desk.ts';
import { openSiteKeys } from '../../src/console/site/site-keys.ts';
import { makeUser } from '../../src/fleet/credentials.ts';
import { publicHalves } from '../../src/fleet/device-keys.ts';
import { CONSOLE } from '../../src/fleet/permissions.ts';
import { encodePerson } from '../../src/fleet/person-codec.ts';
import { MemoryKept } from '../console/test-site.ts';

describe.skipIf(findNats() === null)('a hub that lost what it had', () => {
  let fleet: TestFleet;
  let kept: MemoryKept;
  const ends: (() => void)[] = [];

  beforeEach(async () => {
    fleet = await TestFleet.start();
    kept = new MemoryKept();
  });

  afterEach(async () => {
    for (const end of ends.splice(0)) end();
    await fleet.stop();
  });

  /** An open console of this browser. */
  async function openConsole() {
    const keys = await openSiteKeys(fleet.kit, crypto);
    const credentials = await makeUser(fleet.seeds, 'console', CONSOLE);
    let facts: PeopleFacts | null = null;
    const listener = { facts: (told: PeopleFacts) => void (facts = told) };
    const link = fleet.link('people', credentials);
    const start = { keys, zoneSecret: fleet.kit.zoneSecret };
    const people = await PeopleDesk.open({ link, start, kept, crypto, listener });
    const doors = new Doors(fleet.link('doors', credentials), keys, kept, crypto);
    const closing = new AbortController();
    doors.addEventListener('change', () => {
      if (doors.isRead) void people.setDevices(doors.roster.devices);
    });
    void doors.follow(closing.signal);
    const end = (): void => {
      closing.abort();
      people.end();
    };
    ends.push(end);
    await expect.poll(() => facts?.left).toBe(0);
    return { doors, people, end, facts: () => facts };
  }

  async function putPerson(name: string): Promise<string> {
    const subject = simulatedSubject({ name });
    await fleet.putSigned('people', `all.${subject.id}`, encodePerson(await siteRecordOf(subject)));
    return subject.id;
  }

  async function letDoorIn(doors: Doors): Promise<string> {
    const { id, keys } = await fleet.device();
    const device = { id, name: 'Gate', keys: publicHalves(keys), zones: ['all'] };
    await doors.put({ ...device, mayEnrol: false, version: 1, joinedAtMs: Date.now() });
    return id;
  }

  const namesOf = async ({ people }: { people: PeopleDesk }): Promise<readonly string[]> =>
    (await people.find('', 0, 9)).people.map(({ name }) => name);
  const has = async (bucket: 'people' | 'roster', key: string): Promise<boolean> =>
    (await fleet.console.get(bucket, key).catch(() => null)) !== null;

  it('gets doors, erasures and edits again from an open console, where it was begun anew', async () => {
    const console = await openConsole();
    const door = await letDoorIn(console.doors);
    const [ann, bob] = [await putPerson('Ann'), await putPerson('Bob')];
    await expect.poll(() => namesOf(console)).toEqual(['Ann', 'Bob']);
    await console.people.edit(ann, { name: 'Anna' });
    await console.people.erase(bob);
    await fleet.betweenRuns((folder) => rm(`${folder}/store`, { recursive: true }));
    await fleet.console.makeStores({ eventDays: 30 });
    await expect.poll(() => has('roster', door), { timeout: 30_000 }).toBe(true);
    await expect.poll(() => has('people', `all.${ann}`), { timeout: 30_000 }).toBe(true);
    await expect.poll(() => has('people', `all.${bob}`)).toBe(true);
    await expect.poll(() => namesOf(console)).toEqual(['Anna']);
    // Another console hears of both.
    kept = new MemoryKept();
    const other = await openConsole();
    expect(await namesOf(other)).toEqual(['Anna']);
    expect(other.doors.doors.map(({ device: { name } }) => name)).toEqual(['Gate']);
    expect(other.facts()?.digest).toBe(console.facts()?.digest);
  });

  it('gets doors and erasures from the next visit, where it was put back while no console was open', async () => {
    const bob = await putPerson('Bob');
    const copy = `${fleet.hub.folder}-yesterday`;
    await fleet.betweenRuns((folder) => cp(`${folder}/store`, copy, { recursive: true }));
    const before = await openConsole();
    const door = await letDoorIn(before.doors);
    await before.people.erase(bob);
    await expect.poll(() => kept.records.size).toBe(2);
    before.end();
    await fleet.betweenRuns(async (folder) => {
      await rm(`${folder}/store`, { recursive: true });
      await cp(copy, `${folder}/store`, { recursive: true });
      await rm(copy, { recursive: true });
    });
    expect([await has('roster', door), await has('people', `all.${bob}`)]).toEqual([false, true]);
    // What this browser keeps may have been altered: then it says nothing.
    const stranger = `all.${simulatedSubject().id}`;
    kept.records.set(`people.${stranger}`, { key: stranger, value: new Uint8Array(300), hubMs: 1 });
    const after = await openConsole();
    await expect.poll(() => has('roster', door)).toBe(true);
    await expect.poll(() => namesOf(after)).toEqual([]);
    expect(await has('people', stranger)).toBe(false);
    // The next one, which knows nothing of before, hears that Bob is erased.
    kept = new MemoryKept();
    const other = await openConsole();
    expect(await namesOf(other)).toEqual([]);
    expect(other.facts()).toMatchObject({ people: 0, refusedCount: 0 });
  });
});
