/**
 * @file What the site's console decides at a door: what is stored of it, and what nobody at the door can change then.
 */
import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import type { TimeWindow } from '../../src/core/schedule/types.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import type { SiteRules } from '../../src/storage/site-rules-codec.ts';
import type { StorageErrorCode } from '../../src/storage/errors.ts';
import { freshStore, PASSPHRASE, withRaw } from './support.ts';

const OFFICE: readonly TimeWindow[] = [{ days: [1, 2, 3, 4, 5], fromMinute: 480, untilMinute: 1_080 }];
const NIGHT = { id: 'night', name: 'Night', windows: OFFICE };

const expectCode = (work: Promise<unknown>, code: StorageErrorCode): Promise<void> =>
  expect(work).rejects.toMatchObject({ code });

const decide = (store: OpenStore, values: Readonly<Record<string, unknown>>, record: unknown = values) =>
  store.changeBySite(() => ({ record, values }), 5);

const decided = async (store: OpenStore) =>
  (await store.auditEntries()).flatMap(({ event }) => (event.kind === 'siteDecided' ? [event.changed] : []));

const withHours = (rules: SiteRules, site: SiteRules['schedules']['site']): SiteRules => ({
  ...rules,
  schedules: { ...rules.schedules, site },
});

describe('what the site’s console decides', () => {
  it('is stored with settings, rules, the log’s days and the entry in the log, once', async () => {
    const { store } = await freshStore();
    const values = {
      ...{ policy: 'strict', logDays: 'always', hours: OFFICE, schedules: [NIGHT], timeZone: 'Asia/Tokyo' },
      ...{ mode: null, consentFace: { revision: 2026113001, texts: { en: 'Ours', ru: 'Наш' } } },
    };
    expect(await decide(store, values)).toBe(true);
    expect(await store.settings()).toMatchObject({
      values: { policy: 'strict', mode: DEFAULT_SETTINGS.mode },
      logDays: { days: null },
    });
    expect(await store.siteRules()).toMatchObject({
      schedules: { site: OFFICE, named: [NIGHT], timeZone: 'Asia/Tokyo' },
      consent: { face: { revision: 2026113001, texts: { en: 'Ours', ru: 'Наш' } } },
    });
    expect(await decide(store, values)).toBe(false);
    expect(await decided(store)).toEqual([
      ['policy', 'timeZone', 'hours', 'schedules', 'consentFace', 'logDays'],
    ]);
  });

  it('is changed by nobody at the door, who still changes the rest', async () => {
    const { store } = await freshStore();
    await decide(store, { policy: 'strict', logDays: 30, hours: OFFICE });
    await expectCode(store.changeSettings({ policy: 'convenience' }, 6), 'siteDecides');
    await expectCode(store.changeSettings({}, 6, { logDays: 3 }), 'siteDecides');
    await expectCode(
      store.changeSiteRules((rules) => withHours(rules, null), 6),
      'siteDecides',
    );
    await store.changeSettings({ policy: 'strict', sound: 'off' }, 6, { logDays: 30 });
    await store.changeSiteRules(
      (rules) => ({
        ...rules,
        schedules: { ...rules.schedules, named: [NIGHT], assigned: { ann: 'night' } },
      }),
      6,
    );
    expect((await store.settings()).values).toMatchObject({ policy: 'strict', sound: 'off' });
    expect((await store.siteRules()).schedules).toMatchObject({ site: OFFICE, assigned: { ann: 'night' } });
  });

  it('leaves out what this version does not know or cannot be, and the rest holds', async () => {
    const { store } = await freshStore();
    const values = { policy: 'lax', retentionDays: 1e9, hours: [{ days: [] }], colour: 'red' };
    await decide(store, {
      ...values,
      timeZone: 'Mars/Base',
      consentFaceless: 'yes',
      entryRule: 'faceAndHeld',
    });
    expect((await store.siteSay()).decisions).toEqual({ entryRule: 'faceAndHeld' });
    expect((await store.settings()).values).toEqual({ ...DEFAULT_SETTINGS, entryRule: 'faceAndHeld' });
    await store.changeSettings({ policy: 'strict' }, 6);
  });

  it('holds over a backup, and over what is saved anew after it was altered', async () => {
    const { store, databaseName, storage } = await freshStore();
    await decide(store, { policy: 'standard', hours: OFFICE });
    store.lock();
    await withRaw(databaseName, async (database) => {
      for (const key of ['settings', 'siteRules']) await database.delete('state', key);
    });
    const again = await storage.unlock(PASSPHRASE, 7);
    const { fellBack, values } = await again.settings();
    expect([fellBack.includes('policy'), values.policy]).toEqual([true, 'strict']);
    // Nothing is put right before somebody at the door has looked.
    await decide(again, { policy: 'standard', hours: OFFICE, mode: 'verify' });
    expect((await again.settings()).fellBack).toContain('policy');
    await again.changeSettings(values, 8);
    expect((await again.settings()).values.policy).toBe('standard');
    await again.changeSiteRules((rules) => withHours(rules, null), 8);
    expect((await again.siteRules()).schedules.site).toEqual(OFFICE);
  });

  it('is believed of nobody who took the record away: until the fleet tells anew, nothing of it changes', async () => {
    const { store, databaseName, storage } = await freshStore();
    await decide(store, { policy: 'strict' });
    store.lock();
    await withRaw(databaseName, (database) => database.delete('state', 'fleetRules'));
    const again = await storage.unlock(PASSPHRASE, 7);
    await expectCode(again.changeSettings({ policy: 'convenience' }, 8), 'siteDecides');
    await expectCode(
      again.changeSiteRules((rules) => withHours(rules, []), 8),
      'siteDecides',
    );
    await decide(again, { policy: 'strict' });
    await again.changeSiteRules((rules) => withHours(rules, []), 9);
    await expectCode(again.changeSettings({ policy: 'convenience' }, 9), 'siteDecides');
  });

  it('is the door’s own again once it leaves the fleet, which keeps the values', async () => {
    const { store } = await freshStore();
    await decide(store, { policy: 'strict', hours: OFFICE });
    await store.changeFleet(null, 'device', 6);
    expect(await store.siteSay()).toEqual({ decisions: {}, distrusted: false });
    expect((await store.settings()).values.policy).toBe('strict');
    await store.changeSettings({ policy: 'convenience' }, 7);
  });
});

it('a fleet’s door removes no entry of its log that the hub lacks', async () => {
  const DAY = 86_400_000;
  const { store } = await freshStore();
  for (let day = 1; day <= 30; day += 1) await store.appendAudit({ kind: 'locked' }, day * DAY);
  await store.changeSettings({}, 30 * DAY, { logDays: 1 });
  const { first } = (await store.auditExtent())!;
  expect(await store.removeOldEntries(30 * DAY, -1)).toBe(0);
  expect(await store.removeOldEntries(30 * DAY, first + 4)).toBe(5);
  expect((await store.auditExtent())?.first).toBe(first + 5);
  expect((await store.verifyAudit()).intact).toBe(true);
  expect(await store.removeOldEntries(30 * DAY)).toBeGreaterThan(5);
});
