import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { DEFAULT_SITE_RULES, type SiteRules } from '../../src/storage/site-rules-codec.ts';
import { KioskSession } from '../../src/kiosk/session.ts';
import { backupOf, freshStorage, PASSPHRASE, withRaw } from '../storage/support.ts';

const OPERATOR = 'the operator opens it';

let session: KioskSession;
let databaseName: string;

beforeEach(async () => {
  // The camera makes its video element at once.
  vi.stubGlobal('document', { createElement: () => new EventTarget() });
  const fresh = freshStorage();
  const { storage } = fresh;
  databaseName = fresh.databaseName;
  session = new KioskSession('http://localhost/', storage);
  await session.open(await storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, 1));
  await session.access.authorise(PASSPHRASE);
  await session.access.changeCredentials({ kind: 'setPassphrase', role: 'operator', passphrase: OPERATOR });
});

it('lets nobody do anything whom it has dismissed, and the door goes on', async () => {
  session.access.dismiss();
  expect(session.access.role).toBeNull();
  expect(() => session.access.storeFor('people')).toThrow('Ask the administrator');
  await expect(session.site.changeSettings({ policy: 'strict' })).rejects.toThrow('Ask the administrator');
  await session.access.store?.appendAudit({ kind: 'lockedOut', untilMs: 5 }, 4);
});

it('lets the operator do the day’s work and refuses the rest', async () => {
  await session.access.authorise(OPERATOR);
  expect(session.access.role).toBe('operator');
  expect(session.access.storeFor('people')).toBe(session.access.store);
  expect(() => session.access.storeFor('backup')).toThrow('Ask the administrator');
  expect(() => session.access.storeFor('doorOutput')).toThrow('Ask the administrator');
  await expect(session.site.changeSettings({ policy: 'convenience' })).rejects.toThrow(
    'Ask the administrator',
  );
  await expect(session.access.changeCredentials({ kind: 'removeOperator' })).rejects.toThrow(
    'Ask the administrator',
  );
  expect(session.site.settings.policy).toBe('standard');
});

it('leaves who may pass when to the administrator, everybody and each person', async () => {
  const scheduled = { kind: 'scheduled', subjectId: 's' } as const;
  const free = (before: SiteRules): SiteRules => ({
    ...before,
    schedules: { ...before.schedules, assigned: { s: 'always' } },
  });
  await session.access.authorise(OPERATOR);
  expect(session.access.may('rules')).toBe(false);
  await expect(session.site.changeRules(free, scheduled)).rejects.toThrow('Ask the administrator');
  await expect(session.site.changeHours({ site: null, named: [], assigned: {} })).rejects.toThrow(
    'Ask the administrator',
  );
  expect(session.site.rules).toMatchObject(DEFAULT_SITE_RULES);
  await session.access.authorise(PASSPHRASE);
  await session.site.changeRules(free, scheduled);
  expect(session.site.rules.schedules.assigned).toEqual({ s: 'always' });
});

it('trusts removed rules again only when the hours are saved, or a backup brings some', async () => {
  const never = { site: [], named: [], assigned: {} };
  await session.site.changeHours(never);
  const backup = await backupOf(session.access.storeFor('backup'), PASSPHRASE);
  const remove = async () => {
    await session.lock();
    await withRaw(databaseName, (raw) => raw.delete('state', 'siteRules'));
    await session.open(await session.storage.unlock(PASSPHRASE, 9));
    expect(session.site.rulesDistrusted).toBe(true);
  };
  await remove();
  await expect(session.site.changeRules((before) => before)).rejects.toThrow('anew first');
  expect(session.site.rulesDistrusted).toBe(true);
  await session.site.changeHours(never);
  expect(session.site.rulesDistrusted).toBe(false);
  await remove();
  const asked = { choices: new Map(), keepLonger: false, lookAlikes: 'asBefore' } as const;
  await session.importBackup(backup, PASSPHRASE, () => Promise.resolve(asked));
  expect(session.site.rulesDistrusted).toBe(false);
  expect(session.site.rules.schedules).toMatchObject(never);
});

it('lets the administrator change settings and credentials', async () => {
  await session.access.authorise(PASSPHRASE);
  await session.site.changeSettings({ policy: 'strict' });
  expect(session.site.settings.policy).toBe('strict');
  await session.access.changeCredentials({ kind: 'removeOperator' });
  await expect(session.access.authorise(OPERATOR)).rejects.toThrow('The passphrase is wrong');
});

it('forgets who was there when it is locked', async () => {
  await session.access.authorise(PASSPHRASE);
  await session.lock();
  expect(session.access.role).toBeNull();
  expect(() => session.access.storeFor('people')).toThrow('locked');
  await session.open(await session.storage.unlock(OPERATOR, 9));
  expect(session.access.role).toBe('operator');
  // Whoever only unlocked has shown nothing with which credentials could be changed.
  await session.lock();
  await session.open(await session.storage.unlock(PASSPHRASE, 10));
  await expect(session.access.changeCredentials({ kind: 'removeOperator' })).rejects.toThrow('administrator');
});
