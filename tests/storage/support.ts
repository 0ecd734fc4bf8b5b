/**
 * @file What the storage tests share: cheap Argon2id, a store of its own for each test, and a way into the raw
 * database.
 */
import { openDB, type IDBPDatabase } from 'idb';
import { expect } from 'vitest';
import type { Subject } from '../../src/core/template/types.ts';
import { concatAll } from '../../src/storage/bytes.ts';
import { StorageError } from '../../src/storage/errors.ts';
import { openSubject } from '../../src/storage/gallery/seal-subject.ts';
import {
  openPassphraseSlot,
  sealPassphraseSlot,
  type PassphraseRecord,
} from '../../src/storage/keys/key-slots.ts';
import { dataKeyOf, generateDataKey, type DataKey } from '../../src/storage/keys/keys.ts';
import type { KdfPolicy } from '../../src/storage/keys/passphrase.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { createStorage } from '../../src/storage/create-storage.ts';
import type { OpenStore, Unlocked } from '../../src/storage/open-store.ts';
import type { Storage } from '../../src/storage/create-storage.ts';
import type { StorageErrorCode } from '../../src/storage/errors.ts';

export const PASSPHRASE = 'kettle orbit violin moss';

/** Of fixed files and records from before the present rule, which refuses it as a new one. */
export const OLD_PASSPHRASE = 'correct test phrase';

/** Argon2id at its least: the tests are not about its cost. */
export const CHEAP_KDF: KdfPolicy = {
  parameters: { memoryKib: 64, iterations: 1, parallelism: 1 },
  ranges: {
    memoryKib: { min: 64, max: 128 },
    iterations: { min: 1, max: 2 },
    parallelism: { min: 1, max: 1 },
  },
};

/** A new data key, and its record under the administrator's passphrase. */
export async function createDataKey(
  passphrase: string,
  kdf: KdfPolicy,
  crypto: Crypto,
): Promise<{ readonly record: PassphraseRecord; readonly key: DataKey }> {
  const key = await generateDataKey(crypto);
  const record = await sealPassphraseSlot('administrator', passphrase, key, kdf, crypto);
  return { record, key: await dataKeyOf(key, crypto) };
}

export function openDataKey(
  passphrase: string,
  stored: unknown,
  kdf: KdfPolicy,
  crypto: Crypto,
): Promise<DataKey> {
  return openPassphraseSlot('administrator', passphrase, stored, kdf, 'data', crypto);
}

let databases = 0;

/** A storage over a database of its own. */
export function freshStorage(): { readonly storage: Storage; readonly databaseName: string } {
  databases += 1;
  const databaseName = `test-${databases}`;
  return { storage: createStorage({ databaseName, kdf: CHEAP_KDF }), databaseName };
}

export async function freshStore(): Promise<{
  readonly storage: Storage;
  readonly store: OpenStore;
  readonly databaseName: string;
}> {
  const { storage, databaseName } = freshStorage();
  return { storage, databaseName, store: await storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, 1) };
}

/** Does what somebody with the device in hands could do: reads and writes records behind the store's back. */
export async function withRaw<T>(
  databaseName: string,
  work: (database: IDBPDatabase) => Promise<T>,
): Promise<T> {
  const database = await openDB(databaseName);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

export function dump(databaseName: string): Promise<Record<string, { key: unknown; value: unknown }[]>> {
  return withRaw(databaseName, async (database) => {
    const stores: Record<string, { key: unknown; value: unknown }[]> = {};
    for (const name of database.objectStoreNames) {
      const [keys, values] = [await database.getAllKeys(name), await database.getAll(name)];
      stores[name] = keys.map((key, row) => ({ key, value: values[row] as unknown }));
    }
    return stores;
  });
}

/** Everybody as they are stored, by id, opened one by one. */
export async function subjectsOf(store: OpenStore): Promise<{
  readonly subjects: readonly Subject[];
  readonly unreadable: readonly { readonly id: string; readonly code: 'tampered' }[];
}> {
  const { _unlocked: unlocked } = store as unknown as { readonly _unlocked: Unlocked | null };
  if (unlocked === null) throw new StorageError('locked');
  const records = await unlocked.database.getAll('subjects');
  const opened = await Promise.all(
    records.map((record) =>
      openSubject(unlocked.vault, record).catch(() => ({ id: record.id, code: 'tampered' as const })),
    ),
  );
  return {
    subjects: opened.filter((one) => 'template' in one),
    unreadable: opened.filter((one) => 'code' in one),
  };
}

/** Does what the kiosk does after each unlocking. @returns Ids of records that do not open. */
export async function checked(store: OpenStore, atMs: number): Promise<readonly string[]> {
  await store.readPeople({ begin: () => undefined, add: () => undefined }, atMs);
  return (await store.checkRecords(atMs, () => undefined)).unreadable;
}

/** A whole backup. */
export async function backupOf(store: OpenStore, passphrase: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  for await (const part of store.exportBackup(passphrase)) parts.push(part);
  return concatAll(parts);
}

/** Time that this process has worked, in milliseconds: what other programs do meanwhile does not count. */
export function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Awaits a refusal with that code; returns the error. */
export async function refusal(promise: Promise<unknown>, code: StorageErrorCode): Promise<StorageError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StorageError);
  expect((error as StorageError).code).toBe(code);
  return error as StorageError;
}

/** The bytes with one bit of byte `at` turned over. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  copy[at] ^= 1;
  return copy;
}
