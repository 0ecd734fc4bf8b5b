/** @file What a door keeps of its site: rules and devices that only go on, whatever a hostile hub replays. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNats } from '../../scripts/lib/hub/find-nats.ts';
import { SimulatedDoor } from '../../simulator/fleet/simulated-door.ts';
import { TestFleet } from '../../simulator/fleet/test-fleet.ts';
import { HubWatch } from '../../src/kiosk/hub-watch.ts';
import { makeStamp } from '../../src/fleet/clock.ts';
import { importSigningKey } from '../../src/fleet/device-keys.ts';
import { decodeMembership } from '../../src/fleet/membership.ts';
import { DOOR_GROUP, placeOfKey, SITE } from '../../src/fleet/names.ts';
import { editRegisters, type Json, NO_REGISTERS, type Registers } from '../../src/fleet/registers.ts';
import { sealRecord } from '../../src/fleet/sealed-record.ts';
import { encodeUtf8 } from '../../src/storage/bytes.ts';

describe.skipIf(findNats() === null)('a door', () => {
  let fleet: TestFleet;
  let door: SimulatedDoor;

  beforeAll(async () => {
    fleet = await TestFleet.start();
    door = await SimulatedDoor.join(fleet);
  });

  afterAll(async () => {
    await door.stop();
    await fleet.stop();
  });

  let edits = 0;
  const edited = (fields: Readonly<Record<string, Json>>, before: Registers = NO_REGISTERS): Registers => {
    edits += 1;
    return editRegisters(before, fields, () => makeStamp(Date.now(), edits, SITE));
  };
  const put = (rules: Registers): Promise<number> =>
    fleet.putSigned('policy', DOOR_GROUP, encodeUtf8(JSON.stringify(rules)));
  const policy = async (): Promise<string> => (await door.store.settings()).values.policy;
  const whyOf = (place: string): string | undefined => door.refused.find(({ key }) => key === place)?.why;

  it('applies at once what the console decides, and says so in its health', async () => {
    const rules = edited({ policy: 'strict', colour: 'red' });
    await put(rules);
    await expect.poll(policy).toBe('strict');
    const told = { rules: rules.fields.policy.at, rulesLeftOut: ['colour'] };
    await expect.poll(() => door.report).toMatchObject(told);
  });

  it('keeps the latest change of each field, over a power cut and an older record that is signed', async () => {
    const before = edited({ policy: 'standard', entryRule: 'faceAndHeld' });
    await put(before);
    await expect.poll(policy).toBe('standard');
    // A console that has heard less.
    const { policy: strict } = edited({ policy: 'strict' }, before).fields;
    await put({ fields: { policy: strict }, erasedAt: null });
    await expect.poll(policy).toBe('strict');
    expect((await door.store.settings()).values.entryRule).toBe('faceAndHeld');
    door.kill();
    // A hub that was put back, or lies: what the site has signed before.
    await put(before);
    await door.begin();
    await put(edited({ mode: 'verify' }, before));
    await expect.poll(async () => (await door.store.settings()).values.mode).toBe('verify');
    expect(await policy()).toBe('strict');
    await put({ fields: {}, erasedAt: makeStamp(Date.now() + 1_000, 0, SITE) });
    await expect.poll(() => whyOf('policy.all')).toBe('invalid');
    expect(await policy()).toBe('strict');
  });

  it('counts for how long the hub was not heard, by the site’s rule, and goes on as before once it is', async () => {
    const allowed = async () => (await door.store.siteSay()).decisions.hublessDays ?? null;
    await put(edited({ hublessDays: 2 }));
    await expect.poll(allowed).toBe(2);
    const days = await allowed();
    const now = { wallMs: Date.now(), steadyMs: 0 };
    const watch = new HubWatch({
      ...{ store: door.store, read: () => ({ ...now }), days: () => days },
      ...{ onChange: () => undefined, onError: (error) => expect.unreachable(String(error)) },
    });
    await watch.begin();
    watch.follow(door.link.status);
    const unheard = door.link.onStatus((status) => watch.follow(status));
    await fleet.betweenRuns(async () => {
      await expect.poll(() => door.link.status).toBe('down');
      now.wallMs += 3 * 86_400_000;
      await watch.look();
      expect(watch.isOverdue).toBe(true);
    });
    await expect.poll(() => watch.isOverdue, { timeout: 30_000 }).toBe(false);
    await watch.look();
    unheard();
    watch.end();
    const kinds = (await door.store.auditEntries()).map(({ event }) => event.kind);
    expect(kinds.filter((kind) => kind.startsWith('hub'))).toEqual(['hubOverdue', 'hubInTime']);
  });

  it('leaves out a number of days that is none', async () => {
    for (const hublessDays of [0, -1, 1.5, 366, '3', true]) {
      await put(edited({ hublessDays }));
      await expect.poll(() => door.site.leftOut).toContain('hublessDays');
      await put(edited({ hublessDays: null }));
      await expect.poll(() => door.site.leftOut).not.toContain('hublessDays');
    }
  });

  it('takes rules of no door that may enrol, though it has signed them itself', async () => {
    const writer = { name: door.device.id, signingKey: await importSigningKey(door.device.keys, crypto) };
    const body = encodeUtf8(JSON.stringify(edited({ policy: 'convenience' })));
    const place = placeOfKey('policy', DOOR_GROUP);
    const sealed = await sealRecord(place, fleet.site.zone, body, writer, crypto);
    await fleet.console.put('policy', DOOR_GROUP, sealed);
    await expect.poll(() => whyOf(place)).toBe('unsigned');
    expect(await policy()).toBe('strict');
  });

  it('takes its name and rights from the site, and refuses an older entry, over a power cut too', async () => {
    const membership = async () => decodeMembership((await door.store.fleet())!).welcome;
    const other = await fleet.device({ mayEnrol: true });
    await fleet.enlist(other, true);
    await fleet.enlist(door.device, false, { version: 2, name: 'Yard' });
    await fleet.enlist(other, false, { version: 2 });
    await expect.poll(membership).toMatchObject({ name: 'Yard', mayEnrol: false });
    expect((await door.store.auditEntries()).at(-1)?.event).toEqual({
      kind: 'doorDecided',
      device: door.device.id,
      mayEnrol: false,
    });
    const otherOf = () => door.site.devices.find(({ id }) => id === other.id)?.mayEnrol;
    await expect.poll(otherOf).toBe(false);
    door.kill();
    // As they were when both might still enrol.
    await fleet.enlist(door.device, true, { version: 1 });
    await fleet.enlist(other, true, { version: 1 });
    await door.begin();
    await expect.poll(() => whyOf(`roster.${other.id}`)).toBe('older');
    expect(whyOf(`roster.${door.device.id}`)).toBe('older');
    expect([otherOf(), (await membership()).mayEnrol]).toEqual([false, false]);
    // Two consoles that did not know of each other: everybody takes the one that allows less.
    await fleet.enlist(other, true, { version: 2 });
    await expect.poll(() => whyOf(`roster.${other.id}`)).toBe('older');
    await fleet.enlist(other, true, { version: 3 });
    await expect.poll(otherOf).toBe(true);
    expect(whyOf(`roster.${other.id}`)).toBeUndefined();
  });
});
