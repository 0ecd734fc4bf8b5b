/** @file What is saved in Settings is saved as a whole, or not at all. */
import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KioskSession } from '../../src/kiosk/session.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { dump, freshStore, PASSPHRASE, refusal } from './support.ts';

const CHANGE = { policy: 'strict', retentionDays: 30 } as const;
const BESIDE = { logDays: 90, language: true };

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** The `number`th call of that method finds no room left on the device. */
function fillUpAt(method: 'put' | 'add', number: number): void {
  const real = Reflect.get(IDBObjectStore.prototype, method);
  let calls = 0;
  vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (this: IDBObjectStore, ...rest) {
    calls += 1;
    if (calls === number) throw new DOMException('no room', 'QuotaExceededError');
    return real.apply(this, rest);
  });
}

/** Aborts the transaction once that many records of it are written, as a browser does that stops. */
function abortAfter(puts: number): void {
  const real = Reflect.get(IDBObjectStore.prototype, 'put');
  let calls = 0;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...rest) {
    const request = real.apply(this, rest);
    calls += 1;
    if (calls === puts) this.transaction.abort();
    return request;
  });
}

describe('a change of settings and of what is saved beside them', () => {
  it('is one entry in the log, which names all of it', async () => {
    const { store } = await freshStore();
    const after = await store.changeSettings(CHANGE, 7, BESIDE);
    expect(after).toEqual({ ...DEFAULT_SETTINGS, ...CHANGE });
    expect((await store.settings()).values).toEqual(after);
    expect((await store.settings()).logDays.days).toBe(90);
    expect((await store.auditEntries()).slice(1)).toMatchObject([
      { atMs: 7, event: { kind: 'settings', changed: ['policy', 'retentionDays', 'logDays', 'language'] } },
    ]);
  });

  it('logs a language alone, and nothing where nothing changes', async () => {
    const { store } = await freshStore();
    await store.changeSettings({}, 7, { language: true });
    await store.changeSettings(DEFAULT_SETTINGS, 8, { logDays: 365, language: false });
    expect((await store.auditEntries()).slice(1)).toMatchObject([
      { atMs: 7, event: { kind: 'settings', changed: ['language'] } },
    ]);
  });

  it.each([
    ['the device is full at the first record', () => fillUpAt('put', 1), 'quotaExceeded'],
    ['the device is full at the second record', () => fillUpAt('put', 2), 'quotaExceeded'],
    ['the device is full at the entry in the log', () => fillUpAt('add', 1), 'quotaExceeded'],
    ['the browser aborts between the records', () => abortAfter(1), 'unavailable'],
    ['the browser aborts before the end of the log is written', () => abortAfter(3), 'unavailable'],
  ] as const)('changes nothing where %s', async (_when, fail, code) => {
    const { store, databaseName } = await freshStore();
    const before = await dump(databaseName);
    fail();
    await refusal(store.changeSettings(CHANGE, 7, BESIDE), code);
    vi.restoreAllMocks();
    expect(await dump(databaseName)).toEqual(before);
    expect(await store.changeSettings(CHANGE, 8, BESIDE)).toMatchObject(CHANGE);
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: 2 });
  });

  it('changes nothing where one part of it is out of range', async () => {
    const { store, databaseName } = await freshStore();
    const before = await dump(databaseName);
    await refusal(store.changeSettings(CHANGE, 7, { logDays: 0 }), 'invalid');
    await refusal(store.changeSettings({ retentionDays: 0 }, 7, { logDays: 90 }), 'invalid');
    expect(await dump(databaseName)).toEqual(before);
  });

  it('loses nothing of two tabs that save at once', async () => {
    const { store, storage } = await freshStore();
    const other = await storage.unlock(PASSPHRASE, 2);
    await Promise.all([
      store.changeSettings({ policy: 'strict' }, 3, { logDays: 90 }),
      other.changeSettings({ retentionDays: 30 }, 3, { logDays: 90 }),
    ]);
    expect((await store.settings()).values).toEqual({ ...DEFAULT_SETTINGS, ...CHANGE });
    expect((await store.settings()).logDays.days).toBe(90);
  });

  it('leaves the session as it was where it fails', async () => {
    // The camera makes its video element at once.
    vi.stubGlobal('document', { createElement: () => new EventTarget() });
    const { store, storage } = await freshStore();
    const session = new KioskSession('http://localhost/', storage);
    await session.open(store);
    await session.access.authorise(PASSPHRASE);
    fillUpAt('put', 2);
    await refusal(session.site.changeSettings(CHANGE, BESIDE), 'quotaExceeded');
    vi.restoreAllMocks();
    expect(session.site.settings).toEqual(DEFAULT_SETTINGS);
    expect(session.site.logDays).toBe(365);
    await session.lock();
  });
});
