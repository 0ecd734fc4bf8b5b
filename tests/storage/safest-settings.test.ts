/** @file Settings that were altered: each has its safest value, written beside it, and the operator is told. */
import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { INJECTION_FLAGS } from '../../src/core/liveness/types.ts';
import { encodeUtf8 } from '../../src/storage/bytes.ts';
import {
  ALL_FELL_BACK,
  DEFAULT_SETTINGS,
  parseSettings,
  readableSettings,
  SAFEST_SETTINGS,
  type Settings,
} from '../../src/storage/settings.ts';
import { createVault } from '../../src/storage/vault.ts';
import { freshStore, openDataKey, CHEAP_KDF, PASSPHRASE, refusal, withRaw } from './support.ts';

/** What lets in the fewest, opens the least, tells the least, and keeps people for the shortest time. */
const SAFEST: Settings = {
  policy: 'strict',
  mode: 'verify',
  manyPeople: 'verify',
  entryRule: 'faceAndHeld',
  showLandmarks: false,
  cameraTurnDeg: 0,
  retentionDays: 1,
  badgeAndPin: 'off',
  sound: 'off',
  backend: 'auto',
  doorOutput: 'none',
  relayPulseMs: 300,
  doorTellsSubject: false,
  backupReminderDays: 1,
  putAway: [],
  detectorsSeen: [
    { role: 'fake-detector', name: 'fake detector', sha256: null },
    { role: 'attack-detector', name: 'attack detector', sha256: null },
  ],
  acceptedLosses: [],
  cameraId: null,
  camera: null,
  cameraFlags: INJECTION_FLAGS,
  approvedCameraLabel: null,
  lastBackupMs: null,
  lastBackupTrialMs: null,
  doorName: 'door',
  relaySecret: '',
  kioskCode: '',
  relayKnownAs: 'nobody',
  webhookUrl: '',
  webhookSecret: '',
  mqttUrl: '',
  mqttUsername: '',
  mqttPassword: '',
  mqttSecret: '',
  mqttTopic: 'facegate',
};
const NAMES = Object.keys(SAFEST) as (keyof Settings)[];
/** What no setting can be. */
const WRONG = [{ 'no setting': 'is this' }, ['nor this'], 1e9, ' '.repeat(600)];

describe('the safest value', () => {
  it.each(NAMES)('of %s is beside it, and can be stored', (name) => {
    expect(SAFEST_SETTINGS[name]).toEqual(SAFEST[name]);
    expect(parseSettings({ ...DEFAULT_SETTINGS, [name]: SAFEST[name] })[name]).toEqual(SAFEST[name]);
  });

  it.each(NAMES)('of %s takes the place of what it cannot be, and no other changes', (name) => {
    const wrong = WRONG.filter((value) => isRefused(name, value));
    expect(wrong.length).toBeGreaterThan(0);
    for (const value of wrong) {
      expect(readableSettings({ ...DEFAULT_SETTINGS, [name]: value })).toEqual({
        values: { ...DEFAULT_SETTINGS, [name]: SAFEST[name] },
        fellBack: [name],
      });
    }
  });

  it('is that of all settings where there are none to be read', () => {
    expect(Object.keys(DEFAULT_SETTINGS)).toEqual(NAMES);
    for (const stored of [null, undefined, 7, 'settings', []]) {
      expect(readableSettings(stored)).toEqual({ values: SAFEST, fellBack: NAMES });
    }
  });

  it('is that of the first five where a record lacks them, and the default of what came later', () => {
    const { values, fellBack } = readableSettings({ chime: 'bell' });
    expect(fellBack).toEqual(['policy', 'mode', 'showLandmarks', 'retentionDays', 'cameraId']);
    expect(values).toMatchObject({ chime: 'bell', policy: 'strict', badgeAndPin: 'on' });
  });
});

function isRefused(name: keyof Settings, value: unknown): boolean {
  try {
    parseSettings({ ...DEFAULT_SETTINGS, [name]: value });
    return false;
  } catch {
    return true;
  }
}

describe('a store whose settings were altered', () => {
  it('names what fell back, and takes nothing less than all of that anew', async () => {
    const { store, databaseName } = await freshStore();
    const slot: unknown = await withRaw(databaseName, (raw) => raw.get('keys', 'dataKey'));
    const vault = createVault(await openDataKey(PASSPHRASE, slot, CHEAP_KDF, crypto), crypto);
    const identity = { kind: 'settings', id: 'settings', modelSha256: null } as const;
    const altered = { ...DEFAULT_SETTINGS, badgeAndPin: 'for all', retentionDays: 0, sound: 'speech' };
    const sealed = await vault.seal(identity, encodeUtf8(JSON.stringify(altered)));
    await withRaw(databaseName, (raw) => raw.put('state', sealed, 'settings'));
    expect(await store.settings()).toMatchObject({
      values: { ...DEFAULT_SETTINGS, badgeAndPin: 'off', retentionDays: 1, sound: 'speech' },
      fellBack: ['retentionDays', 'badgeAndPin'],
    });
    await refusal(store.changeSettings({ badgeAndPin: 'on' }, 7), 'tampered');
    await store.changeSettings({ badgeAndPin: 'on', retentionDays: 30 }, 8);
    expect(await store.settings()).toMatchObject({
      values: { badgeAndPin: 'on', retentionDays: 30, sound: 'speech' },
      fellBack: [],
    });
  });

  it.each([
    ['removed', undefined],
    ['replaced by rubbish', { version: 1 }],
  ])('has the safest value of all where the record was %s', async (_what, record) => {
    const { store, storage, databaseName } = await freshStore();
    store.lock();
    await withRaw(databaseName, async (raw) => {
      if (record === undefined) await raw.delete('state', 'settings');
      else await raw.put('state', record, 'settings');
    });
    const again = await storage.unlock(PASSPHRASE, 2);
    expect(await again.settings()).toMatchObject(ALL_FELL_BACK);
  });

  it.each([
    ['altered', { version: 1 }],
    ['removed', undefined],
  ])('keeps the log for ever where its days were %s', async (_what, record) => {
    const { store, storage, databaseName } = await freshStore();
    await store.changeSettings({}, 2, { logDays: 30 });
    store.lock();
    await withRaw(databaseName, async (raw) => {
      if (record === undefined) await raw.delete('state', 'logDays');
      else await raw.put('state', record, 'logDays');
    });
    const again = await storage.unlock(PASSPHRASE, 3);
    expect((await again.settings()).logDays).toEqual({ days: null, fellBack: true });
    await again.changeSettings({}, 4, { logDays: null });
    expect((await again.settings()).logDays).toEqual({ days: null, fellBack: false });
  });
});
