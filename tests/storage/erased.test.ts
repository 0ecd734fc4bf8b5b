/** @file What a kiosk keeps of whom it erased, and that no backup brings them back unasked. */
import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { makeSubject } from '../../simulator/builders.ts';
import { DAY_MS, MAX_RETENTION_DAYS } from '../../src/core/enrolment/retention.ts';
import { everybody } from '../../src/kiosk/import-review.ts';
import { openBackup, sealBackup } from '../../src/storage/backup.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { DEFAULT_SITE_RULES } from '../../src/storage/site-rules-codec.ts';
import type { FoundInBackup } from '../../src/storage/types.ts';
import { backupOf, CHEAP_KDF, dump, freshStore, PASSPHRASE, subjectsOf, withRaw } from './support.ts';

const LONGEST_MS = MAX_RETENTION_DAYS * DAY_MS;
const LASTING = { textVersion: '1', givenAtMs: 1_000, retainUntilMs: 1_000 + LONGEST_MS };
const [ADA, BOB] = [1, 2].map((number) => makeSubject(number, { consent: LASTING }));

async function storeOf(...subjects: readonly (typeof ADA)[]) {
  const fresh = await freshStore();
  for (const subject of subjects) await fresh.store.saveSubject(subject, 'enrolled', 1);
  return fresh;
}

/** What an import of `file` is asked to decide. */
async function foundIn(store: OpenStore, file: Uint8Array, atMs = 9): Promise<FoundInBackup> {
  const decide = vi.fn<(found: FoundInBackup) => Promise<null>>(() => Promise.resolve(null));
  expect(await store.importBackup(file, PASSPHRASE, atMs, decide)).toBeNull();
  return decide.mock.calls[0][0];
}
const erasedIn = async (...given: Parameters<typeof foundIn>) => [...(await foundIn(...given)).erasedIds];

describe('somebody who was erased', () => {
  it('is known to an import of an older backup, whether deleted or expired', async () => {
    const { store } = await storeOf(ADA, BOB);
    const file = await backupOf(store, PASSPHRASE);
    expect(await erasedIn(store, file)).toEqual([]);
    await store.eraseSubject(ADA.id, 5);
    expect(await erasedIn(store, file)).toEqual([ADA.id]);
    await store.saveSubject({ ...BOB, consent: { ...LASTING, retainUntilMs: 6 } }, 'reenrolled', 6);
    await store.eraseExpired(7);
    expect(await erasedIn(store, file)).toEqual([ADA.id, BOB.id]);
  });

  it('is here again once the operator said so, and the log counts them', async () => {
    const { store } = await storeOf(ADA);
    const file = await backupOf(store, PASSPHRASE);
    await store.eraseSubject(ADA.id, 5);
    await store.importBackup(file, PASSPHRASE, 6, everybody);
    expect((await store.auditEntries()).at(-1)?.event).toMatchObject({ kind: 'imported', broughtBack: 1 });
    expect(await erasedIn(store, file)).toEqual([]);
  });

  it('is known on another tablet that a later backup came to', async () => {
    const { store } = await storeOf(ADA, BOB);
    const early = await backupOf(store, PASSPHRASE);
    await store.eraseSubject(ADA.id, 5);
    const late = await backupOf(store, PASSPHRASE);
    const { store: other } = await freshStore();
    await other.eraseSubject('somebody', 2);
    await other.importBackup(late, PASSPHRASE, 9, everybody);
    expect(await erasedIn(other, early)).toEqual([ADA.id]);
    // And once more over a third, under the key of the first.
    const { store: third } = await freshStore();
    await third.importBackup(await backupOf(other, PASSPHRASE), PASSPHRASE, 9, everybody);
    expect(await erasedIn(third, early)).toEqual([ADA.id]);
  });

  it('is forgotten when no backup can hold them any more', async () => {
    const { store } = await storeOf(ADA);
    const file = await backupOf(store, PASSPHRASE);
    await store.eraseSubject(ADA.id, 2_000);
    const listed = async () => {
      const { erased } = await openBackup(await backupOf(store, PASSPHRASE), PASSPHRASE, {
        kdf: CHEAP_KDF,
      });
      return erased?.flatMap((list) => list.erased).length;
    };
    await store.eraseSubject(BOB.id, 2_000 + LONGEST_MS - 1);
    expect(await listed()).toBe(2);
    await store.eraseSubject(BOB.id, 2_000 + LONGEST_MS);
    expect(await listed()).toBe(1);
    expect((await foundIn(store, file, 2_000 + LONGEST_MS)).subjects).toEqual([]);
  });

  it('leaves neither name nor id behind, in the store or in a backup', async () => {
    const { store, databaseName } = await storeOf(ADA);
    await store.eraseSubject(ADA.id, 5);
    const stored = JSON.stringify(await dump(databaseName));
    expect(stored).not.toContain(ADA.id);
    const { erased } = await openBackup(await backupOf(store, PASSPHRASE), PASSPHRASE, { kdf: CHEAP_KDF });
    expect(Object.keys(erased![0].erased[0])).toEqual(['hash', 'atMs']);
    expect(JSON.stringify(erased)).not.toContain(ADA.id);
  });

  it('counts as unknown where the list was altered, which a new one replaces', async () => {
    const { store, databaseName } = await storeOf(ADA);
    const file = await backupOf(store, PASSPHRASE);
    await store.eraseSubject(BOB.id, 5);
    await withRaw(databaseName, async (raw) =>
      raw.put('state', await raw.get('state', 'auditHead'), 'erased'),
    );
    expect((await foundIn(store, file)).erasedUnknown).toBe(true);
    await store.eraseSubject(ADA.id, 6);
    expect(await foundIn(store, file)).toMatchObject({ erasedUnknown: false, erasedIds: new Set([ADA.id]) });
  });
});

describe('a consent in a backup', () => {
  it.each([
    ['that never ends', { givenAtMs: 1_000, retainUntilMs: 1e15 }, 1_000 + LONGEST_MS],
    ['that was given in the future', { givenAtMs: 1e14, retainUntilMs: 1e15 }, 9_000 + LONGEST_MS],
    ['of a year', { givenAtMs: 1_000, retainUntilMs: 50_000 }, 50_000],
  ])('%s lasts no longer than any site may keep people', async (_, consent, retainUntilMs) => {
    const { store } = await freshStore();
    const subjects = [makeSubject(1, { consent: { textVersion: '1', ...consent } })];
    const file = await sealBackup({ subjects, rules: DEFAULT_SITE_RULES }, PASSPHRASE, { kdf: CHEAP_KDF });
    const found = await foundIn(store, file, 9_000);
    expect(found.subjects.map((subject) => subject.consent.retainUntilMs)).toEqual([retainUntilMs]);
  });
});

it('keeps a suspension and a stricter rule that were set while the import was being decided', async () => {
  const { store } = await storeOf(ADA);
  const file = await backupOf(store, PASSPHRASE);
  await store.importBackup(file, PASSPHRASE, 9, async (found) => {
    await store.changeSubject(ADA.id, { suspendedAtMs: 8, entryRule: 'faceAndHeld' }, 8);
    return everybody(found);
  });
  expect((await subjectsOf(store)).subjects[0]).toMatchObject({ suspendedAtMs: 8, entryRule: 'faceAndHeld' });
});
