/** @file Doors and a real nats-server: what one door changes the others have, whatever becomes of hub and doors. */
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { type DoorChoices, SimulatedDoor } from '../../simulator/fleet/simulated-door.ts';
import { simulatedSubject, siteRecordOf } from '../../simulator/fleet/simulated-subject.ts';
import { TestFleet } from '../../simulator/fleet/test-fleet.ts';
import { verifyReport } from '../../src/fleet/health-report.ts';
import { type Link, LinkError } from '../../src/fleet/link-types.ts';
import { makeStamp } from '../../src/fleet/clock.ts';
import { DOOR_GROUP, SITE } from '../../src/fleet/names.ts';
import { hoursOf } from '../../src/core/schedule/schedule.ts';
import { editRegisters, NO_REGISTERS } from '../../src/fleet/registers.ts';
import { encodeUtf8 } from '../../src/storage/bytes.ts';
import { subjectsOf } from '../storage/support.ts';
import { encodePerson } from '../../src/fleet/person-codec.ts';
import { importVerifier } from '../../src/fleet/roster.ts';
import { EventOpener } from '../../src/fleet/sealed-events.ts';
import type { AuditEntry } from '../../src/storage/types.ts';

describe.skipIf(findNats() === null)('doors of a fleet', () => {
  let fleet: TestFleet;
  let doors: SimulatedDoor[];

  beforeEach(async () => {
    fleet = await TestFleet.start();
    doors = [];
  });

  afterEach(async () => {
    const failures = doors.flatMap((door) => door.failures);
    await Promise.all(doors.map((door) => door.stop()));
    await fleet.stop();
    expect(failures).toEqual([]);
  });

  async function join(choices?: DoorChoices): Promise<SimulatedDoor> {
    const door = await SimulatedDoor.join(fleet, choices);
    doors.push(door);
    return door;
  }

  /** Until all have the same people, and nothing waits to be sent. */
  async function settle(...names: readonly string[]): Promise<void> {
    const wanted = [...names].sort();
    for (const door of doors) await expect.poll(() => door.names()).toEqual(wanted);
    await expect.poll(async () => (await facts()).map(({ unsent }) => unsent)).toEqual(doors.map(() => 0));
    await expect.poll(async () => new Set((await facts()).map(({ digest }) => digest)).size).toBe(1);
  }

  function facts() {
    return Promise.all(doors.map((door) => door.doorStore.facts()));
  }

  it('see each other’s people, edits and erasures', async () => {
    const [a, b] = [await join(), await join()];
    const ann = await a.enrol();
    const bob = await b.enrol();
    await settle(ann.name, bob.name);
    await b.rename(ann.id, 'Anna');
    await settle('Anna', bob.name);
    await a.erase(bob.id);
    await settle('Anna');
    const late = await join({ mayEnrol: false });
    await settle('Anna');
    expect(late.report?.refused ?? []).toEqual([]);
  });

  it('give somebody the same hours everywhere, where the site decides the schedules', async () => {
    const [a, b] = [await join(), await join({ mayEnrol: false })];
    const night = { id: 'night', name: 'Night', windows: [{ days: [1], fromMinute: 0, untilMinute: 360 }] };
    const ann = await a.enrol(simulatedSubject({ schedule: night.id }));
    const hours = async ({ store }: SimulatedDoor) => {
      const [{ id, schedule }] = (await subjectsOf(store)).subjects;
      return hoursOf((await store.siteRules()).schedules, { id, schedule });
    };
    await settle(ann.name);
    // Neither has heard of that schedule.
    expect([await hours(a), await hours(b)]).toEqual([[], []]);
    const rules = editRegisters(NO_REGISTERS, { schedules: [night] }, () => makeStamp(Date.now(), 0, SITE));
    await fleet.putSigned('policy', DOOR_GROUP, encodeUtf8(JSON.stringify(rules)));
    for (const door of doors) await expect.poll(() => hours(door)).toEqual(night.windows);
  });

  it('take nothing from a door that may only check', async () => {
    const [a, b] = [await join(), await join({ mayEnrol: false })];
    const ann = await a.enrol();
    await settle(ann.name);
    await b.enrol();
    await b.log();
    await expect.poll(() => b.report?.unsentEvents).toBe(0);
    expect(await a.names()).toEqual([ann.name]);
    expect(await fleet.console.state('people')).toMatchObject({ records: 1 });
  });

  it('go on after the hub was killed', async () => {
    const [a, b] = [await join(), await join()];
    const ann = await a.enrol();
    await settle(ann.name);
    const killed = fleet.hub.kill();
    const bob = await b.enrol();
    const cid = await a.enrol();
    await killed;
    await settle(ann.name, bob.name, cid.name);
  });

  it('bring everybody to a hub that was begun anew', async () => {
    const [a, b] = [await join(), await join({ mayEnrol: false })];
    const [ann, bob] = [await a.enrol(), await a.enrol()];
    await settle(ann.name, bob.name);
    await a.erase(ann.id);
    await settle(bob.name);
    await fleet.betweenRuns((folder) => rm(`${folder}/store`, { recursive: true }));
    await fleet.console.makeStores({ eventDays: 30 });
    await fleet.enlist(a.device, true);
    await fleet.enlist(b.device, false);
    const late = await join({ mayEnrol: false });
    await settle(bob.name);
    expect((await late.doorStore.facts()).people).toBe(1);
    // The erasure too: one more record than people.
    expect(await fleet.console.state('people')).toMatchObject({ records: 2 });
  });

  it('lose nobody, and bring nobody back, where the hub is put back to an older copy', async () => {
    const [a, b] = [await join(), await join({ mayEnrol: false })];
    const [ann, bob] = [await a.enrol(), await a.enrol()];
    await settle(ann.name, bob.name);
    const copy = `${fleet.hub.folder}-yesterday`;
    await fleet.betweenRuns((folder) => cp(`${folder}/store`, copy, { recursive: true }));
    await settle(ann.name, bob.name);
    await a.erase(ann.id);
    const cid = await a.enrol();
    await settle(bob.name, cid.name);
    await Promise.all([a.stop(), b.stop()]);
    await fleet.betweenRuns(async (folder) => {
      await rm(`${folder}/store`, { recursive: true });
      await cp(copy, `${folder}/store`, { recursive: true });
      await rm(copy, { recursive: true });
    });
    // Somebody new comes under a revision that both doors have read up to, before either of them is back.
    const eve = simulatedSubject();
    await fleet.putSigned('people', `all.${eve.id}`, encodePerson(await siteRecordOf(eve)));
    // B comes back when the hub has gone on beyond all that it knew.
    await a.begin();
    for (let round = 0; round < 4; round++) await a.rename(bob.id, `Bob ${round}`);
    await expect.poll(async () => (await fleet.console.state('people')).lastRevision).toBeGreaterThan(6);
    await b.begin();
    await join({ mayEnrol: false });
    await settle('Bob 3', cid.name, eve.name);
  });

  it('send their log exactly once, whatever answers are lost', async () => {
    let count = 0;
    const wrapLink = (link: Link): Link =>
      new Proxy(link, {
        get: (target, name) => {
          if (name !== 'publishEvent') return bound(target, name);
          return async (...given: Parameters<Link['publishEvent']>) => {
            const sequence = await target.publishEvent(...given);
            // The hub has it, and the door does not hear of it.
            if (++count % 3 === 0) throw new LinkError('down');
            return sequence;
          };
        },
      });
    const [a, b] = [await join({ wrapLink }), await join()];
    for (let round = 0; round < 4; round++) {
      for (const door of [a, b]) for (let entry = 0; entry < 5; entry++) await door.log();
      if (round === 1) await fleet.hub.kill();
      if (round === 2) a.cut();
      if (round === 3) {
        b.kill();
        await b.begin();
      }
    }
    for (const { device, doorStore } of [a, b]) {
      const entries = await doorStore.entriesAfter(-1, 1_000);
      expect(entries.length).toBeGreaterThan(20);
      await expect.poll(() => eventsOf(device.id)).toEqual(entries);
    }
  });

  it('send their log anew, and say so, where a tablet was put back to an older copy', async () => {
    const a = await join();
    for (let entry = 0; entry < 5; entry++) await a.log();
    const before = await a.doorStore.entriesAfter(-1, 1_000);
    await expect.poll(() => eventsOf(a.device.id)).toEqual(before);
    doors.pop();
    await a.stop();
    const again = await join({ device: a.device });
    await expect.poll(() => again.refused).toEqual([{ key: `audit.${a.device.id}`, why: 'putBack' }]);
    await again.log();
    const own = await again.doorStore.entriesAfter(-1, 1_000);
    await expect.poll(() => eventsOf(a.device.id)).toEqual([...before, ...own]);
    await again.stop();
    await again.begin();
    const grown = await again.doorStore.entriesAfter(-1, 1_000);
    expect(grown.length).toBeGreaterThan(own.length);
    await expect.poll(() => eventsOf(a.device.id)).toEqual([...before, ...grown]);
    expect(again.refused).toEqual([]);
  });

  it('leave nothing of an erased person on the hub’s disk', async () => {
    const [a, b] = [await join(), await join()];
    const [ann, bob] = [await a.enrol(), await a.enrol()];
    await settle(ann.name, bob.name);
    const stored = async () =>
      (await fleet.console.get('people', `all.${ann.id}`))?.value ?? new Uint8Array(0);
    const first = await stored();
    const filesWith = async (value = first): Promise<number> => {
      let files = 0;
      await fleet.betweenRuns(async (folder) => {
        files = await countFilesWith(folder, value);
      });
      return files;
    };
    expect(await filesWith()).toBeGreaterThan(0);
    // Also of what was edited since.
    await a.rename(ann.id, 'Anna');
    await settle('Anna', bob.name);
    const second = await stored();
    expect([await filesWith(), await filesWith(second)]).toEqual([0, 1]);
    await b.erase(ann.id);
    await settle(bob.name);
    expect([await filesWith(), await filesWith(second)]).toEqual([0, 0]);
    await settle(bob.name);
  });

  it('tell of their people, log and clock in health that they signed', async () => {
    const ahead = 3 * 365 * 86_400_000;
    const [a, b] = [await join(), await join({ nowMs: () => Date.now() + ahead })];
    const ann = await a.enrol();
    await settle(ann.name);
    const [{ digest }] = await facts();
    for (const { device } of [a, b]) {
      const verifier = await importVerifier(device.keys.signing.public, crypto);
      const told = async () => {
        const record = await fleet.console.get('health', device.id);
        return verifyReport(record?.value ?? new Uint8Array(0), () => verifier, crypto);
      };
      await expect
        .poll(told)
        .toMatchObject({ people: 1, digest, unsentPeople: 0, unsentEvents: 0, refused: [] });
      const { skewMs } = await told();
      expect(Math.abs(skewMs - (device === b.device ? ahead : 0))).toBeLessThan(60_000);
    }
  });

  /** Of a door, as the console opens them, in the order in which the hub has them. */
  async function eventsOf(device: string): Promise<readonly AuditEntry[]> {
    const opener = new EventOpener(fleet.site.audit, crypto);
    const over = new AbortController();
    const watch = await fleet.console.watchEvents(device, { signal: over.signal });
    const entries: AuditEntry[] = [];
    if (watch.behind === 0) return entries;
    for await (const { item, behind } of watch) {
      entries.push(await opener.open(device, item.index, item.sealed));
      if (behind === 0) break;
    }
    over.abort();
    return entries;
  }
});

function bound(target: Link, name: string | symbol): unknown {
  const value = (target as unknown as Record<string | symbol, unknown>)[name];
  return typeof value === 'function' ? (value.bind(target) as unknown) : value;
}

async function countFilesWith(folder: string, bytes: Uint8Array): Promise<number> {
  // From its middle: the seal's beginning is alike in all.
  const part = Buffer.from(bytes.subarray(bytes.length >> 1, (bytes.length >> 1) + 64));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const contents = await Promise.all(files.map(({ parentPath, name }) => readFile(`${parentPath}/${name}`)));
  return contents.filter((content) => content.includes(part)).length;
}
