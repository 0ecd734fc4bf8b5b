/** @file A clock that was set back, against the store. */
import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { everybody } from '../../../src/kiosk/import-review.ts';
import { makeSubject } from '../../../simulator/builders.ts';
import { sealBackup } from '../../../src/storage/backup.ts';
import { CHEAP_KDF, freshStore, PASSPHRASE, subjectsOf, withRaw } from '../support.ts';

const consent = { textVersion: '1', givenAtMs: 1, retainUntilMs: 5_000 };

describe('a clock that was set back', () => {
  it('keeps the log in its order, each entry with the time that the clock showed', async () => {
    const { store } = await freshStore();
    await store.appendAudit({ kind: 'locked' }, 9_000);
    await store.appendAudit({ kind: 'unlocked' }, 2_000);
    expect((await store.auditEntries()).map(({ index, atMs }) => [index, atMs])).toEqual([
      [0, 1],
      [1, 9_000],
      [2, 2_000],
    ]);
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: 3 });
    expect(await store.latestMs()).toBe(9_000);
  });

  it('makes no consent last longer, over a restart too', async () => {
    const { store, storage } = await freshStore();
    await store.saveSubject(makeSubject(1, { consent }), 'enrolled', 1);
    await store.saveSubject(makeSubject(2), 'enrolled', 1);
    expect(await store.eraseExpired(4_000)).toEqual([]);
    await store.appendAudit({ kind: 'locked' }, 6_000);
    store.lock();
    const again = await storage.unlock(PASSPHRASE, 2_000);
    expect(await again.eraseExpired(2_001)).toEqual([makeSubject(1).id]);
    expect((await subjectsOf(again)).subjects.map(({ id }) => id)).toEqual([makeSubject(2).id]);
  });

  it('lets nobody in from a backup whose consent has run out', async () => {
    const { store } = await freshStore();
    await store.appendAudit({ kind: 'locked' }, 6_000);
    const file = await sealBackup({ subjects: [makeSubject(1, { consent })], rules: null }, PASSPHRASE, {
      kdf: CHEAP_KDF,
    });
    expect(await store.importBackup(file, PASSPHRASE, 2_000, everybody)).toMatchObject({ subjects: 0 });
  });

  it('counts again once the operator says that it is right, which is logged', async () => {
    const { store } = await freshStore();
    await store.saveSubject(makeSubject(1, { consent }), 'enrolled', 1);
    await store.appendAudit({ kind: 'locked' }, 60_000);
    await store.acceptClock(2_000);
    expect(await store.latestMs()).toBe(2_000);
    expect(await store.eraseExpired(2_001)).toEqual([]);
    expect((await store.auditEntries()).at(-1)).toMatchObject({
      atMs: 2_000,
      event: { kind: 'clockAccepted', behindMs: 58_000 },
    });
    expect((await store.verifyAudit()).intact).toBe(true);
  });

  it('goes by the last entry where the latest moment is missing or was altered', async () => {
    for (const change of ['missing', 'altered']) {
      const { store, databaseName } = await freshStore();
      await store.appendAudit({ kind: 'locked' }, 7_000);
      await withRaw(databaseName, async (database) => {
        if (change === 'missing') await database.delete('state', 'clock');
        else await database.put('state', { version: 1 }, 'clock');
      });
      expect(await store.latestMs()).toBe(7_000);
    }
  });
});
