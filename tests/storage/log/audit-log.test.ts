import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { verdictOf } from '../../../simulator/builders.ts';
import type { AuditEntry } from '../../../src/storage/types.ts';
import type { SealedRecord } from '../../../src/storage/vault.ts';
import { flipped, freshStore, PASSPHRASE, withRaw } from '../support.ts';

interface RawEntry {
  readonly index: number;
  readonly sealed: SealedRecord;
}

/** A log of six entries: the passphrase that was set, and five enrolments. */
async function freshLog() {
  const fresh = await freshStore();
  for (let number = 1; number <= 5; number += 1) {
    await fresh.store.appendAudit({ kind: 'enrolled', subjectId: `s${number}` }, 10 + number);
  }
  const raw = <T>(work: Parameters<typeof withRaw<T>>[1]): Promise<T> => withRaw(fresh.databaseName, work);
  const entry = (index: number): Promise<RawEntry> =>
    raw((database) => database.get('audit', index)) as Promise<RawEntry>;
  return { ...fresh, raw, entry };
}

const broken = (firstBroken: number, entries: number) => ({ intact: false, entries, firstBroken });

describe('audit log', () => {
  it('chains its entries and returns what it stored', async () => {
    const { store } = await freshStore();
    const verdict = verdictOf({
      outcome: 'denied',
      reason: 'unknownSubject',
      elapsedMs: 640.5,
      margin: -Infinity,
    });
    const entry = await store.appendAudit({ kind: 'verdict', verdict }, 12);
    const entries = await store.auditEntries();
    expect(entries.map(({ index, event }) => [index, event.kind])).toEqual([
      [0, 'passphraseSet'],
      [1, 'verdict'],
    ]);
    expect(entry).toEqual(entries[1]);
    expect(entry.event).toEqual({ kind: 'verdict', verdict: { ...verdict, margin: null } });
    expect(entry.previousHash).toBe(entries[0].hash);
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: 2 });
  });

  it('checks and returns logs of any length, also where they are read in parts', async () => {
    const { store } = await freshStore();
    for (let entries = 1; entries <= 514; entries += 1) {
      if ([255, 256, 257, 511, 512, 513].includes(entries)) {
        expect(await store.verifyAudit()).toEqual({ intact: true, entries });
        expect(await store.auditEntries()).toHaveLength(entries);
      }
      await store.appendAudit({ kind: 'locked' }, 10 + entries);
    }
  });

  it('gives entries by their numbers, and opens no others', async () => {
    const { store, raw } = await freshLog();
    expect(await store.auditExtent()).toEqual({ first: 0, last: 5 });
    const decrypt = vi.spyOn(crypto.subtle, 'decrypt');
    const found = await store.auditEntriesAt([5, 3, 77]);
    expect(found.map(({ index }) => index)).toEqual([5, 3]);
    expect(decrypt).toHaveBeenCalledTimes(2);
    decrypt.mockRestore();
    await raw((database) => database.delete('audit', 0));
    expect(await store.auditExtent()).toEqual({ first: 1, last: 5 });
  });

  it('finds the entries since a moment, over clocks that were set back and records that are gone', async () => {
    const { store, raw } = await freshLog();
    for (let number = 1; number <= 150; number += 1)
      await store.appendAudit({ kind: 'enrolled', subjectId: `s${number}` }, 1_000 + number);
    await store.appendAudit({ kind: 'enrolled', subjectId: 'set back' }, 500);
    await store.appendAudit({ kind: 'enrolled', subjectId: 'now' }, 1_200);
    const since = async (fromMs: number) => (await store.auditEntriesSince(fromMs)).map(({ atMs }) => atMs);
    expect(await since(1_149)).toEqual([1_149, 1_150, 1_200]);
    expect(await since(1_201)).toEqual([]);
    expect(await store.auditEntriesSince(0)).toEqual(await store.auditEntries());
    await raw((database) => database.delete('audit', 156));
    expect(await since(1_149)).toEqual([1_149, 1_150, 1_200]);
  });

  it('records unlocking', async () => {
    const { store, storage } = await freshStore();
    store.lock();
    const reopened = await storage.unlock(PASSPHRASE, 77);
    expect((await reopened.auditEntries())[1]).toMatchObject({ atMs: 77, event: { kind: 'unlocked' } });
  });

  it('does not fork under concurrent appends of two tabs', async () => {
    const { store, storage } = await freshStore();
    const other = await storage.unlock(PASSPHRASE, 2);
    const appends = Array.from({ length: 20 }, (_, row) =>
      (row % 2 === 0 ? store : other).appendAudit({ kind: 'enrolled', subjectId: `s${row}` }, row),
    );
    const entries: AuditEntry[] = await Promise.all(appends);
    expect(new Set(entries.map(({ index }) => index)).size).toBe(20);
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: 22 });
    const even = entries.filter((_, row) => row % 2 === 0).map(({ index }) => index);
    expect(even).toEqual([...even].sort((a, b) => a - b));
  });

  it('appends under a Web Lock of its database where there are Web Locks', async () => {
    const { store, databaseName } = await freshStore();
    const held: string[] = [];
    const request = async (name: string, work: () => Promise<unknown>): Promise<unknown> => {
      held.push(name);
      return work();
    };
    vi.stubGlobal('navigator', { locks: { request } });
    await store.appendAudit({ kind: 'locked' }, 3);
    vi.unstubAllGlobals();
    expect(held).toEqual([`facegate:${databaseName}`]);
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: 2 });
  });

  it('names an altered entry, and shows the others', async () => {
    const { store, raw, entry } = await freshLog();
    const { sealed } = await entry(2);
    const altered = { index: 2, sealed: { ...sealed, ciphertext: flipped(sealed.ciphertext, 9) } };
    await raw((database) => database.put('audit', altered));
    expect(await store.verifyAudit()).toEqual(broken(2, 6));
    expect((await store.auditEntries()).map(({ index }) => index)).toEqual([0, 1, 3, 4, 5]);
  });

  it('names a deleted entry', async () => {
    const { store, raw } = await freshLog();
    await raw((database) => database.delete('audit', 3));
    expect(await store.verifyAudit()).toEqual(broken(3, 5));
  });

  it('names the first of exchanged entries', async () => {
    const { store, raw, entry } = await freshLog();
    const [first, second] = [await entry(1), await entry(4)];
    await raw((database) => database.put('audit', { index: 1, sealed: second.sealed }));
    await raw((database) => database.put('audit', { index: 4, sealed: first.sealed }));
    expect(await store.verifyAudit()).toEqual(broken(1, 6));
  });

  it('notices a cut-off end, and goes on noticing after further entries', async () => {
    const { store, raw } = await freshLog();
    await raw((database) => database.delete('audit', 5));
    await raw((database) => database.delete('audit', 4));
    expect(await store.verifyAudit()).toEqual(broken(4, 4));
    expect((await store.appendAudit({ kind: 'locked' }, 99)).index).toBe(6);
    expect(await store.verifyAudit()).toEqual(broken(4, 5));
  });

  it('notices a cut-off end whose head was removed or put back to an older one', async () => {
    const { store, raw } = await freshLog();
    const olderHead = (await raw((database) => database.get('state', 'auditHead'))) as unknown;
    await store.appendAudit({ kind: 'enrolled', subjectId: 's6' }, 16);
    await raw((database) => database.put('state', olderHead, 'auditHead'));
    expect(await store.verifyAudit()).toEqual(broken(6, 7));
    expect((await store.appendAudit({ kind: 'enrolled', subjectId: 's7' }, 17)).index).toBe(7);
    expect(await store.verifyAudit()).toEqual(broken(6, 8));
    await raw((database) => database.delete('audit', 7));
    await raw((database) => database.delete('state', 'auditHead'));
    expect(await store.verifyAudit()).toEqual(broken(7, 7));
  });

  it('goes on logging after its head was lost, and never calls the log intact again', async () => {
    const { store, storage, raw } = await freshLog();
    await raw((database) => database.put('state', 'rubbish', 'auditHead'));
    store.lock();
    const reopened = await storage.unlock(PASSPHRASE, 50);
    expect((await reopened.auditEntries()).slice(-2)).toMatchObject([
      { index: 6, event: { kind: 'unlocked' } },
      { index: 7, event: { kind: 'recordMisfit', record: 'recordSet', missing: false } },
    ]);
    expect(await reopened.verifyAudit()).toEqual(broken(6, 8));
    await reopened.appendAudit({ kind: 'locked' }, 51);
    expect(await reopened.verifyAudit()).toEqual(broken(6, 9));
  });

  it('survives planted entries', async () => {
    const { store, raw } = await freshLog();
    for (const index of ['z', 2.5, -1, Number.MAX_SAFE_INTEGER]) {
      await raw((database) => database.put('audit', { index, sealed: null }));
    }
    await store.appendAudit({ kind: 'locked' }, 99);
    expect(await store.verifyAudit()).toEqual(broken(0, 11));
  });

  it('says when everything was removed', async () => {
    const { store, raw } = await freshLog();
    await raw((database) => database.clear('audit'));
    expect(await store.verifyAudit()).toEqual(broken(0, 0));
  });
});
