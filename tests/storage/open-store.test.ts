import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { everybody } from '../../src/kiosk/import-review.ts';
import { makeFacelessSubject, makeSubject, MODEL_A, MODEL_B } from '../../simulator/builders.ts';
import type { Subject } from '../../src/core/template/types.ts';
import type { PassphraseRecord } from '../../src/storage/keys/key-slots.ts';
import { ALL_FELL_BACK, DEFAULT_SETTINGS, parseSettings } from '../../src/storage/settings.ts';
import { createStorage } from '../../src/storage/create-storage.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import type { Settings } from '../../src/storage/settings.ts';
import type { SealedRecord } from '../../src/storage/vault.ts';
import {
  backupOf,
  CHEAP_KDF,
  dump,
  flipped,
  freshStorage,
  freshStore,
  PASSPHRASE,
  refusal,
  subjectsOf,
  withRaw,
} from './support.ts';

interface RawSubject {
  readonly id: string;
  readonly modelSha256: string;
  readonly sealed: SealedRecord;
}

const rawSubject = async (databaseName: string, id: string): Promise<RawSubject> =>
  (await withRaw(databaseName, (raw) => raw.get('subjects', id))) as RawSubject;

const putRaw = (databaseName: string, store: string, value: unknown, key?: IDBValidKey): Promise<unknown> =>
  withRaw(databaseName, (raw) => raw.put(store, value, key));

async function withSubjects(count: number) {
  const fresh = await freshStore();
  const subjects = Array.from({ length: count }, (_, row) => makeSubject(row + 1));
  for (const subject of subjects) await fresh.store.saveSubject(subject, 'enrolled', 1);
  return { ...fresh, subjects };
}

describe('first run and unlocking', () => {
  it('is not initialised at first and is afterwards', async () => {
    const { storage } = freshStorage();
    expect(await storage.isInitialised()).toBe(false);
    await refusal(storage.unlock(PASSPHRASE, 1), 'notInitialised');
    const store = await storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, 1);
    expect(await storage.isInitialised()).toBe(true);
    expect((await store.settings()).values).toEqual(DEFAULT_SETTINGS);
  });

  it('leaves nothing behind when first run is refused', async () => {
    const { storage } = freshStorage();
    await refusal(storage.initialise('short', DEFAULT_SETTINGS, 1), 'weakPassphrase');
    await refusal(storage.initialise(PASSPHRASE, { ...DEFAULT_SETTINGS, retentionDays: 0 }, 1), 'invalid');
    expect(await storage.isInitialised()).toBe(false);
  });

  it('never sets a second passphrase over a first, also from two tabs at once', async () => {
    const { storage, databaseName } = freshStorage();
    const other = createStorage({ databaseName, kdf: CHEAP_KDF });
    const results = await Promise.allSettled([
      storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, 1),
      other.initialise('another kettle orbit violin', DEFAULT_SETTINGS, 1),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await refusal(storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, 1), 'alreadyInitialised');
  });

  it('keeps the gallery over a reload', async () => {
    const { store, databaseName, subjects } = await withSubjects(3);
    store.lock();
    const reopened = await createStorage({ databaseName, kdf: CHEAP_KDF }).unlock(PASSPHRASE, 2);
    expect(await subjectsOf(reopened)).toEqual({ subjects, unreadable: [] });
  });

  it('refuses a wrong passphrase and a damaged key differently', async () => {
    const { store, storage, databaseName } = await freshStore();
    store.lock();
    await refusal(storage.unlock('another passphrase', 2), 'wrongPassphrase');
    const key = (await withRaw(databaseName, (raw) => raw.get('keys', 'dataKey'))) as PassphraseRecord;
    await putRaw(databaseName, 'keys', { ...key, wrapped: flipped(key.wrapped, 5) }, 'dataKey');
    await refusal(storage.unlock(PASSPHRASE, 2), 'tampered');
  });

  it('does not look new when its key was removed', async () => {
    const { store, storage, databaseName } = await freshStore();
    store.lock();
    await withRaw(databaseName, (raw) => raw.delete('keys', 'dataKey'));
    await refusal(storage.isInitialised(), 'tampered');
    await refusal(storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, 2), 'tampered');
    await refusal(storage.unlock(PASSPHRASE, 2), 'tampered');
  });

  it('tells whether a passphrase is the right one', async () => {
    const { store } = await freshStore();
    expect((await store.authorise(PASSPHRASE, 2)).role).toBe('administrator');
    await refusal(store.authorise('another passphrase', 2), 'wrongPassphrase');
    await refusal(store.authorise('', 2), 'wrongPassphrase');
  });
});

describe('gallery', () => {
  it('keeps a subject without a template, whose record cannot stand in for another', async () => {
    const { store, databaseName } = await freshStore();
    await store.saveSubject(makeFacelessSubject(1), 'enrolled', 1);
    await store.saveSubject(makeSubject(2), 'enrolled', 1);
    expect((await subjectsOf(store)).subjects).toEqual([makeFacelessSubject(1), makeSubject(2)]);
    const record = (await withRaw(databaseName, (raw) => raw.get('subjects', makeSubject(1).id))) as object;
    await putRaw(databaseName, 'subjects', { ...record, modelSha256: MODEL_A });
    const { unreadable } = await subjectsOf(store);
    expect(unreadable).toEqual([{ id: makeSubject(1).id, code: 'tampered' }]);
  });

  it('replaces the subject with the same id, and deletes', async () => {
    const { store } = await withSubjects(2);
    await store.saveSubject(makeSubject(1, { name: 'Renamed' }), 'enrolled', 1);
    expect((await subjectsOf(store)).subjects.map(({ name }) => name)).toEqual([
      'Renamed',
      'Möbius subject 2',
    ]);
    await store.eraseSubject(makeSubject(1).id, 3);
    await store.eraseSubject('nobody', 3);
    expect((await subjectsOf(store)).subjects).toEqual([makeSubject(2)]);
  });

  it('refuses an invalid subject and keeps the old one', async () => {
    const { store, subjects } = await withSubjects(1);
    await refusal(store.saveSubject(makeSubject(1, { name: '' }), 'enrolled', 1), 'invalid');
    expect((await subjectsOf(store)).subjects).toEqual(subjects);
  });

  it('reports records that were altered, exchanged or moved, and opens the others', async () => {
    const { store, databaseName, subjects } = await withSubjects(6);
    const [first, second, third, fourth, fifth] = await Promise.all(
      subjects.slice(0, 5).map(({ id }) => rawSubject(databaseName, id)),
    );
    await putRaw(databaseName, 'subjects', { ...first, sealed: second.sealed });
    await putRaw(databaseName, 'subjects', { ...second, sealed: first.sealed });
    await putRaw(databaseName, 'subjects', { ...third, modelSha256: MODEL_B });
    const ciphertext = flipped(fourth.sealed.ciphertext, 40);
    await putRaw(databaseName, 'subjects', { ...fourth, sealed: { ...fourth.sealed, ciphertext } });
    await putRaw(databaseName, 'subjects', { ...fifth, id: 'copied' });
    await putRaw(databaseName, 'subjects', { id: 'garbage' });
    const { subjects: opened, unreadable } = await subjectsOf(store);
    expect(opened).toEqual(subjects.slice(4));
    const ids = [...subjects.slice(0, 4).map(({ id }) => id), 'copied', 'garbage'];
    expect(unreadable).toEqual(ids.map((id) => ({ id, code: 'tampered' })));
    await refusal(backupOf(store, PASSPHRASE), 'tampered');
    for (const id of ids) await store.eraseSubject(id, 3);
    expect((await subjectsOf(store)).unreadable).toEqual([]);
  });

  it('erases those whose consent has run out, and records it', async () => {
    const { store } = await withSubjects(1);
    const consent = { textVersion: '1', givenAtMs: 1, retainUntilMs: 500 };
    const ids = [7, 8].map((number) => makeSubject(number).id);
    for (const number of [7, 8]) await store.saveSubject(makeSubject(number, { consent }), 'enrolled', 1);
    expect(await store.eraseExpired(499)).toEqual([]);
    expect(await store.eraseExpired(500)).toEqual(ids);
    expect(await store.eraseExpired(500)).toEqual([]);
    expect((await subjectsOf(store)).subjects).toEqual([makeSubject(1)]);
    const events = (await store.auditEntries()).map(({ event }) => event);
    expect(events.slice(1)).toEqual([
      ...[makeSubject(1).id, ...ids].map((subjectId) => ({ kind: 'enrolled', subjectId })),
      ...ids.map((subjectId) => ({ kind: 'expired', subjectId })),
    ]);
  });
});

describe('privacy on disk', () => {
  it('holds nothing readable', async () => {
    const { store, databaseName } = await freshStore();
    const subject = makeSubject(1, { name: 'Zweistein', badge: 'B-77-secret' });
    await store.saveSubject(subject, 'enrolled', 1);
    await store.changeSettings({ cameraId: 'camera-label' }, 5);
    await store.appendAudit({ kind: 'enrolled', subjectId: 'who-came' }, 5);
    const needles: Buffer[] = ['Zweistein', 'B-77-secret', 'camera-label', 'who-came', PASSPHRASE].flatMap(
      (text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')],
    );
    for (const { buffer } of subject.template.embeddings) needles.push(Buffer.from(buffer, 0, 8));
    const haystack = flatten(await dump(databaseName));
    expect(haystack.includes(Buffer.from(subject.id))).toBe(true);
    for (const needle of needles) expect(haystack.includes(needle)).toBe(false);
  });
});

describe('locking', () => {
  it('overwrites every vector that was handed out or waits to be', async () => {
    const { store, subjects } = await withSubjects(2);
    const taken = store.takeChanges().flatMap(({ vectors }) => vectors);
    expect(taken).toHaveLength(2);
    await store
      .importBackup(await backupOf(store, PASSPHRASE), PASSPHRASE, 3, ({ subjects: inFile }) => {
        taken.push(...inFile.flatMap(({ vectors }) => vectors));
        store.lock();
        for (const vector of taken.slice(2)) expect(vector).toEqual(new Float32Array(16));
        return Promise.resolve(null);
      })
      .catch(() => undefined);
    expect(taken).toHaveLength(2 + subjects.length);
  });

  it('refuses everything afterwards', async () => {
    const { store, subjects } = await withSubjects(1);
    const file = await backupOf(store, PASSPHRASE);
    store.lock();
    store.lock();
    for (const call of everyCall(store, subjects[0], file)) await refusal(call(), 'locked');
  });

  it('refuses what is under way, or completes it, and hands out nothing', async () => {
    const { store, storage, subjects } = await withSubjects(1);
    const file = await backupOf(store, PASSPHRASE);
    const running = Promise.allSettled(everyCall(store, subjects[0], file).map((call) => call()));
    store.lock();
    const results = await running;
    expect(results.some(({ status }) => status === 'rejected')).toBe(true);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'locked' });
    }
    const reopened = await storage.unlock(PASSPHRASE, 9);
    expect(await reopened.verifyAudit()).toMatchObject({ intact: true });
  });
});

describe('settings', () => {
  it('merges a change and records which fields changed', async () => {
    const { store } = await freshStore();
    const after = await store.changeSettings({ policy: 'strict', mode: 'identify', cameraId: undefined }, 7);
    expect(after).toEqual({ ...DEFAULT_SETTINGS, policy: 'strict' });
    expect((await store.settings()).values).toEqual(after);
    await store.changeSettings({ policy: 'strict' }, 8);
    expect((await store.auditEntries()).slice(1)).toMatchObject([
      { atMs: 7, event: { kind: 'settings', changed: ['policy'] } },
    ]);
  });

  it('records that a camera was accepted and that this was withdrawn', async () => {
    const { store } = await freshStore();
    await store.changeSettings({ approvedCameraLabel: 'OBS Virtual Camera' }, 7);
    expect((await store.settings()).values.approvedCameraLabel).toBe('OBS Virtual Camera');
    await store.changeSettings({ approvedCameraLabel: null }, 8);
    expect((await store.auditEntries()).slice(1)).toMatchObject([
      { atMs: 7, event: { kind: 'settings', changed: ['approvedCameraLabel'] } },
      { atMs: 8, event: { kind: 'settings', changed: ['approvedCameraLabel'] } },
    ]);
  });

  it('reads settings that were sealed before cameras could be accepted', () => {
    const { approvedCameraLabel, ...older } = DEFAULT_SETTINGS;
    expect(parseSettings(older)).toEqual({ ...older, approvedCameraLabel });
  });

  it('reads settings that were sealed before there were PINs and sounds', () => {
    const { badgeAndPin, sound, ...older } = DEFAULT_SETTINGS;
    expect(parseSettings(older)).toEqual({ ...older, badgeAndPin, sound });
  });

  it.each(['policy', 'mode', 'cameraId', 'showLandmarks', 'retentionDays'] as const)(
    'gives no default for %s, which every version has sealed',
    (field) => {
      const altered = Object.fromEntries(Object.entries(DEFAULT_SETTINGS).filter(([name]) => name !== field));
      expect(() => parseSettings(altered)).toThrow(field);
    },
  );

  it('reads and keeps what a later version set before somebody went back to this one', async () => {
    const { storage } = freshStorage();
    const later = { ...DEFAULT_SETTINGS, chime: 'bell', doors: ['back'] };
    const store = await storage.initialise(PASSPHRASE, later, 1);
    expect((await store.settings()).values).toEqual(later);
    await store.changeSettings({ policy: 'strict' }, 7);
    expect((await store.settings()).values).toEqual({ ...later, policy: 'strict' });
    expect((await store.auditEntries()).at(-1)?.event).toEqual({ kind: 'settings', changed: ['policy'] });
  });

  it('refuses values out of range', async () => {
    const { store } = await freshStore();
    for (const change of [
      { policy: 'open' as Settings['policy'] },
      { retentionDays: 5_000 },
      { retentionDays: 1.5 },
      { sound: 'loud' as Settings['sound'] },
      { door: 'open' } as Partial<Settings>,
    ]) {
      await refusal(store.changeSettings(change, 7), 'invalid');
    }
    expect((await store.settings()).values).toEqual(DEFAULT_SETTINGS);
  });

  it('notices tampering, and takes a full set anew', async () => {
    const { store, databaseName } = await freshStore();
    const sealed = (await withRaw(databaseName, (raw) => raw.get('state', 'settings'))) as SealedRecord;
    const ciphertext = flipped(sealed.ciphertext, 2);
    await putRaw(databaseName, 'state', { ...sealed, ciphertext }, 'settings');
    expect(await store.settings()).toMatchObject(ALL_FELL_BACK);
    await refusal(store.changeSettings({ policy: 'strict' }, 7), 'tampered');
    await putRaw(databaseName, 'state', DEFAULT_SETTINGS, 'settings');
    expect(await store.settings()).toMatchObject(ALL_FELL_BACK);
    await store.changeSettings(DEFAULT_SETTINGS, 8);
    expect((await store.settings()).values).toEqual(DEFAULT_SETTINGS);
  });

  it('loses no change of two tabs at once', async () => {
    const { store, storage } = await freshStore();
    const other = await storage.unlock(PASSPHRASE, 2);
    await Promise.all([
      store.changeSettings({ policy: 'strict' }, 3),
      other.changeSettings({ retentionDays: 30 }, 3),
      store.changeSettings({ showLandmarks: true }, 3),
    ]);
    const expected = { ...DEFAULT_SETTINGS, policy: 'strict', retentionDays: 30, showLandmarks: true };
    expect((await store.settings()).values).toEqual(expected);
    expect(await other.verifyAudit()).toEqual({ intact: true, entries: 5 });
  });
});

function everyCall(store: OpenStore, subject: Subject, file: Uint8Array): (() => Promise<unknown>)[] {
  return [
    () => subjectsOf(store),
    () => store.saveSubject(subject, 'enrolled', 1),
    () => store.eraseSubject(subject.id, 3),
    () => store.changeSubject(subject.id, { name: 'Other' }, 3),
    () => store.eraseExpired(Infinity),
    () => store.appendAudit({ kind: 'locked' }, 3),
    () => store.auditEntries(),
    () => store.verifyAudit(),
    () => store.settings(),
    () => store.changeSettings({ policy: 'strict' }, 3),
    () => backupOf(store, PASSPHRASE),
    () => store.importBackup(file, PASSPHRASE, 3, everybody),
    () => store.authorise(PASSPHRASE, 3),
    () => store.credentials(),
  ];
}

/** Every string (UTF-8 and UTF-16) and every byte array of a value, one after another. */
function flatten(value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.concat([Buffer.from(value), Buffer.from(value, 'utf16le')]);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (value === null || typeof value !== 'object') return Buffer.from(String(value));
  return Buffer.concat(Object.entries(value).flatMap(([key, part]) => [flatten(key), flatten(part)]));
}
