import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { everybody } from '../../src/kiosk/import-review.ts';
import { makeSubject, lcg } from '../../simulator/builders.ts';
import { withTexts } from '../../src/core/site/consent-text.ts';
import { openBackup, sealBackup } from '../../src/storage/backup.ts';
import type { SiteRules } from '../../src/storage/site-rules-codec.ts';
import { backupOf, CHEAP_KDF, dump, flipped, freshStore, refusal, subjectsOf, withRaw } from './support.ts';

/** How every PNG file begins, in base64. */
const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const FILE_PASSPHRASE = 'passphrase of the file';
const seal = (...numbers: number[]) =>
  sealBackup({ subjects: numbers.map((number) => makeSubject(number)), rules: null }, FILE_PASSPHRASE, {
    kdf: CHEAP_KDF,
  });

afterEach(() => {
  vi.restoreAllMocks();
});

const importedAs = { kind: 'imported', replaced: 0, broughtBack: 0, leftOut: 0 };

describe('export and import', () => {
  it('carries the gallery to another kiosk', async () => {
    const [from, to] = [await freshStore(), await freshStore()];
    for (const number of [1, 2]) await from.store.saveSubject(makeSubject(number), 'enrolled', 1);
    const file = await backupOf(from.store, FILE_PASSPHRASE);
    expect(await to.store.importBackup(file, FILE_PASSPHRASE, 9, everybody)).toEqual({
      subjects: 2,
      changedRules: [],
    });
    expect((await subjectsOf(to.store)).subjects).toEqual([makeSubject(1), makeSubject(2)]);
    expect((await to.store.auditEntries()).at(-1)).toMatchObject({
      atMs: 9,
      event: { ...importedAs, subjects: 2 },
    });
  });

  it('replaces the same id and keeps the others', async () => {
    const { store } = await freshStore();
    await store.saveSubject(makeSubject(1, { name: 'Older' }), 'enrolled', 1);
    await store.saveSubject(makeSubject(5), 'enrolled', 1);
    await store.importBackup(await seal(1, 2), FILE_PASSPHRASE, 9, everybody);
    expect((await subjectsOf(store)).subjects).toEqual([makeSubject(1), makeSubject(2), makeSubject(5)]);
  });

  it('leaves out a subject whose consent has run out', async () => {
    const { store } = await freshStore();
    const consent = { textVersion: '1', givenAtMs: 1, retainUntilMs: 500 };
    const subjects = [makeSubject(1), makeSubject(2, { consent })];
    const file = await sealBackup({ subjects, rules: null }, FILE_PASSPHRASE, { kdf: CHEAP_KDF });
    expect(await store.importBackup(file, FILE_PASSPHRASE, 501, everybody)).toMatchObject({ subjects: 1 });
    expect((await subjectsOf(store)).subjects).toEqual([makeSubject(1)]);
  });

  it('brings what the door shows of the site, but the door keeps its own name', async () => {
    const face = { siteName: 'Works', door: 'North', help: 'Call 123', clock: true, logo: PNG };
    const [from, to, older] = [await freshStore(), await freshStore(), await freshStore()];
    const earlier = await backupOf(older.store, FILE_PASSPHRASE);
    await from.store.changeSiteRules((before) => ({ ...before, doorFace: face }), 1);
    const file = await backupOf(from.store, FILE_PASSPHRASE);
    expect(await to.store.importBackup(file, FILE_PASSPHRASE, 9, everybody)).toMatchObject({
      changedRules: ['doorFace'],
    });
    expect((await to.store.siteRules()).doorFace).toEqual(face);
    await to.store.changeSiteRules((before) => ({ ...before, doorFace: { ...face, door: 'South' } }), 10);
    await to.store.importBackup(file, FILE_PASSPHRASE, 11, everybody);
    expect((await to.store.siteRules()).doorFace).toEqual({ ...face, door: 'South' });
    await to.store.importBackup(earlier, FILE_PASSPHRASE, 12, everybody);
    expect((await to.store.siteRules()).doorFace).toEqual({ ...face, door: 'South' });
  });

  it('changes nothing when the file is refused', async () => {
    const { store, databaseName } = await freshStore();
    await store.saveSubject(makeSubject(1, { name: 'Older' }), 'enrolled', 1);
    const before = await dump(databaseName);
    const file = await seal(1, 2);
    const random = lcg(3);
    await refusal(store.importBackup(file, 'another passphrase', 9, everybody), 'wrongPassphrase');
    for (let round = 0; round < 2_000; round += 1) {
      const damaged = flipped(file, Math.floor(random() * file.length));
      await refusal(store.importBackup(damaged, FILE_PASSPHRASE, 9, everybody), 'badBackup');
    }
    expect(await dump(databaseName)).toEqual(before);
  });

  it('changes nothing when there is no room for all of it', async () => {
    const { store, databaseName } = await freshStore();
    await store.saveSubject(makeSubject(1, { name: 'Older' }), 'enrolled', 1);
    const before = await dump(databaseName);
    const file = await seal(1, 2, 3);
    const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')
      ?.value as IDBObjectStore['put'];
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
      if ((value as { id?: string }).id === makeSubject(3).id) {
        throw new DOMException('full', 'QuotaExceededError');
      }
      return put.call(this, value, key);
    });
    const error = await refusal(store.importBackup(file, FILE_PASSPHRASE, 9, everybody), 'quotaExceeded');
    expect(error.message).toContain('Free some space');
    vi.restoreAllMocks();
    expect(await dump(databaseName)).toEqual(before);
    expect(await store.importBackup(file, FILE_PASSPHRASE, 9, everybody)).toMatchObject({ subjects: 3 });
  });
});

const OFFICE = [{ days: [1, 2, 3, 4, 5], fromMinute: 480, untilMinute: 1_080 }] as const;
const NIGHT = {
  id: 'n',
  name: 'Night',
  windows: [{ days: [7], fromMinute: 1_320, untilMinute: 360 }],
} as const;
const idOf = (number: number): string => makeSubject(number).id;

/**
 * A kiosk with persons 1 and 2, office hours, nights for person 1, any time for one who was erased, and a text of its
 * own.
 */
async function kioskWithRules() {
  const kiosk = await freshStore();
  for (const number of [1, 2]) await kiosk.store.saveSubject(makeSubject(number), 'enrolled', 1);
  const rules = await kiosk.store.changeSiteRules(
    ({ consent }) => ({
      schedules: { site: OFFICE, named: [NIGHT], assigned: { [idOf(1)]: 'n', [idOf(9)]: 'always' } },
      consent: { ...consent, face: withTexts(consent.face, { en: 'Ours', ru: 'Наше' }) },
    }),
    2,
  );
  return { ...kiosk, rules };
}

describe('the site’s rules in a backup', () => {
  it('come along to a new tablet, for the people who come, and the log tells of them', async () => {
    const [from, to] = [await kioskWithRules(), await freshStore()];
    const file = await backupOf(from.store, FILE_PASSPHRASE);
    expect((await openBackup(file, FILE_PASSPHRASE, { kdf: CHEAP_KDF })).rules?.schedules.assigned).toEqual({
      [idOf(1)]: 'n',
    });
    expect(await to.store.importBackup(file, FILE_PASSPHRASE, 9, everybody)).toEqual({
      subjects: 2,
      changedRules: ['schedules', 'consent'],
    });
    const { schedules, consent } = await to.store.siteRules();
    expect(schedules).toEqual({ site: OFFICE, named: [NIGHT], assigned: { [idOf(1)]: 'n' } });
    expect(consent).toEqual(from.rules.consent);
    expect((await to.store.auditEntries()).slice(-2).map(({ event }) => event)).toEqual([
      { ...importedAs, subjects: 2 },
      { kind: 'settings', changed: ['schedules', 'consent'] },
    ]);
    expect((await to.store.importBackup(file, FILE_PASSPHRASE, 10, everybody))?.changedRules).toEqual([]);
  });

  it('replace those here, and who is not in the file keeps the schedule they were given', async () => {
    const [from, to] = [await kioskWithRules(), await freshStore()];
    for (const number of [1, 3]) await to.store.saveSubject(makeSubject(number), 'enrolled', 1);
    const [late, unused] = ['l', 'u'].map((id) => ({ id, name: id, windows: [] }));
    await to.store.changeSiteRules(
      (before) => ({
        ...before,
        schedules: {
          site: null,
          named: [late, unused],
          assigned: { [idOf(1)]: 'u', [idOf(3)]: 'l', [idOf(8)]: 'u' },
        },
      }),
      2,
    );
    await to.store.importBackup(await backupOf(from.store, FILE_PASSPHRASE), FILE_PASSPHRASE, 9, everybody);
    expect((await to.store.siteRules()).schedules).toEqual({
      site: OFFICE,
      named: [NIGHT, late],
      assigned: { [idOf(1)]: 'n', [idOf(3)]: 'l' },
    });
  });

  it('leave the schedules that records here have, and no file takes one out of a record', async () => {
    const [from, to] = [await kioskWithRules(), await freshStore()];
    const ofRecords = ['l', 'm'].map((id) => ({ id, name: id, windows: [] }));
    await to.store.saveSubject(makeSubject(1, { schedule: 'l' }), 'enrolled', 1);
    await to.store.saveSubject(makeSubject(3, { schedule: 'm' }), 'enrolled', 1);
    await to.store.changeSiteRules(
      (before) => ({ ...before, schedules: { ...before.schedules, named: ofRecords } }),
      2,
    );
    await to.store.importBackup(await backupOf(from.store, FILE_PASSPHRASE), FILE_PASSPHRASE, 9, everybody);
    expect((await to.store.siteRules()).schedules.named).toEqual([NIGHT, ...ofRecords]);
    const { subjects } = await subjectsOf(to.store);
    expect(new Map(subjects.map(({ id, schedule }) => [id, schedule]))).toEqual(
      new Map([
        [idOf(1), 'l'],
        [idOf(2), null],
        [idOf(3), 'm'],
      ]),
    );
  });

  it('stay as they are when a file holds people alone', async () => {
    const { store, rules } = await kioskWithRules();
    expect(await store.importBackup(await seal(5), FILE_PASSPHRASE, 9, everybody)).toEqual({
      subjects: 1,
      changedRules: [],
    });
    expect(await store.siteRules()).toEqual(rules);
  });

  it('leave nothing changed when there would be too many schedules', async () => {
    const [from, to] = [await kioskWithRules(), await freshStore()];
    await to.store.saveSubject(makeSubject(1), 'enrolled', 1);
    const named = Array.from({ length: 8 }, (_, at) => ({ id: `s${String(at)}`, name: 'S', windows: [] }));
    for (const [at, { id }] of named.entries()) {
      await to.store.saveSubject(makeSubject(10 + at), 'enrolled', 1);
      await to.store.changeSiteRules(
        ({ consent, schedules }) => ({
          consent,
          schedules: { ...schedules, named, assigned: { ...schedules.assigned, [idOf(10 + at)]: id } },
        }),
        2,
      );
    }
    const before = await dump(to.databaseName);
    const file = await backupOf(from.store, FILE_PASSPHRASE);
    await refusal(to.store.importBackup(file, FILE_PASSPHRASE, 9, everybody), 'tooManySchedules');
    expect(await dump(to.databaseName)).toEqual(before);
  });

  it('are restored where they were removed, but in no backup then', async () => {
    const { store, databaseName } = await kioskWithRules();
    const file = await backupOf(store, FILE_PASSPHRASE);
    await withRaw(databaseName, (raw) => raw.delete('state', 'siteRules'));
    await refusal(backupOf(store, FILE_PASSPHRASE), 'tampered');
    await store.importBackup(file, FILE_PASSPHRASE, 9, everybody);
    expect((await store.siteRules()).schedules.site).toEqual(OFFICE);
  });

  it('bring their time zone to a tablet without one; another keeps its own, and is told', async () => {
    const [from, fresh, elsewhere] = [await kioskWithRules(), await freshStore(), await freshStore()];
    const inZone = (timeZone: string) => (before: SiteRules) => ({
      ...before,
      schedules: { ...before.schedules, timeZone },
    });
    await from.store.changeSiteRules(inZone('Europe/Berlin'), 3);
    await elsewhere.store.changeSiteRules(inZone('Asia/Tokyo'), 3);
    const file = await backupOf(from.store, FILE_PASSPHRASE);
    expect(await fresh.store.importBackup(file, FILE_PASSPHRASE, 9, everybody)).not.toHaveProperty(
      'otherTimeZone',
    );
    expect((await fresh.store.siteRules()).schedules.timeZone).toBe('Europe/Berlin');
    expect(await elsewhere.store.importBackup(file, FILE_PASSPHRASE, 9, everybody)).toMatchObject({
      otherTimeZone: 'Europe/Berlin',
    });
    const { site, timeZone } = (await elsewhere.store.siteRules()).schedules;
    expect({ site, timeZone }).toEqual({ site: OFFICE, timeZone: 'Asia/Tokyo' });
  });
});
