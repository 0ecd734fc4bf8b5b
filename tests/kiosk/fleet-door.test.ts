import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import { makeStoredKeys } from '../../src/fleet/device-keys.ts';
import { encodeMembership } from '../../src/fleet/membership.ts';
import { KioskSession } from '../../src/kiosk/session.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { freshStorage, PASSPHRASE, withRaw } from '../storage/support.ts';

/** Node has no workers of this kind: what one is told is all that counts here. */
class SilentWorker extends EventTarget {
  static readonly running = new Set<SilentWorker>();
  constructor(readonly url: URL) {
    super();
    SilentWorker.running.add(this);
  }
  postMessage(): void {
    // Nobody answers.
  }
  terminate(): void {
    SilentWorker.running.delete(this);
  }
}

let session: KioskSession;
let databaseName: string;

beforeEach(async () => {
  SilentWorker.running.clear();
  vi.stubGlobal('Worker', SilentWorker);
  vi.stubGlobal('__PROGRAM_VERSION__', '1');
  vi.stubGlobal('document', { createElement: () => new EventTarget() });
  const fresh = freshStorage();
  databaseName = fresh.databaseName;
  session = new KioskSession('http://localhost/', fresh.storage);
  await session.open(await fresh.storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, 1));
  await vi.waitFor(() => expect(session.access.may('enrol')).toBe(true));
});

async function joined(mayEnrol: boolean): Promise<void> {
  const keys = await makeStoredKeys(crypto);
  const device = crypto.randomUUID();
  const welcome = {
    ...{ device, name: 'Gate', siteName: 'Works', jwt: 'x', mayEnrol },
    ...{ siteKey: keys.signing.public, auditKey: keys.box.public },
    zones: { all: { oldest: 1, keys: ['ab'.repeat(32)] } },
  };
  const store = session.access.store!;
  await store.changeFleet(encodeMembership({ keys, welcome, joinedAtMs: 5 }), device, 5);
  await session.fleet.read(store);
}

it('is in no fleet, and starts nothing for one', () => {
  expect([session.fleet.membership, session.fleet.reach]).toEqual([null, 'door']);
  expect(SilentWorker.running.size).toBe(0);
});

it('a door that may enrol works with the fleet until the kiosk is locked', async () => {
  await joined(true);
  expect(session.fleet.membership).toMatchObject({ door: 'Gate', siteName: 'Works', mayEnrol: true });
  expect([session.fleet.reach, session.access.may('enrol')]).toEqual(['fleet', true]);
  expect(SilentWorker.running.size).toBe(1);
  await session.lock();
  expect(SilentWorker.running.size).toBe(0);
  await session.unlock(PASSPHRASE);
  await vi.waitFor(() => expect(session.fleet.membership?.door).toBe('Gate'));
  expect(SilentWorker.running.size).toBe(1);
});

it('asks for badge and PIN where the hub was not heard for longer than the console allows, and in no fleet never', async () => {
  const absence = { awayMs: 3 * 86_400_000, wallMs: Date.now(), told: false };
  await joined(true);
  expect(session.fleet.isHubOverdue).toBe(false);
  const store = session.access.store!;
  await vi.waitFor(async () => expect(await store.hubAbsence()).not.toBeNull());
  await store.changeHubAbsence(new TextEncoder().encode(JSON.stringify(absence)), null, 6);
  await store.changeBySite(() => ({ record: 'new', values: { hublessDays: 2 } }), 6);
  await session.site.readAnew(store);
  await session.fleet.read(store);
  await vi.waitFor(() => expect(session.fleet.hubAwayMs).toBeGreaterThanOrEqual(absence.awayMs));
  expect(session.fleet.isHubOverdue).toBe(true);
  await session.lock();
  await session.unlock(PASSPHRASE);
  expect(session.fleet.isHubOverdue).toBe(true);
  await session.fleet.leave();
  expect(session.fleet.isHubOverdue).toBe(false);
});

it('a door that only checks lets nobody enrol, edit people or bring in a backup, the administrator neither', async () => {
  await joined(false);
  for (const permission of ['enrol', 'people', 'backup'] as const) {
    expect(session.access.may(permission)).toBe(false);
    expect(() => session.access.storeFor(permission)).toThrow('Ask the administrator');
  }
  expect(session.access.may('settings')).toBe(true);
  await session.fleet.leave();
  expect([session.access.may('enrol'), session.fleet.membership]).toEqual([true, null]);
  expect(SilentWorker.running.size).toBe(0);
  await session.lock();
  await session.unlock(PASSPHRASE);
  await vi.waitFor(() => expect(session.access.may('enrol')).toBe(true));
  expect(session.fleet.membership).toBeNull();
});

it('somebody who takes the membership away does not widen what the door may do', async () => {
  await joined(false);
  await session.lock();
  await withRaw(databaseName, (database) => database.delete('state', 'fleet'));
  await session.unlock(PASSPHRASE);
  await vi.waitFor(() => expect(session.errors.errors.length).toBeGreaterThan(0));
  expect(session.access.may('enrol')).toBe(false);
});
