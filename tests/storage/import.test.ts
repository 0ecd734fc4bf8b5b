import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sealBackup } from '../../src/storage/backup.ts';
import { CHEAP_KDF, dump, flipped, freshStore, lcg, makeSubject, refusal } from './support.ts';

const FILE_PASSPHRASE = 'passphrase of the file';
const seal = (...numbers: number[]) =>
  sealBackup(
    numbers.map((number) => makeSubject(number)),
    FILE_PASSPHRASE,
    { kdf: CHEAP_KDF },
  );

afterEach(() => {
  vi.restoreAllMocks();
});

describe('export and import', () => {
  it('carries the gallery to another kiosk', async () => {
    const [from, to] = [await freshStore(), await freshStore()];
    for (const number of [1, 2]) await from.store.saveSubject(makeSubject(number), 'enrolled', 1);
    const file = await from.store.exportBackup(FILE_PASSPHRASE);
    expect(await to.store.importBackup(file, FILE_PASSPHRASE, 9)).toBe(2);
    expect((await to.store.subjects()).subjects).toEqual([makeSubject(1), makeSubject(2)]);
    expect((await to.store.auditEntries()).at(-1)).toMatchObject({
      atMs: 9,
      event: { kind: 'imported', subjects: 2 },
    });
  });

  it('replaces the same id and keeps the others', async () => {
    const { store } = await freshStore();
    await store.saveSubject(makeSubject(1, { name: 'Older' }), 'enrolled', 1);
    await store.saveSubject(makeSubject(5), 'enrolled', 1);
    await store.importBackup(await seal(1, 2), FILE_PASSPHRASE, 9);
    expect((await store.subjects()).subjects).toEqual([makeSubject(1), makeSubject(2), makeSubject(5)]);
  });

  it('leaves out a subject whose consent has run out', async () => {
    const { store } = await freshStore();
    const consent = { textVersion: '1', givenAtMs: 1, retainUntilMs: 500 };
    const subjects = [makeSubject(1), makeSubject(2, { consent })];
    const file = await sealBackup(subjects, FILE_PASSPHRASE, { kdf: CHEAP_KDF });
    expect(await store.importBackup(file, FILE_PASSPHRASE, 501)).toBe(1);
    expect((await store.subjects()).subjects).toEqual([makeSubject(1)]);
  });

  it('changes nothing when the file is refused', async () => {
    const { store, databaseName } = await freshStore();
    await store.saveSubject(makeSubject(1, { name: 'Older' }), 'enrolled', 1);
    const before = await dump(databaseName);
    const file = await seal(1, 2);
    const random = lcg(3);
    await refusal(store.importBackup(file, 'another passphrase', 9), 'wrongPassphrase');
    for (let round = 0; round < 2_000; round += 1) {
      const damaged = flipped(file, Math.floor(random() * file.length));
      await refusal(store.importBackup(damaged, FILE_PASSPHRASE, 9), 'badBackup');
    }
    expect(await dump(databaseName)).toEqual(before);
  }, 30_000);

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
    const error = await refusal(store.importBackup(file, FILE_PASSPHRASE, 9), 'quotaExceeded');
    expect(error.message).toContain('Free some space');
    vi.restoreAllMocks();
    expect(await dump(databaseName)).toEqual(before);
    expect(await store.importBackup(file, FILE_PASSPHRASE, 9)).toBe(3);
  });
});
