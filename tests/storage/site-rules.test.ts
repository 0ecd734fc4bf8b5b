import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/enrolment/retention.ts';
import { type DoorFace, PLAIN_DOOR_FACE } from '../../src/core/site/door-face.ts';
import { withTexts } from '../../src/core/site/consent-text.ts';
import { DEFAULT_SITE_RULES, type SiteRules } from '../../src/storage/site-rules-codec.ts';
import { freshStore, PASSPHRASE, refusal, withRaw } from './support.ts';

const remove = (databaseName: string, ...keys: readonly string[]) =>
  withRaw(databaseName, async (database) => {
    for (const key of keys) await database.delete('state', key);
  });

const OFFICE = [{ days: [1, 2, 3, 4, 5], fromMinute: 480, untilMinute: 1_080 }] as const;
const inOffice = (before: SiteRules): SiteRules => ({
  ...before,
  schedules: { ...before.schedules, site: OFFICE },
});

describe('the site’s rules', () => {
  it('hold what the door shows of the site: short lines and a small PNG', async () => {
    const { store } = await freshStore();
    const shows = (doorFace: Partial<DoorFace>) =>
      store.changeSiteRules((before) => ({ ...before, doorFace: { ...PLAIN_DOOR_FACE, ...doorFace } }), 5);
    const logo = 'iVBORw0KGgoAAAANSUhEUg==';
    expect((await shows({ siteName: 'Works', logo })).doorFace).toMatchObject({ siteName: 'Works', logo });
    const wrong: readonly Partial<DoorFace>[] = [
      { siteName: 'x'.repeat(61) },
      { help: 'Call\n123' },
      { logo: 'PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+' },
      { logo: `${logo}"><script>` },
      { logo: `iVBORw0KGgo${'A'.repeat(80_000)}` },
    ];
    for (const one of wrong) await refusal(shows(one), 'invalid');
    expect((await store.auditEntries()).at(-1)?.event).toEqual({ kind: 'settings', changed: ['doorFace'] });
  });

  it('are the defaults until they are changed, then outlive a restart, and the log names what changed', async () => {
    const { store, storage } = await freshStore();
    expect(await store.siteRules()).toEqual(DEFAULT_SITE_RULES);
    await store.changeSiteRules(inOffice, 5);
    await store.changeSiteRules(
      (before) => ({
        ...before,
        consent: { ...before.consent, face: withTexts(before.consent.face, { en: '<b>x</b>', ru: 'х' }) },
      }),
      6,
    );
    await store.changeSiteRules(inOffice, 7);
    const events = (await store.auditEntries()).map(({ event }) => event);
    expect(events.slice(1)).toEqual([
      { kind: 'settings', changed: ['schedules'] },
      { kind: 'settings', changed: ['consent'] },
    ]);
    store.lock();
    const rules = await (await storage.unlock(PASSPHRASE, 8)).siteRules();
    expect(rules.schedules.site).toEqual(OFFICE);
    expect(rules.consent.face).toEqual({ revision: 1, texts: { en: '<b>x</b>', ru: 'х' } });
  });

  it('are logged as what the caller says, with the subject who was given a schedule', async () => {
    const { store } = await freshStore();
    const event = { kind: 'scheduled', subjectId: 's' } as const;
    await store.changeSiteRules(
      (before) => ({ ...before, schedules: { ...before.schedules, assigned: { s: 'always' } } }),
      5,
      event,
    );
    expect((await store.auditEntries()).at(-1)?.event).toEqual(event);
  });

  it.each([
    ['an hour that no clock shows', { site: [{ days: [1], fromMinute: 1_440, untilMinute: 0 }] }],
    ['a window on no day', { site: [{ days: [], fromMinute: 0, untilMinute: 0 }] }],
    ['a day twice', { site: [{ days: [1, 1], fromMinute: 0, untilMinute: 0 }] }],
    ['a nameless schedule', { named: [{ id: 'a', name: ' ', windows: [] }] }],
    ['a schedule that hides “any time”', { named: [{ id: 'always', name: 'Night', windows: [] }] }],
    ['two schedules of one id', { named: [1, 2].map(() => ({ id: 'a', name: 'A', windows: [] })) }],
  ])('are refused with %s, and stay as they were', async (_what, change) => {
    const { store } = await freshStore();
    const update = (before: SiteRules) =>
      ({ ...before, schedules: { ...before.schedules, ...change } }) as SiteRules;
    await refusal(store.changeSiteRules(update, 5), 'invalid');
    expect(await store.siteRules()).toEqual(DEFAULT_SITE_RULES);
    expect(await store.auditEntries()).toHaveLength(1);
  });

  it('that were altered open no more, and can be entered anew', async () => {
    const { store, databaseName } = await freshStore();
    await store.changeSiteRules(inOffice, 5);
    await withRaw(databaseName, async (database) => {
      await database.put('state', await database.get('state', 'settings'), 'siteRules');
    });
    await refusal(store.siteRules(), 'tampered');
    await store.changeSiteRules(inOffice, 6);
    expect((await store.siteRules()).schedules.site).toEqual(OFFICE);
    expect((await store.auditEntries()).at(-1)?.event).toEqual({
      kind: 'settings',
      changed: ['schedules', 'consent'],
    });
  });
});

describe('a missing record of the rules', () => {
  it('is one that was removed, also before anything was set, and can be entered anew', async () => {
    const { store, databaseName } = await freshStore();
    await remove(databaseName, 'siteRules');
    await refusal(store.siteRules(), 'tampered');
    await store.changeSiteRules((before) => before, 6);
    expect(await store.siteRules()).toEqual(DEFAULT_SITE_RULES);
    expect((await store.auditEntries()).at(-1)?.event).toEqual({
      kind: 'settings',
      changed: ['schedules', 'consent'],
    });
  });

  it('frees nobody, even where the log knows of no rules: the set of records tells that there was one', async () => {
    const { store, storage, databaseName } = await freshStore();
    await store.changeSettings({ policy: 'strict' }, 3);
    store.lock();
    await remove(databaseName, 'siteRules');
    const later = await storage.unlock(PASSPHRASE, 8);
    await refusal(later.siteRules(), 'tampered');
    await later.acceptDoubts(9);
    await refusal(later.siteRules(), 'tampered');
    await later.changeSiteRules(inOffice, 10);
    expect(await later.siteRules()).toEqual(inOffice(DEFAULT_SITE_RULES));
  });

  it.each([
    ['hours', inOffice, undefined],
    [
      'a schedule of one person',
      (before: SiteRules) => ({ ...before, schedules: { ...before.schedules, assigned: { s: 'always' } } }),
      { kind: 'scheduled', subjectId: 's' } as const,
    ],
  ])('frees nobody after the log told of %s', async (_what, update, event) => {
    const { store, storage, databaseName } = await freshStore();
    await store.changeSiteRules(update, 5, event);
    store.lock();
    await remove(databaseName, 'siteRules');
    for (const atMs of [8, 9])
      await refusal((await storage.unlock(PASSPHRASE, atMs)).siteRules(), 'tampered');
  });

  it.each([
    ['the entry that told of them', [1], []],
    ['the whole log', [0, 1], ['auditHead', 'clock']],
  ])('frees nobody when %s was removed with it', async (_what, entries, keys) => {
    const { store, storage, databaseName } = await freshStore();
    await store.changeSiteRules(inOffice, 5);
    store.lock();
    await remove(databaseName, 'siteRules', ...keys);
    await withRaw(databaseName, async (raw) => {
      for (const index of entries) await raw.delete('audit', index);
    });
    await refusal((await storage.unlock(PASSPHRASE, 8)).siteRules(), 'tampered');
  });

  it('frees nobody where the entry that told of them grew too old', async () => {
    const { store, storage, databaseName } = await freshStore();
    await store.changeSiteRules(inOffice, 5);
    await store.appendAudit({ kind: 'doorTested' }, 400 * DAY_MS);
    expect(await store.removeOldEntries(408 * DAY_MS)).toBeGreaterThan(0);
    expect(await store.verifyAudit()).toMatchObject({ intact: true });
    store.lock();
    await remove(databaseName, 'siteRules');
    await refusal((await storage.unlock(PASSPHRASE, 409 * DAY_MS)).siteRules(), 'tampered');
  });
});

describe('after going back from a later version', () => {
  it('its fields are kept, at every level', async () => {
    const { store } = await freshStore();
    const later = {
      schedules: {
        site: [{ ...OFFICE[0], holidays: 'closed' }],
        named: [{ id: 'a', name: 'Night', windows: [], colour: 'blue' }],
        assigned: {},
        zone: 'UTC',
      },
      consent: {
        face: { revision: 1, texts: null, signed: true },
        faceless: { revision: 0, texts: null },
        terms: 1,
      },
      doors: ['back'],
    };
    await store.changeSiteRules(() => later, 5);
    await store.changeSiteRules(
      (before) => ({ ...before, schedules: { ...before.schedules, assigned: { s: 'a' } } }),
      6,
    );
    const expected = { ...later, schedules: { ...later.schedules, assigned: { s: 'a' } } };
    expect(await store.siteRules()).toEqual(expected);
  });
});
