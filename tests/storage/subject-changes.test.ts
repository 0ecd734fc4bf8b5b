import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { everybody } from '../../src/kiosk/import-review.ts';
import { makeSubject, PIN_HASH } from '../../simulator/builders.ts';
import { joinSubjects } from '../../src/core/template/join-subjects.ts';
import { createStorage } from '../../src/storage/create-storage.ts';
import { decodeSubject, encodeSubject } from '../../src/storage/template-codec.ts';
import { backupOf, CHEAP_KDF, freshStore, PASSPHRASE, refusal, subjectsOf, withRaw } from './support.ts';

async function storeWith(count: number) {
  const fresh = await freshStore();
  const subjects = Array.from({ length: count }, (_, row) => makeSubject(row + 1));
  for (const subject of subjects) await fresh.store.saveSubject(subject, 'enrolled', 1);
  return { ...fresh, subjects };
}

const kinds = async (store: Awaited<ReturnType<typeof freshStore>>['store']) =>
  (await store.auditEntries()).map(({ event }) => event.kind);

describe('changing a subject', () => {
  it('keeps everything else, bit for bit, and is in the log', async () => {
    const { store, subjects } = await storeWith(2);
    await store.changeSubject(subjects[0].id, { name: 'New name', badge: null }, 50);
    await store.changeSubject(subjects[0].id, { suspendedAtMs: 60 }, 60);
    const { subjects: stored } = await subjectsOf(store);
    expect(stored).toEqual([
      { ...subjects[0], name: 'New name', badge: null, suspendedAtMs: 60 },
      subjects[1],
    ]);
    expect(await kinds(store)).toEqual(['passphraseSet', 'enrolled', 'enrolled', 'edited', 'suspended']);
    await store.changeSubject(subjects[0].id, { suspendedAtMs: null }, 70);
    expect((await subjectsOf(store)).subjects[0].suspendedAtMs).toBeNull();
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: 6 });
  });

  it('says in the log what changed, each in an entry of its own, and nothing where nothing did', async () => {
    const { store, subjects } = await storeWith(1);
    const [{ id: subjectId, name }] = subjects;
    await store.changeSubject(subjects[0].id, { badge: '1', pin: PIN_HASH }, 2);
    const change = { name: 'New', entryRule: 'faceAndHeld', accommodations: ['mouth'] } as const;
    await store.changeSubject(subjectId, change, 50);
    await store.changeSubject(subjectId, change, 60);
    await store.changeSubject(subjectId, { name, entryRule: 'face' }, 70);
    const events = (await store.auditEntries()).slice(3).map(({ event }) => event);
    expect(events).toEqual([
      { kind: 'edited', subjectId },
      { kind: 'entryRuleSet', subjectId, rule: 'faceAndHeld' },
      { kind: 'accommodated', subjectId },
      { kind: 'edited', subjectId },
      { kind: 'entryRuleSet', subjectId, rule: 'face' },
    ]);
    expect(JSON.stringify(events)).not.toContain('mouth');
  });

  it('keeps badge and PIN of whom has an accommodation', async () => {
    const { store, subjects } = await storeWith(1);
    const [subject] = subjects;
    await refusal(store.changeSubject(subject.id, { accommodations: ['nod'] }, 5), 'invalid');
    await store.changeSubject(subject.id, { badge: '1', pin: PIN_HASH }, 5);
    await store.changeSubject(subject.id, { accommodations: ['nod'] }, 5);
    await refusal(store.changeSubject(subject.id, { badge: null }, 6), 'invalid');
    const [stored] = (await subjectsOf(store)).subjects;
    await refusal(store.changeSubject(stored.id, { badge: '1', pin: null }, 6), 'invalid');
    expect((await subjectsOf(store)).subjects).toEqual([stored]);
  });

  it('refuses a subject who is gone, a change that makes none, and an altered record, and logs none of it', async () => {
    const { store, subjects, databaseName } = await storeWith(2);
    const [one, other] = subjects;
    await refusal(store.changeSubject('nobody', { name: 'x' }, 5), 'gone');
    await refusal(store.changeSubject(one.id, { name: '' }, 5), 'invalid');
    await withRaw(databaseName, async (raw) => {
      const record = (await raw.get('subjects', one.id)) as object;
      await raw.put('subjects', { ...record, id: other.id });
    });
    await refusal(store.changeSubject(other.id, { suspendedAtMs: 5 }, 5), 'tampered');
    expect(await kinds(store)).toEqual(['passphraseSet', 'enrolled', 'enrolled']);
  });

  it('loses nothing when two tabs change the same subject at once', async () => {
    const { store, databaseName, subjects } = await storeWith(1);
    const other = await createStorage({ databaseName, kdf: CHEAP_KDF }).unlock(PASSPHRASE, 2);
    await Promise.all([
      store.changeSubject(subjects[0].id, { name: 'Renamed' }, 5),
      other.changeSubject(subjects[0].id, { suspendedAtMs: 6 }, 6),
    ]);
    expect((await subjectsOf(store)).subjects).toEqual([
      { ...subjects[0], name: 'Renamed', suspendedAtMs: 6 },
    ]);
    expect(await store.verifyAudit()).toEqual({ intact: true, entries: 5 });
  });
});

describe('joining two records of one person', () => {
  const FROM_KEPT = { name: 'kept', held: 'kept', consent: 'kept' } as const;
  const FROM_GONE = { name: 'gone', held: 'gone', consent: 'gone' } as const;

  it('is one transaction with its entry, and the record that goes does not come back unasked', async () => {
    const { store, subjects } = await storeWith(3);
    const [kept, gone, other] = subjects;
    const backup = await backupOf(store, PASSPHRASE);
    await store.joinSubjects({ keptId: kept.id, goneId: gone.id, choice: FROM_GONE }, 50);
    const { subjects: stored } = await subjectsOf(store);
    expect(stored).toEqual([{ ...joinSubjects(kept, gone, FROM_GONE) }, other]);
    expect((await store.auditEntries()).slice(-2).map(({ event }) => event)).toEqual([
      { kind: 'joined', subjectId: kept.id, joinedId: gone.id },
      { kind: 'edited', subjectId: kept.id },
    ]);
    await store.importBackup(backup, PASSPHRASE, 60, ({ erasedIds }) => {
      expect(erasedIds).toEqual(new Set([gone.id]));
      return Promise.resolve(null);
    });
  });

  it('changes nothing where one of them is gone, or badge and PIN are not those that are needed', async () => {
    const { store, subjects } = await storeWith(2);
    const [kept, gone] = subjects;
    const join = { keptId: kept.id, goneId: gone.id, choice: FROM_KEPT };
    await refusal(store.joinSubjects({ ...join, goneId: 'nobody' }, 5), 'gone');
    await store.changeSubject(gone.id, { badge: '2', pin: PIN_HASH }, 5);
    await store.changeSubject(gone.id, { accommodations: ['turn'] }, 5);
    const before = await subjectsOf(store);
    await refusal(store.joinSubjects(join, 6), 'invalid');
    expect(await subjectsOf(store)).toEqual(before);
  });
});

describe('erasing a subject', () => {
  it('erases the record and returns the entry that says so', async () => {
    const { store, subjects } = await storeWith(2);
    const entry = await store.eraseSubject(subjects[0].id, 90);
    expect((await subjectsOf(store)).subjects).toEqual([subjects[1]]);
    expect((await store.auditEntries()).at(-1)).toEqual(entry);
    expect(entry).toMatchObject({ atMs: 90, event: { kind: 'deleted', subjectId: subjects[0].id } });
    expect(entry.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('older records', () => {
  it('of a subject without quality and suspension opens with their defaults', () => {
    const subject = makeSubject(1);
    const bytes = encodeSubject(subject);
    const length = new DataView(bytes.buffer).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as object;
    const kept = Object.entries(header).filter(
      ([field]) => field !== 'meanQuality' && field !== 'suspendedAtMs',
    );
    const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(kept)));
    const old = new Uint8Array(4 + json.length + bytes.length - 4 - length);
    new DataView(old.buffer).setUint32(0, json.length, true);
    old.set(json, 4);
    old.set(bytes.subarray(4 + length), 4 + json.length);
    expect(decodeSubject(old)).toEqual({
      ...subject,
      meanQuality: null,
      suspendedAtMs: null,
      entryRule: 'face',
      accommodations: [],
    });
  });

  it('brought in by a backup lift no suspension', async () => {
    const { store, subjects } = await storeWith(2);
    const backup = await backupOf(store, PASSPHRASE);
    await store.changeSubject(subjects[1].id, { suspendedAtMs: 40 }, 40);
    expect(await store.importBackup(backup, PASSPHRASE, 50, everybody)).toMatchObject({ subjects: 2 });
    expect((await subjectsOf(store)).subjects.map(({ suspendedAtMs }) => suspendedAtMs)).toEqual([null, 40]);
  });
});
