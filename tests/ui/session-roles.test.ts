import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { KioskSession } from '../../src/ui/session.ts';
import { freshStorage, PASSPHRASE } from '../storage/support.ts';

const OPERATOR = 'the operator opens it';

let session: KioskSession;

beforeEach(async () => {
  // The camera makes its video element at once.
  vi.stubGlobal('document', { createElement: () => new EventTarget() });
  const { storage } = freshStorage();
  session = new KioskSession('http://localhost/', storage);
  await session.open(await storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, 1));
  await session.authorise(PASSPHRASE);
  await session.changeCredentials({ kind: 'setPassphrase', role: 'operator', passphrase: OPERATOR });
});

it('lets nobody do anything whom it has dismissed, and the door goes on', async () => {
  session.dismiss();
  expect(session.role).toBeNull();
  expect(() => session.storeFor('people')).toThrow('Ask the administrator');
  await expect(session.changeSettings({ policy: 'strict' })).rejects.toThrow('Ask the administrator');
  await session.store?.appendAudit({ kind: 'lockedOut', untilMs: 5 }, 4);
});

it('lets the operator do the day’s work and refuses the rest', async () => {
  await session.authorise(OPERATOR);
  expect(session.role).toBe('operator');
  expect(session.storeFor('people')).toBe(session.store);
  expect(() => session.storeFor('backup')).toThrow('Ask the administrator');
  expect(() => session.storeFor('doorOutput')).toThrow('Ask the administrator');
  await expect(session.changeSettings({ policy: 'convenience' })).rejects.toThrow('Ask the administrator');
  await expect(session.changeCredentials({ kind: 'removeOperator' })).rejects.toThrow(
    'Ask the administrator',
  );
  expect(session.settings.policy).toBe('standard');
});

it('lets the administrator change settings and credentials', async () => {
  await session.authorise(PASSPHRASE);
  await session.changeSettings({ policy: 'strict' });
  expect(session.settings.policy).toBe('strict');
  await session.changeCredentials({ kind: 'removeOperator' });
  await expect(session.authorise(OPERATOR)).rejects.toThrow('The passphrase is wrong');
});

it('forgets who was there when it is locked', async () => {
  await session.authorise(PASSPHRASE);
  await session.lock();
  expect(session.role).toBeNull();
  expect(() => session.storeFor('people')).toThrow('locked');
  await session.open(await session.storage.unlock(OPERATOR, 9));
  expect(session.role).toBe('operator');
  // Whoever only unlocked has shown nothing with which credentials could be changed.
  await session.lock();
  await session.open(await session.storage.unlock(PASSPHRASE, 10));
  await expect(session.changeCredentials({ kind: 'removeOperator' })).rejects.toThrow('administrator');
});
