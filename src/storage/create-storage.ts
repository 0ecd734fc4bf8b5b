/**
 * @file `createStorage`: the way in, for the pages. Sets the passphrase on first run, unlocks later, and hands out
 * an open store.
 */
import { AuditLog, prepareLog, writePrepared } from './log/audit-log.ts';
import {
  ALL_STORES,
  DEFAULT_DATABASE_NAME,
  openDatabase,
  toStorageError,
  writeAtomically,
  type Database,
  type StoreName,
} from './database.ts';
import type { Role } from '../core/site/permissions.ts';
import { prepareRecovery, writeAll } from './keys/credential-changes.ts';
import { credentialKind, listCredentials, openWithCredential } from './keys/credentials.ts';
import { StorageError } from './errors.ts';
import { PASSPHRASE_SLOTS, RECOVERY_SLOT, sealPassphraseSlot, sealRecoverySlot } from './keys/key-slots.ts';
import { dataKeyOf, generateDataKey, type DataKey } from './keys/keys.ts';
import { UnlockedStore, type Session } from './open-store.ts';
import { DEFAULT_KDF, type KdfPolicy } from './keys/passphrase.ts';
import { parseSettings, sealSettings } from './settings.ts';
import { DEFAULT_SITE_RULES } from './site-rules-codec.ts';
import { beginSiteRules, sealSiteRules, SITE_RULES_KEY } from './site-rules.ts';
import type { AuditEvent, Credential, OpenStore, Recovery, Settings, Storage } from './types.ts';
import { createVault } from './vault.ts';

export interface StorageOptions {
  readonly databaseName?: string;
  readonly crypto?: Crypto;
  /** Tests lower its cost. */
  readonly kdf?: KdfPolicy;
}

/** What is there before the passphrase is known. */
type Contents = 'nothing' | 'key' | 'recordsWithoutKey';

/**
 * Storage in this origin's IndexedDB. Opens no connection before it is asked for something.
 *
 * Every method throws a `StorageError`: `unavailable`, `newerDatabase`, `otherTab` or `quotaExceeded` from the browser, and `tampered` when
 * sealed records are there but their key is gone; besides:
 * `initialise` – `alreadyInitialised`, `weakPassphrase`, `invalid`; `unlock` and `recover` – `notInitialised` and what
 * the credential brings.
 */
export function createStorage(options: StorageOptions = {}): Storage {
  const { databaseName = DEFAULT_DATABASE_NAME, crypto = globalThis.crypto, kdf = DEFAULT_KDF } = options;

  function startSession(database: Database, key: DataKey, role: Role): Session {
    const vault = createVault(key, crypto);
    return { database, vault, audit: new AuditLog(database, vault, crypto), kdf, crypto, role };
  }

  async function initialise(
    database: Database,
    passphrase: string,
    settings: Settings,
    nowMs: number,
    recoveryCode: string | undefined,
  ): Promise<OpenStore> {
    const checked = parseSettings(settings);
    requireEmpty(await contentsOf(database));
    const key = await generateDataKey(crypto);
    const record = await sealPassphraseSlot('administrator', passphrase, key, kdf, crypto);
    const recovery = recoveryCode === undefined ? null : await sealRecoverySlot(recoveryCode, key, crypto);
    const session = startSession(database, await dataKeyOf(key, crypto), 'administrator');
    const { vault } = session;
    const sealedSettings = await sealSettings(vault, checked);
    const sealedRules = await sealSiteRules(vault, DEFAULT_SITE_RULES);
    const events: AuditEvent[] = [{ kind: 'passphraseSet', role: 'administrator' }];
    if (recovery !== null) events.push({ kind: 'recoveryCodeSet' });
    const log = await prepareLog(vault, events, nowMs, crypto);
    await writeAtomically(database, async (transaction) => {
      // Another tab may have been first while this one made its key.
      requireEmpty((await transaction.objectStore('keys').count()) === 0 ? 'nothing' : 'key');
      await transaction.objectStore('keys').add(record, PASSPHRASE_SLOTS.administrator);
      if (recovery !== null) await transaction.objectStore('keys').add(recovery, RECOVERY_SLOT);
      await transaction.objectStore('state').put(sealedSettings, 'settings');
      await transaction.objectStore('state').put(sealedRules, SITE_RULES_KEY);
      await writePrepared(transaction, log);
    });
    return new UnlockedStore(session);
  }

  async function unlock(database: Database, credential: Credential, nowMs: number): Promise<OpenStore> {
    if (!isInitialised(await contentsOf(database))) throw new StorageError('notInitialised');
    const { role, key } = await openWithCredential(credential, { database, kdf, crypto }, 'data');
    const session = startSession(database, key, role);
    await session.audit.append({ kind: 'unlocked', role, by: credentialKind(credential) }, nowMs);
    await beginSiteRules(session);
    return new UnlockedStore(session);
  }

  async function recover(database: Database, recovery: Recovery, nowMs: number): Promise<OpenStore> {
    if (!isInitialised(await contentsOf(database))) throw new StorageError('notInitialised');
    const { key, changes } = await prepareRecovery(recovery, nowMs, { database, kdf, crypto });
    const session = startSession(database, await dataKeyOf(key, crypto), 'administrator');
    const unlocked = { kind: 'unlocked', role: session.role, by: 'recoveryCode' } as const;
    const events = [unlocked, ...changes.map(({ event }) => event)];
    await session.audit.appendWith(events, nowMs, (transaction) => writeAll(transaction, changes));
    await beginSiteRules(session);
    return new UnlockedStore(session);
  }

  return {
    isInitialised: async () => {
      const database = await openDatabase(databaseName);
      try {
        return isInitialised(await contentsOf(database));
      } catch (error) {
        throw toStorageError(error);
      } finally {
        database.close();
      }
    },
    initialise: (passphrase, settings, nowMs, recoveryCode) =>
      keepOpen(databaseName, (database) => initialise(database, passphrase, settings, nowMs, recoveryCode)),
    credentials: async () => {
      const database = await openDatabase(databaseName);
      try {
        return await listCredentials(database);
      } catch (error) {
        throw toStorageError(error);
      } finally {
        database.close();
      }
    },
    unlock: (credential, nowMs) => keepOpen(databaseName, (database) => unlock(database, credential, nowMs)),
    recover: (recovery, nowMs) => keepOpen(databaseName, (database) => recover(database, recovery, nowMs)),
  };
}

/** Hands the connection over to the store that `work` makes; closes it when there is none. */
async function keepOpen(name: string, work: (database: Database) => Promise<OpenStore>): Promise<OpenStore> {
  const database = await openDatabase(name);
  try {
    return await work(database);
  } catch (error) {
    database.close();
    throw toStorageError(error);
  }
}

async function contentsOf(database: Database): Promise<Contents> {
  const count = (store: StoreName): Promise<number> => database.count(store);
  if ((await count('keys')) > 0) return 'key';
  const counts = await Promise.all(ALL_STORES.map(count));
  return counts.some((entries) => entries > 0) ? 'recordsWithoutKey' : 'nothing';
}

/** @throws StorageError `tampered`: a kiosk whose key was removed must not look like a new one. */
function isInitialised(contents: Contents): boolean {
  if (contents === 'recordsWithoutKey') {
    const detail =
      'The key record is gone, and nothing stored can be opened without it. Clear this site’s data in the browser to start over.';
    throw new StorageError('tampered', detail);
  }
  return contents === 'key';
}

/** @throws StorageError `alreadyInitialised` or `tampered`. */
function requireEmpty(contents: Contents): void {
  if (isInitialised(contents)) throw new StorageError('alreadyInitialised');
}
