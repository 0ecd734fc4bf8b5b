/**
 * @file `createStorage`: sets the passphrase on first run, unlocks later, and gives the pages an open store.
 */
import { dropIncoming } from './backup-store.ts';
import { AuditLog } from './log/audit-log.ts';
import {
  ALL_STORES,
  DEFAULT_DATABASE_NAME,
  openDatabase,
  toStorageError,
  type Database,
  type StoreName,
} from './database.ts';
import type { Role } from '../core/site/permissions.ts';
import { prepareRecovery, slotChanges } from './keys/credential-changes.ts';
import { credentialKind, listCredentials, openWithCredential, requirePresent } from './keys/credentials.ts';
import { StorageError } from './errors.ts';
import { PASSPHRASE_SLOTS, RECOVERY_SLOT, sealPassphraseSlot, sealRecoverySlot } from './keys/key-slots.ts';
import { dataKeyOf, generateDataKey, type DataKey } from './keys/keys.ts';
import { createGalleryWork, type GalleryWork, type OnShare } from './gallery/gallery-work.ts';
import { makeBlocks } from './gallery/settle-people.ts';
import { UnlockedStore, type OpenStore, type Unlocked } from './open-store.ts';
import { DEFAULT_KDF, type KdfPolicy } from './keys/passphrase.ts';
import { parseSettings, sealSettings } from './settings.ts';
import { DEFAULT_SITE_RULES } from './site-rules-codec.ts';
import { beginSiteRules, sealSiteRules, SITE_RULES_KEY } from './site-rules.ts';
import type { Settings } from './settings.ts';
import type { AuditEvent, Credential, CredentialList, Recovery } from './types.ts';
import type { RecordChange } from './record-set/record-change.ts';
import { createVault } from './vault.ts';

interface StorageOptions {
  readonly databaseName?: string;
  readonly crypto?: Crypto;
  /** Tests lower its cost. */
  readonly kdf?: KdfPolicy;
  /** Where the long work on people's records is done; left out, it is done here. */
  readonly startWork?: StartWork;
}

/** @param key - Cannot be exported, and so can be handed to a worker. */
export type StartWork = (databaseName: string, key: DataKey) => GalleryWork;

interface UnlockOptions {
  /** Hears the share that is done, 0 to 1, where the blocks of an earlier version's store are made. */
  readonly onShare?: OnShare;
}

/** What is there before the passphrase is known. */
type Contents = 'nothing' | 'key' | 'recordsWithoutKey';

/**
 * Storage in this origin's IndexedDB. It opens no connection before it is asked for something.
 *
 * Every method throws a `StorageError`. `unavailable`, `newerDatabase`, `otherTab` and `quotaExceeded` come from the
 * browser. `tampered` means that there are sealed records, but their key is gone.
 */
export function createStorage(options: StorageOptions = {}) {
  const { databaseName = DEFAULT_DATABASE_NAME, crypto = globalThis.crypto, kdf = DEFAULT_KDF } = options;
  const { startWork } = options;

  function start(database: Database, key: DataKey, role: Role): Unlocked {
    const vault = createVault(key, crypto);
    const audit = new AuditLog(database, vault, crypto);
    const work = startWork?.(databaseName, key) ?? createGalleryWork(database, vault, crypto);
    return { database, vault, audit, work, kdf, crypto, role, key };
  }

  /** What an unlocking does once the log knows of it. */
  async function ready(unlocked: Unlocked, nowMs: number, { onShare }: UnlockOptions): Promise<OpenStore> {
    await beginSiteRules(unlocked);
    await makeBlocks(unlocked, nowMs, onShare ?? (() => undefined));
    await dropIncoming(unlocked.database);
    return new UnlockedStore(unlocked);
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
    const unlocked = start(database, await dataKeyOf(key, crypto), 'administrator');
    const { vault, audit } = unlocked;
    const sealedSettings = await sealSettings(vault, checked);
    const sealedRules = await sealSiteRules(vault, DEFAULT_SITE_RULES);
    const events: AuditEvent[] = [{ kind: 'passphraseSet', role: 'administrator', bound: true }];
    const none = { before: undefined };
    const changes: RecordChange[] = [
      { store: 'keys', key: PASSPHRASE_SLOTS.administrator, ...none, after: record },
      { store: 'state', key: 'settings', ...none, after: sealedSettings },
      { store: 'state', key: SITE_RULES_KEY, ...none, after: sealedRules },
    ];
    if (recovery !== null) {
      events.push({ kind: 'recoveryCodeSet' });
      changes.push({ store: 'keys', key: RECOVERY_SLOT, ...none, after: recovery });
    }
    // Another tab may have been first while this one made its key.
    if (!(await audit.first(events, nowMs, changes))) throw new StorageError('alreadyInitialised');
    return new UnlockedStore(unlocked);
  }

  async function unlock(
    database: Database,
    credential: Credential,
    nowMs: number,
    options: UnlockOptions,
  ): Promise<OpenStore> {
    if (!isInitialised(await contentsOf(database))) throw new StorageError('notInitialised');
    const { role, slot, key } = await openWithCredential(credential, { database, kdf, crypto }, 'data');
    const unlocked = start(database, key, role);
    await requirePresent(slot, unlocked, nowMs);
    await unlocked.audit.begin([{ kind: 'unlocked', role, by: credentialKind(credential) }], nowMs);
    return ready(unlocked, nowMs, options);
  }

  async function recover(
    database: Database,
    recovery: Recovery,
    nowMs: number,
    options: UnlockOptions,
  ): Promise<OpenStore> {
    if (!isInitialised(await contentsOf(database))) throw new StorageError('notInitialised');
    const { key, changes } = await prepareRecovery(recovery, nowMs, { database, kdf, crypto });
    const unlocked = start(database, await dataKeyOf(key, crypto), 'administrator');
    await requirePresent(RECOVERY_SLOT, unlocked, nowMs);
    const entry = { kind: 'unlocked', role: unlocked.role, by: 'recoveryCode' } as const;
    const events = [entry, ...changes.map(({ event }) => event)];
    const slots = await slotChanges(database, changes);
    // Another tab changed the same credentials meanwhile.
    if (!(await unlocked.audit.begin(events, nowMs, slots))) throw new StorageError('otherTab');
    return ready(unlocked, nowMs, options);
  }

  return {
    /** False on first run. */
    isInitialised: (): Promise<boolean> =>
      lookInto(databaseName, async (database) => isInitialised(await contentsOf(database))),
    /** What there is to unlock with. */
    credentials: (): Promise<CredentialList> => lookInto(databaseName, listCredentials),
    /**
     * First run: makes the data key and wraps it.
     * @param passphrase - The administrator's.
     * @param recoveryCode - As `parseRecoveryCode` gives it; without one, a forgotten passphrase is the end.
     * @throws StorageError `alreadyInitialised`, `weakPassphrase`, `invalid`.
     */
    initialise: (passphrase: string, settings: Settings, nowMs: number, recoveryCode?: string) =>
      keepOpen(databaseName, (database) => initialise(database, passphrase, settings, nowMs, recoveryCode)),
    /** @throws StorageError `notInitialised`, `wrongPassphrase`, `wrongPasskey`, `tampered`. */
    unlock: (credential: Credential, nowMs: number, options: UnlockOptions = {}) =>
      keepOpen(databaseName, (database) => unlock(database, credential, nowMs, options)),
    /**
     * Opens as the administrator, who gets a new passphrase. Works also if the passphrase's own slot is damaged.
     * @throws StorageError `notInitialised`, `wrongRecoveryCode`, `weakPassphrase`, `samePassphrase`, `tampered`.
     */
    recover: (recovery: Recovery, nowMs: number, options: UnlockOptions = {}) =>
      keepOpen(databaseName, (database) => recover(database, recovery, nowMs, options)),
  };
}

/**
 * A second way into a store that is unlocked already, for a worker beside the page. It answers to nobody, and so it has
 * the lesser role.
 * @param key - From `OpenStore.startBeside`.
 */
export function openBeside(databaseName: string, key: DataKey): Promise<OpenStore> {
  return keepOpen(databaseName, (database) => {
    const vault = createVault(key, crypto);
    const audit = new AuditLog(database, vault, crypto);
    const work = createGalleryWork(database, vault, crypto);
    const unlocked = {
      database,
      vault,
      audit,
      work,
      kdf: DEFAULT_KDF,
      crypto,
      role: 'operator',
      key,
    } as const;
    return Promise.resolve(new UnlockedStore(unlocked));
  });
}

/** The database before it is unlocked. */
export type Storage = ReturnType<typeof createStorage>;

/** Closes the connection afterwards. */
async function lookInto<T>(name: string, look: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(name);
  try {
    return await look(database);
  } catch (error) {
    throw toStorageError(error);
  } finally {
    database.close();
  }
}

/** The store that `work` makes keeps the connection. If `work` fails, the connection is closed. */
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
