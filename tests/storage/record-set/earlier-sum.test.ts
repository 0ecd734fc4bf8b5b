/**
 * @file A store of the version that bound people by sums (commit d2f4551, in Node on fake-indexeddb) gets blocks once,
 * whole or not at all, and what was put back before that is noticed.
 */
import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeSubject } from '../../../simulator/builders.ts';
import { createStorage } from '../../../src/storage/create-storage.ts';
import { checked, CHEAP_KDF, dump, PASSPHRASE, refusal, subjectsOf, withRaw } from '../support.ts';

interface Fixture {
  readonly stores: Awaited<ReturnType<typeof dump>>;
  /** The first person's record from before the last change, which suspended them. */
  readonly old: unknown;
}

const KEY_PATHS: Readonly<Record<string, string>> = { subjects: 'id', audit: 'index' };
const FIXTURE = JSON.parse(
  readFileSync(new URL('../../fixtures/sums/store.json', import.meta.url), 'utf8'),
  (_key, value: unknown) =>
    value !== null && typeof value === 'object' && '$bytes' in value
      ? new Uint8Array(Buffer.from(value.$bytes as string, 'base64'))
      : value,
) as Fixture;
const FIRST = makeSubject(1).id;
let databases = 0;

async function restore() {
  databases += 1;
  const databaseName = `sums-${String(databases)}`;
  const database = await openDB(databaseName, 1, {
    upgrade(created) {
      for (const name of Object.keys(FIXTURE.stores))
        created.createObjectStore(name, { keyPath: KEY_PATHS[name] ?? null });
    },
  });
  for (const [name, records] of Object.entries(FIXTURE.stores)) {
    for (const { key, value } of records)
      await database.put(name, value, name in KEY_PATHS ? undefined : (key as string));
  }
  database.close();
  return { databaseName, storage: createStorage({ databaseName, kdf: CHEAP_KDF }) };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a store with sums', () => {
  it('opens with everybody, gets blocks once, and doubts nobody', async () => {
    const { storage, databaseName } = await restore();
    const shares: number[] = [];
    const store = await storage.unlock(PASSPHRASE, 9, { onShare: (share) => shares.push(share) });
    expect(await checked(store, 9)).toEqual([]);
    expect(await store.doubts()).toEqual({ records: [], people: [] });
    expect((await subjectsOf(store)).subjects).toHaveLength(5);
    expect(shares.at(-1)).toBe(1);
    expect((await dump(databaseName)).index.length).toBeGreaterThan(0);
    store.lock();
    const again: number[] = [];
    await storage.unlock(PASSPHRASE, 10, { onShare: (share) => again.push(share) });
    expect(again).toEqual([]);
  });

  it.each([
    ['put back', (name: string) => withRaw(name, (raw) => raw.put('subjects', FIXTURE.old))],
    ['removed', (name: string) => withRaw(name, (raw) => raw.delete('subjects', FIRST))],
  ])('lets nobody in where a record was %s before it got blocks', async (_what, tamper) => {
    const { storage, databaseName } = await restore();
    await tamper(databaseName);
    const store = await storage.unlock(PASSPHRASE, 9);
    expect((await store.doubts()).people).toBe('all');
  });

  it('is as it was where the power fails while it gets blocks, and gets them the next time', async () => {
    const { storage, databaseName } = await restore();
    const real = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')
      ?.value as IDBObjectStore['put'];
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...rest) {
      const request = real.apply(this, rest);
      if (this.name === 'index') this.transaction.abort();
      return request;
    });
    await refusal(storage.unlock(PASSPHRASE, 9), 'unavailable');
    vi.restoreAllMocks();
    expect((await dump(databaseName)).index).toEqual([]);
    await withRaw(databaseName, (raw) => raw.put('subjects', FIXTURE.old));
    expect((await (await storage.unlock(PASSPHRASE, 10)).doubts()).people).toBe('all');
  });
});
