import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeSubject } from '../../simulator/builders.ts';
import { openDatabase, toStorageError, writeAtomically } from '../../src/storage/database.ts';
import { freshStore, refusal, subjectsOf } from './support.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('database', () => {
  it('says when the browser offers no database', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const error = await refusal(openDatabase('none'), 'unavailable');
    expect(error.message).toContain('private browsing');
  });

  it.each(['InvalidStateError', 'SecurityError', 'UnknownError'])(
    'says so when opening fails with %s',
    async (name) => {
      vi.spyOn(indexedDB, 'open').mockImplementation(() => {
        throw new DOMException('no', name);
      });
      await refusal(openDatabase('none'), 'unavailable');
    },
  );

  it('leaves nothing behind of what makes the browser begin a new log', async () => {
    (await openDatabase('fresh')).close();
    expect((await indexedDB.databases()).map(({ name }) => name)).toEqual(['fresh']);
  });

  it('says when a newer Facegate made the database', async () => {
    (await openDB('newer', 7)).close();
    await refusal(openDatabase('newer'), 'newerDatabase');
  });

  it('says when another tab is in the way', async () => {
    const inTheWay = await openDB('blocked', 1);
    const open = indexedDB.open.bind(indexedDB);
    vi.spyOn(indexedDB, 'open').mockImplementation((name) => open(name, 2));
    await refusal(openDatabase('blocked'), 'otherTab');
    inTheWay.close();
  });

  it('makes way for a newer version', async () => {
    await openDatabase('old');
    const newer = await openDB('old', 2);
    expect(newer.version).toBe(2);
    newer.close();
  });

  it('writes all of a transaction or nothing', async () => {
    const database = await openDatabase('atomic');
    const failure = new Error('half way');
    await expect(
      writeAtomically(database, async (transaction) => {
        await transaction.objectStore('subjects').put({ id: 'x' } as never);
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await database.count('subjects')).toBe(0);
    database.close();
  });

  it('reports quota when the browser aborts a transaction that was already written', async () => {
    const database = await openDatabase('full');
    const real = database.transaction.bind(database);
    const full = {
      transaction: (...args: Parameters<typeof real>) => {
        const transaction = real(...args);
        const quota = new DOMException('full', 'QuotaExceededError');
        return new Proxy(transaction, {
          get: (target, name) => {
            if (name === 'done') return target.done.then(() => Promise.reject(quota));
            if (name === 'error') return quota;
            const value: unknown = Reflect.get(target, name);
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          },
        });
      },
    };
    const work = writeAtomically(full as never, (transaction) =>
      transaction.objectStore('subjects').put({ id: 'x' } as never),
    );
    await refusal(work, 'quotaExceeded');
    database.close();
  });

  it('maps a full disk at every write', async () => {
    const { store } = await freshStore();
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await refusal(store.saveSubject(makeSubject(1), 'enrolled', 1), 'quotaExceeded');
    await refusal(store.appendAudit({ kind: 'locked' }, 2), 'quotaExceeded');
    await refusal(store.changeSettings({ policy: 'strict' }, 2), 'quotaExceeded');
    vi.restoreAllMocks();
    expect((await subjectsOf(store)).subjects).toEqual([]);
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: 1 });
  });

  it('leaves other errors as they are', () => {
    const error = new RangeError('other');
    expect(toStorageError(error)).toBe(error);
  });
});
