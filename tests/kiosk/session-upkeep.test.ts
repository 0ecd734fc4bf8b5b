/** @file The session removes what is too old by itself. */
import 'fake-indexeddb/auto';
import { expect, it, vi } from 'vitest';
import { DAY_MS } from '../../src/core/enrolment/retention.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';
import { KioskSession } from '../../src/kiosk/session.ts';
import { freshStorage, PASSPHRASE } from '../storage/support.ts';

it('removes old entries of the log when it is opened, and when fewer days are set', async () => {
  // The camera makes its video element at once.
  vi.stubGlobal('document', { createElement: () => new EventTarget() });
  const daysAgo = (days: number): number => Date.now() - days * DAY_MS;
  const { storage } = freshStorage();
  const store = await storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, daysAgo(400));
  for (const days of [380, 300, 10]) await store.appendAudit({ kind: 'doorTested' }, daysAgo(days));
  const session = new KioskSession('http://localhost/', storage);
  await session.open(store);
  const removed = async () =>
    (await store.auditEntries()).flatMap(({ event }) =>
      event.kind === 'entriesRemoved' ? [event.removed] : [],
    );
  await expect.poll(removed).toEqual([2]);
  expect(session.site.logDays).toBe(365);
  await session.access.authorise(PASSPHRASE);
  await session.site.changeSettings({}, { logDays: 90 });
  await expect.poll(removed).toEqual([2, 1]);
  expect(session.site.logDays).toBe(90);
  await session.lock();
});
