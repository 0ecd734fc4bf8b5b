/** @file The audit log grows old: what is removed, what still shows, and what a wrong clock may not do. */
import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { DAY_MS } from '../../../src/core/enrolment/retention.ts';
import type { OpenStore } from '../../../src/storage/open-store.ts';
import type { AuditEntry } from '../../../src/storage/types.ts';
import type { SealedRecord } from '../../../src/storage/vault.ts';
import { dump, flipped, freshStore, PASSPHRASE, withRaw } from '../support.ts';

const KEPT_DAYS = 30;

/** An entry a day, from day 0 to `lastDay`; that of day `n` has the index `n + 2`. */
async function logOfDays(lastDay: number) {
  const fresh = await freshStore();
  await fresh.store.changeSettings({}, 2, { logDays: KEPT_DAYS });
  for (let day = 0; day <= lastDay; day += 1) await visit(fresh.store, day);
  const raw = <T>(work: Parameters<typeof withRaw<T>>[1]): Promise<T> => withRaw(fresh.databaseName, work);
  return { ...fresh, raw };
}

const visit = (store: OpenStore, day: number) =>
  store.appendAudit({ kind: 'enrolled', subjectId: `day ${day}` }, day * DAY_MS + 10);
const removeOn = (store: OpenStore, day: number) => store.removeOldEntries(day * DAY_MS + 20);
const indices = async (store: OpenStore) => (await store.auditEntries()).map(({ index }) => index);
const last = async (store: OpenStore) => (await store.auditEntries()).at(-1);

describe('old entries', () => {
  it('are removed once a week proves that they are older than the days set, which is logged', async () => {
    const { store } = await logOfDays(50);
    // On day 50 day 43 is proven: what was made before day 13 goes.
    expect(await removeOn(store, 50)).toBe(15);
    expect(await last(store)).toMatchObject({
      index: 53,
      event: { kind: 'entriesRemoved', removed: 15, lastIndex: 14, firstBroken: null },
    });
    expect((await indices(store))[0]).toBe(15);
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: 39 });
    expect(await removeOn(store, 50)).toBe(0);
    expect(await removeOn(store, 51)).toBe(1);
  });

  it('go again and again, over restarts, and the log stays whole', async () => {
    const { store, storage } = await logOfDays(50);
    await removeOn(store, 50);
    for (const day of [51, 52]) await visit(store, day);
    store.lock();
    const again = await storage.unlock(PASSPHRASE, 60 * DAY_MS);
    expect(await removeOn(again, 60)).toBe(9);
    expect(await again.verifyAudit()).toEqual({ intact: true, entries: 34 });
    await visit(again, 61);
    expect(await again.verifyAudit()).toEqual({ intact: true, entries: 35 });
    expect((await again.auditEntriesSince(0)).map(({ index }) => index)).toEqual(await indices(again));
  });

  it('stay for ever where the administrator wants that, or where the record of it was altered', async () => {
    const { store, raw } = await logOfDays(50);
    await store.changeSettings({}, 50 * DAY_MS, { logDays: null });
    expect(await removeOn(store, 50)).toBe(0);
    await store.changeSettings({}, 50 * DAY_MS, { logDays: KEPT_DAYS });
    await raw((database) => database.put('state', { version: 1 }, 'logDays'));
    expect(await removeOn(store, 50)).toBe(0);
  });

  it('go with everything that belongs to it, or not at all', async () => {
    const { store, databaseName } = await logOfDays(50);
    const before = await dump(databaseName);
    // The entry that says so is written when all else is done.
    const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    await expect(removeOn(store, 50)).rejects.toMatchObject({ code: 'quotaExceeded' });
    add.mockRestore();
    expect(await dump(databaseName)).toEqual(before);
    expect(await removeOn(store, 50)).toBe(15);
  });

  it('number tens of thousands as well as one: they are read part by part', async () => {
    const { store, raw } = await logOfDays(0);
    for (let number = 0; number < 600; number += 1) await visit(store, 1);
    for (const day of [40, 50]) await visit(store, day);
    const shares: number[] = [];
    await store.verifyAudit({ onProgress: (share) => shares.push(share) });
    expect(shares.map((share) => share.toFixed(2))).toEqual(['0.42', '0.85', '1.00']);
    await expect(store.verifyAudit({ signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    const parts: (readonly AuditEntry[])[] = [];
    for await (const part of store.auditParts()) parts.unshift(part);
    expect(parts.map(({ length }) => length)).toEqual([93, 256, 256]);
    expect(parts.flat()).toEqual(await store.auditEntries());
    expect(await removeOn(store, 50)).toBe(603);
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: 3 });
    expect(await raw((database) => database.count('audit'))).toBe(3);
  });
});

describe('a wrong clock', () => {
  it('that jumps years ahead removes nothing for a week', async () => {
    const { store, storage } = await logOfDays(40);
    const jumped = 4_000;
    store.lock();
    const again = await storage.unlock(PASSPHRASE, jumped * DAY_MS);
    // What the days before the jump prove may go, and no more.
    expect(await removeOn(again, jumped)).toBe(12);
    expect(await removeOn(again, jumped + 6)).toBe(0);
    expect(await removeOn(again, jumped + 8)).toBe(31);
  });

  it('that jumped ahead and was put right again removes nothing, and its entries stand in nobody’s way', async () => {
    const { store } = await logOfDays(20);
    await visit(store, 4_000);
    await visit(store, 21);
    expect(await removeOn(store, 21)).toBe(0);
    await store.acceptClock(22 * DAY_MS);
    for (let day = 23; day <= 70; day += 1) await visit(store, day);
    // Up to the entry of day 32, the strange one among them.
    expect(await removeOn(store, 70)).toBe(2 + 21 + 3 + 10);
    expect((await store.verifyAudit()).intact).toBe(true);
  });

  it('that is set back removes nothing', async () => {
    const { store } = await logOfDays(60);
    expect(await removeOn(store, 30)).toBe(0);
    await visit(store, 5);
    // The visit on day 5 is the last of the log: nothing after it proves that later days have come.
    expect(await removeOn(store, 60)).toBe(0);
    // Its entry is not taken for old before those that came before it are.
    for (const day of [61, 68]) await visit(store, day);
    await removeOn(store, 68);
    expect((await indices(store))[0]).toBe(2 + 31);
  });
});

describe('a log that was shortened', () => {
  const shortened = async () => {
    const log = await logOfDays(50);
    const oldStart = async () =>
      (await log.raw((database) => database.get('state', 'auditStart'))) as SealedRecord;
    await removeOn(log.store, 50);
    return { ...log, oldStart };
  };
  const broken = (firstBroken: number, entries: number) => ({ intact: false, entries, firstBroken });

  it('shows an entry that was altered, one that is missing, and a cut-off end', async () => {
    const { store, raw } = await shortened();
    const record = (await raw((database) => database.get('audit', 30))) as { sealed: SealedRecord };
    const sealed = { ...record.sealed, ciphertext: flipped(record.sealed.ciphertext, 9) };
    await raw((database) => database.put('audit', { index: 30, sealed }));
    expect(await store.verifyAudit()).toEqual(broken(30, 39));
    await raw((database) => database.delete('audit', 20));
    expect(await store.verifyAudit()).toEqual(broken(20, 38));
    await raw((database) => database.put('audit', { index: 20, sealed: null }));
    await raw((database) => database.delete('audit', 53));
    expect(await store.verifyAudit()).toEqual(broken(20, 38));
  });

  it('shows that its front was cut off further than the start says', async () => {
    const { store, raw } = await shortened();
    await raw((database) => database.delete('audit', 15));
    expect(await store.verifyAudit()).toEqual(broken(15, 38));
    await raw((database) => database.delete('state', 'auditStart'));
    expect(await store.verifyAudit()).toEqual(broken(0, 38));
  });

  it('shows a cut-off front where nothing was removed by age', async () => {
    const { store, raw } = await logOfDays(5);
    await raw((database) => database.delete('audit', IDBKeyRange.upperBound(3)));
    expect(await store.verifyAudit()).toEqual(broken(0, 4));
  });

  it('shows a start that was put back to an older one, with the entries of its time too', async () => {
    const { store, raw, oldStart } = await shortened();
    const start = await oldStart();
    for (let day = 51; day <= 60; day += 1) await visit(store, day);
    const entries = (await raw((database) =>
      database.getAll('audit', IDBKeyRange.upperBound(24)),
    )) as unknown[];
    expect(await removeOn(store, 60)).toBe(10);
    expect((await store.verifyAudit()).intact).toBe(true);
    await raw((database) => database.put('state', start, 'auditStart'));
    expect(await store.verifyAudit()).toEqual(broken(15, 40));
    for (const entry of entries) await raw((database) => database.put('audit', entry));
    expect(await store.verifyAudit()).toEqual(broken(15, 50));
  });

  it('keeps the word that what was removed had been altered', async () => {
    const { store, raw } = await logOfDays(50);
    await raw((database) => database.delete('audit', 7));
    expect(await removeOn(store, 50)).toBe(14);
    expect((await last(store))?.event).toMatchObject({ lastIndex: 14, firstBroken: 7 });
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: 39 });
  });

  it('forgets a lost head only with the entries before it, and says so', async () => {
    const { store, storage, raw } = await logOfDays(3);
    await raw((database) => database.delete('state', 'auditHead'));
    for (let day = 4; day <= 50; day += 1) await visit(store, day);
    expect(await store.verifyAudit()).toEqual(broken(6, 53));
    // Without its head nothing of the log can be relied on, nor for how long it is kept.
    await removeOn(store, 50);
    expect(await store.verifyAudit()).toEqual(broken(6, 53));
    store.lock();
    const again = await storage.unlock(PASSPHRASE, 50 * DAY_MS);
    await again.acceptDoubts(50 * DAY_MS);
    await removeOn(again, 50);
    expect((await last(again))?.event).toMatchObject({ firstBroken: 6 });
    expect(await again.verifyAudit()).toEqual({ intact: true, entries: 42 });
  });
});

describe('the days that the log is kept', () => {
  it('are a year at first; a change is logged, and one that changes nothing is not', async () => {
    const { store } = await freshStore();
    expect((await store.settings()).logDays.days).toBe(365);
    await store.changeSettings({}, 3, { logDays: 365 });
    await store.changeSettings({}, 4, { logDays: null });
    expect((await store.settings()).logDays.days).toBeNull();
    expect((await store.auditEntries()).slice(1)).toMatchObject([
      { atMs: 4, event: { kind: 'settings', changed: ['logDays'] } },
    ]);
  });

  it.each([0, 3_651, 1.5, NaN])('are not %d', async (days) => {
    const { store } = await freshStore();
    await expect(store.changeSettings({}, 3, { logDays: days })).rejects.toMatchObject({ code: 'invalid' });
  });
});
