/** @file What released versions have stored opens today: a whole store, a backup, and sealed settings. */
import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { openDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { everybody } from '../../src/kiosk/import-review.ts';
import type { LateRecord } from '../../src/core/site/door-order.ts';
import type { Subject } from '../../src/core/template/types.ts';
import type { Bytes } from '../../src/storage/bytes.ts';
import { isPin } from '../../src/storage/keys/pin.ts';
import { makeRecoveryCode } from '../../src/storage/keys/recovery-code.ts';
import { DEFAULT_LOG_DAYS } from '../../src/storage/log/log-days.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { DEFAULT_SITE_RULES, type SiteRules } from '../../src/storage/site-rules-codec.ts';
import { createStorage } from '../../src/storage/create-storage.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import type { Settings } from '../../src/storage/settings.ts';
import type { AuditEntry, PasskeyProof } from '../../src/storage/types.ts';
import type { SealedRecord } from '../../src/storage/vault.ts';
import { checked, subjectsOf, withRaw } from './support.ts';

type Version = '0.1.0' | '0.1.0-first';

/** A dumped IndexedDB database. */
interface Dump {
  readonly version: number;
  readonly stores: Readonly<
    Record<string, { readonly keyPath: string | null; readonly records: readonly DumpedRecord[] }>
  >;
}

interface DumpedRecord {
  readonly key: string | number;
  readonly value: unknown;
}

interface Credentials {
  readonly administrator: string;
  readonly backup: string;
}

interface LastCredentials extends Credentials {
  readonly operator: string;
  readonly recoveryCode: string;
  readonly passkey: PasskeyProof;
  readonly pin: { readonly subjectId: string; readonly pin: string };
}

/** What the version itself read from its store. */
interface Expected {
  readonly subjects: readonly Subject[];
  readonly settings: Settings;
  readonly entries: readonly AuditEntry[];
}

interface LastExpected extends Expected {
  readonly rules: SiteRules;
  readonly logDays: number;
  readonly latestMs: number;
  readonly outbox: readonly LateRecord[];
  readonly removed: number;
}

type SettingsForms = Readonly<Record<string, { readonly sealed: SealedRecord; readonly settings: Settings }>>;

/** After everything that the fixtures hold, and before any consent in them runs out. */
const NOW_MS = Date.UTC(2026, 10, 1);

let databases = 0;
let opened: OpenStore[] = [];

afterEach(() => {
  for (const store of opened) store.lock();
  opened = [];
});

function fixture(version: Version, name: string): unknown {
  const text = readFileSync(new URL(`../fixtures/released/${version}/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text, (_key, value: unknown) => {
    if (value === null || typeof value !== 'object') return value;
    if ('$bytes' in value) return new Uint8Array(Buffer.from(value.$bytes as string, 'base64'));
    if ('$float32' in value)
      return new Float32Array(new Uint8Array(Buffer.from(value.$float32 as string, 'base64')).buffer);
    return value;
  });
}

/**
 * Puts the version's store into a database of its own, and gives storage over it at the product's own Argon2id cost.
 */
async function restore(version: Version) {
  databases += 1;
  const databaseName = `released-${databases}`;
  const dump = fixture(version, 'store') as Dump;
  const database = await openDB(databaseName, dump.version, {
    upgrade(created) {
      for (const [name, { keyPath }] of Object.entries(dump.stores))
        created.createObjectStore(name, { keyPath });
    },
  });
  for (const [name, { keyPath, records }] of Object.entries(dump.stores)) {
    for (const { key, value } of records) await database.put(name, value, keyPath === null ? key : undefined);
  }
  database.close();
  const storage = createStorage({ databaseName });
  const unlock = async (credential: string | PasskeyProof): Promise<OpenStore> => {
    const store = await storage.unlock(credential, NOW_MS);
    opened.push(store);
    await checked(store, NOW_MS);
    return store;
  };
  return { databaseName, storage, unlock };
}

describe('the store of version 0.1.0', () => {
  const expected = fixture('0.1.0', 'expected') as LastExpected;
  /** With what people are given who were stored before there was any of it. */
  const subjects = expected.subjects.map((subject) => ({
    ...subject,
    skippedViews: null,
    schedule: null,
    entryRule: 'face',
    accommodations: [],
  }));
  const credentials = fixture('0.1.0', 'credentials') as LastCredentials;

  it('opens for both passphrases and for the passkey', async () => {
    const { storage, unlock } = await restore('0.1.0');
    const { administrator, operator, passkey } = credentials;
    expect(await storage.isInitialised()).toBe(true);
    expect((await storage.credentials()).passkeys.map(({ id }) => id)).toEqual([passkey.id]);
    expect((await unlock(administrator)).role).toBe('administrator');
    expect((await unlock(operator)).role).toBe('operator');
    expect((await unlock(passkey)).role).toBe('administrator');
  });

  it('opens for its recovery code', async () => {
    const { storage } = await restore('0.1.0');
    const nextCode = makeRecoveryCode(crypto);
    const recovery = { code: credentials.recoveryCode, passphrase: 'lantern gravel teapot canyon', nextCode };
    const store = await storage.recover(recovery, NOW_MS);
    opened.push(store);
    expect((await subjectsOf(store)).subjects).toEqual(subjects);
  });

  it('gives every person, with face, PIN, suspension and consent', async () => {
    const store = await (await restore('0.1.0')).unlock(credentials.passkey);
    expect(await subjectsOf(store)).toEqual({ subjects, unreadable: [] });
    expect(expected.subjects.map(({ template }) => template?.embeddings.length ?? 0)).toEqual([2, 2, 0, 2]);
    expect(expected.subjects.filter(({ suspendedAtMs }) => suspendedAtMs !== null)).toHaveLength(1);
    const { subjectId, pin } = credentials.pin;
    const owner = expected.subjects.find(({ id }) => id === subjectId);
    expect(await isPin(pin, owner?.pin ?? null)).toBe(true);
  });

  it('gives settings, rules, the days of the log, and what the door is still to be told', async () => {
    const store = await (await restore('0.1.0')).unlock(credentials.passkey);
    expect((await store.settings()).values).toEqual({ ...DEFAULT_SETTINGS, ...expected.settings });
    // No field is a default, which would be read even where the stored one is lost.
    expect(Object.keys(expected.settings)).toHaveLength(17);
    for (const [name, value] of Object.entries(expected.settings)) {
      expect(DEFAULT_SETTINGS[name as keyof Settings], name).not.toEqual(value);
    }
    expect(await store.siteRules()).toEqual(expected.rules);
    expect(expected.rules.schedules.named).toHaveLength(1);
    expect(expected.rules.consent.face.texts).toHaveProperty('ru');
    expect((await store.settings()).logDays.days).toBe(expected.logDays);
    expect(await store.outboxRecords(expected.latestMs)).toEqual(expected.outbox);
    expect(expected.outbox).toHaveLength(1);
  });

  it('has a log that is whole behind the entries that were removed, and goes on', async () => {
    const store = await (await restore('0.1.0')).unlock(credentials.passkey);
    const entries = await store.auditEntries();
    expect(entries.slice(0, -2)).toEqual(expected.entries);
    expect(entries[0].index).toBe(expected.removed);
    expect(entries.slice(-2).map(({ event }) => event)).toEqual([
      { kind: 'unlocked', role: 'administrator', by: 'passkey' },
      { kind: 'recordsBound', people: expected.subjects.length },
    ]);
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: entries.length });
    expect(await store.latestMs()).toBe(Math.max(expected.latestMs, NOW_MS));
  });

  it.each(['0.1.0', '0.1.0-first'] as const)(
    'binds its records once, and from then on notices one that is put back or removed (%s)',
    async (version) => {
      const { databaseName, unlock } = await restore(version);
      // A passkey needs no slow hash.
      const { administrator, passkey } = fixture(version, 'credentials') as Partial<LastCredentials>;
      const credential = passkey ?? administrator!;
      const bound = async (store: OpenStore) =>
        (await store.auditEntries()).filter(({ event }) => event.kind === 'recordsBound').length;
      const store = await unlock(credential);
      expect(await bound(store)).toBe(1);
      const [{ id }, { id: other }] = (await subjectsOf(store)).subjects;
      const old: unknown = await withRaw(databaseName, (raw) => raw.get('subjects', id));
      await store.changeSubject(id, { suspendedAtMs: NOW_MS }, NOW_MS);
      store.lock();
      await withRaw(databaseName, async (raw) => {
        await raw.put('subjects', old);
        await raw.delete('subjects', other);
        await raw.delete('state', 'settings');
      });
      const altered = await unlock(credential);
      expect(await bound(altered)).toBe(1);
      const { records, people } = await altered.doubts();
      expect(records).toEqual(['settings']);
      expect(new Set(people)).toEqual(new Set([id, other]));
      // Without its set it does not pass for a store of before.
      altered.lock();
      await withRaw(databaseName, (raw) => raw.delete('state', 'recordSet'));
      const again = await unlock(credential);
      expect(await bound(again)).toBe(1);
      expect((await again.doubts()).people).toBe('all');
    },
  );

  it('gives settings as they were sealed, with the fields of a later version', async () => {
    const { databaseName, unlock } = await restore('0.1.0');
    const store = await unlock(credentials.passkey);
    for (const { sealed, settings } of Object.values(fixture('0.1.0', 'settings') as SettingsForms)) {
      await withRaw(databaseName, (raw) => raw.put('state', sealed, 'settings'));
      expect((await store.settings()).values).toEqual({ ...DEFAULT_SETTINGS, ...settings });
    }
  });

  it('has a backup that comes into a new kiosk', async () => {
    const { file } = fixture('0.1.0', 'backup') as { readonly file: Bytes };
    const { unlock } = await restore('0.1.0');
    const store = await unlock(credentials.passkey);
    for (const { id } of expected.subjects) await store.eraseSubject(id, NOW_MS);
    await store.changeSiteRules(() => DEFAULT_SITE_RULES, NOW_MS);
    const imported = await store.importBackup(file, credentials.backup, NOW_MS, everybody);
    expect(imported?.subjects).toBe(expected.subjects.length);
    expect((await subjectsOf(store)).subjects).toEqual(subjects);
    const { schedules, consent } = await store.siteRules();
    expect(schedules).toEqual(expected.rules.schedules);
    expect(consent.face.texts).toEqual(expected.rules.consent.face.texts);
  });
});

describe('the store of the first kiosk', () => {
  const expected = fixture('0.1.0-first', 'expected') as Expected;
  const credentials = fixture('0.1.0-first', 'credentials') as Credentials;
  /** What people are given who were stored before there was any of it. */
  const later = {
    ...{ meanQuality: null, skippedViews: null, suspendedAtMs: null, schedule: null },
    ...{ entryRule: 'face', accommodations: [], pin: null },
  };
  const subjects = expected.subjects.map((subject) => ({ ...subject, ...later }));

  it('opens, with the defaults of everything that came later', async () => {
    const store = await (await restore('0.1.0-first')).unlock(credentials.administrator);
    expect(store.role).toBe('administrator');
    expect(await subjectsOf(store)).toEqual({ subjects, unreadable: [] });
    expect(Object.keys(expected.settings)).toHaveLength(5);
    expect((await store.settings()).values).toEqual({ ...DEFAULT_SETTINGS, ...expected.settings });
    expect(await store.siteRules()).toEqual(DEFAULT_SITE_RULES);
    expect((await store.settings()).logDays.days).toBe(DEFAULT_LOG_DAYS);
    expect((await store.auditEntries()).slice(0, -2)).toEqual(expected.entries);
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: expected.entries.length + 2 });
  });

  it('has a backup that comes into a kiosk of today and leaves its rules', async () => {
    const { file } = fixture('0.1.0-first', 'backup') as { readonly file: Bytes };
    const { unlock } = await restore('0.1.0');
    const store = await unlock((fixture('0.1.0', 'credentials') as LastCredentials).passkey);
    const before = await store.siteRules();
    for (const { id } of (await subjectsOf(store)).subjects) await store.eraseSubject(id, NOW_MS);
    expect(await store.importBackup(file, credentials.backup, NOW_MS, everybody)).toEqual({
      subjects: 2,
      changedRules: [],
    });
    expect((await subjectsOf(store)).subjects).toEqual(subjects);
    expect(await store.siteRules()).toEqual(before);
  });
});
