/**
 * @file What the console decides for the doors: saved at the hub by two consoles at once, and over a hub that was put
 * back.
 */
import { beforeEach, expect, it } from 'vitest';
import { decodeRegisters } from '../../src/fleet/person-codec.ts';
import { DOOR_GROUP, placeOfKey } from '../../src/fleet/names.ts';
import { valuesOf } from '../../src/fleet/registers.ts';
import { openRecord } from '../../src/fleet/sealed-record.ts';
import type { SiteRulesCopy } from '../../src/console/site/rules.ts';
import { TestSite } from './test-site.ts';

let site: TestSite;
beforeEach(async () => {
  site = await TestSite.make();
});

const stored = () => site.hub.records('policy').at(-1)!;

/** As a door reads it. */
async function valuesAtHub() {
  const { epochs, verifier } = site.keys;
  const openers = { keyOf: () => epochs.sealing.key, verifierOf: () => verifier };
  const { body } = await openRecord(placeOfKey('policy', DOOR_GROUP), stored().value!, openers, crypto);
  return valuesOf(decodeRegisters(body));
}

function following(rules: SiteRulesCopy): AbortController {
  const closing = new AbortController();
  void rules.follow(closing.signal);
  return closing;
}

it('says any time and for ever otherwise than what each door decides', async () => {
  const { rules } = site.console();
  await rules.save({ policy: 'strict', hours: null, logDays: null });
  await rules.save({ policy: undefined });
  expect(await valuesAtHub()).toEqual({ policy: null, hours: 'always', logDays: 'always' });
  expect(rules.decisions).toEqual({ hours: null, logDays: null });
});

it('keeps of each field the latest change of two consoles, though one was faster', async () => {
  const [one, other] = [site.console().rules, site.console().rules];
  await one.save({ policy: 'standard', mode: 'verify' });
  site.hub.beforePut = () => other.save({ entryRule: 'faceAndHeld', mode: 'identify' });
  await one.save({ policy: 'strict' });
  expect(await valuesAtHub()).toEqual({ policy: 'strict', mode: 'identify', entryRule: 'faceAndHeld' });
});

it('puts back what a hub has lost, and takes nothing that is older or not signed by the site', async () => {
  const { rules } = site.console();
  const closing = following(rules);
  await expect.poll(() => rules.isRead).toBe(true);
  await rules.save({ policy: 'convenience' });
  const older = stored().value!;
  await rules.save({ policy: 'strict' });
  site.hub.put('policy', DOOR_GROUP, older);
  await expect.poll(async () => (await valuesAtHub()).policy).toBe('strict');
  site.hub.put('policy', DOOR_GROUP, Uint8Array.of(1, 2, 3));
  await expect.poll(() => rules.refused).toBe('sealed');
  expect(rules.decisions).toEqual({ policy: 'strict' });
  await rules.save({ mode: 'verify' });
  expect(rules.refused).toBeNull();
  expect(await valuesAtHub()).toEqual({ policy: 'strict', mode: 'verify' });
  closing.abort();
});

it('refuses what no door could take, and writes nothing of it', async () => {
  const { rules } = site.console();
  await expect(rules.save({ retentionDays: 0, policy: 'strict' })).rejects.toMatchObject({ code: 'invalid' });
  expect(site.hub.records('policy')).toEqual([]);
});

it('gives each text a version that no door has given to one of its own', async () => {
  const { rules } = site.console();
  const first = rules.textOf('face', { en: 'One' });
  expect(first).toEqual({ revision: 20261130120000, texts: { en: 'One' } });
  await rules.save({ consentFace: first });
  // In the same second.
  const next = rules.textOf('face', { en: 'Two' });
  expect(next).toEqual({
    revision: 20261130120001,
    texts: { en: 'Two' },
    earlier: [{ revision: 20261130120000, texts: { en: 'One' } }],
  });
});

it('a door that is called otherwise gets an entry of a later version', async () => {
  const { doors } = site.console();
  const keys = {
    nkey: `U${'A'.repeat(55)}`,
    boxKey: site.kit.audit.public,
    signingKey: site.kit.signing.public,
  };
  const device = { id: crypto.randomUUID(), name: 'Gate', keys, zones: ['all'], mayEnrol: true };
  await doors.put({ ...device, version: 1, joinedAtMs: 1 });
  const older = site.hub.records('roster')[0].value!;
  const other = site.console().doors;
  site.hub.beforePut = () => other.rename(device.id, 'Yard');
  await doors.rename(device.id, 'Garden');
  expect(doors.roster.devices).toMatchObject([{ name: 'Garden', version: 3, mayEnrol: true }]);
  const closing = new AbortController();
  void doors.follow(closing.signal);
  site.hub.put('roster', device.id, older);
  // Nothing is turned back: the hub gets the later one again.
  await expect.poll(() => site.hub.records('roster')[0].value).not.toEqual(older);
  await expect.poll(() => doors.refused.size).toBe(0);
  expect(doors.roster.get(device.id)?.name).toBe('Garden');
  closing.abort();
});

it('gives a hub that was begun anew what it had decided, from the next visit too', async () => {
  await site.console().rules.save({ policy: 'strict' });
  site.hub.lose('policy', DOOR_GROUP);
  site.hub.created = 'second';
  const { rules } = site.console();
  const closing = following(rules);
  await expect.poll(() => site.hub.records('policy')).toHaveLength(1);
  expect(await valuesAtHub()).toEqual({ policy: 'strict' });
  expect(rules.decisions).toEqual({ policy: 'strict' });
  closing.abort();
});
