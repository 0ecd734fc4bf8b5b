import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { makeFacelessSubject, makeSubject, named, PIN_HASH } from '../../simulator/builders.ts';
import { factsOf } from '../../src/core/template/types.ts';
import { NO_NEEDS } from '../../src/core/enrolment/entry-needs.ts';
import { saveSubject } from '../../src/storage/save-subject.ts';
import { freshStore, refusal, subjectsOf } from './support.ts';

const ENROLMENT = {
  details: { name: 'Person A', badge: '1024' },
  meanQuality: 0.75,
  skippedViews: ['left'] as const,
  agreedText: '1',
  consentGivenAtMs: 1_000,
  retentionDays: 30,
  needs: NO_NEEDS,
  lookAlikes: null,
};

describe('a change of the PIN', () => {
  it('gives and takes a PIN, each with an entry in the log', async () => {
    const { store } = await freshStore();
    const subject = makeSubject(1);
    await store.saveSubject(subject, 'enrolled', 1);
    await store.changeSubject(subject.id, { badge: '1024', pin: PIN_HASH }, 5);
    const [stored] = (await subjectsOf(store)).subjects;
    expect(stored).toEqual({ ...subject, badge: '1024', pin: PIN_HASH });
    await store.changeSubject(stored.id, { badge: '1024', pin: null }, 6);
    expect((await subjectsOf(store)).subjects[0].pin).toBeNull();
    const kinds = (await store.auditEntries()).map(({ event }) => event.kind);
    expect(kinds).toEqual(['passphraseSet', 'enrolled', 'pinSet', 'pinRemoved']);
  });

  it('leaves the subject as it was when the log cannot be written', async () => {
    const { store } = await freshStore();
    const subject = makeSubject(1);
    await store.saveSubject(subject, 'enrolled', 1);
    const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await refusal(store.changeSubject(subject.id, { badge: null, pin: PIN_HASH }, 5), 'quotaExceeded');
    add.mockRestore();
    expect((await subjectsOf(store)).subjects).toEqual([subject]);
  });
});

describe('saveSubject', () => {
  it('stores somebody without a face', async () => {
    const { store } = await freshStore();
    const saved = await saveSubject(
      store,
      { ...ENROLMENT, template: null, pin: PIN_HASH, again: null },
      2_000,
    );
    expect(saved).toMatchObject({ template: null, meanQuality: null, pin: PIN_HASH, badge: '1024' });
    expect((await subjectsOf(store)).subjects.map(named)).toEqual([saved]);
  });

  it('keeps the PIN of who enrols again unless there is a new one', async () => {
    const { store } = await freshStore();
    const again = named(makeFacelessSubject(1));
    const { template } = makeSubject(1);
    const kept = await saveSubject(store, { ...ENROLMENT, template, pin: null, again }, 2_000);
    expect(kept).toMatchObject({ id: again.id, template: factsOf(template), pin: PIN_HASH });
    const pin = { ...PIN_HASH, salt: '11'.repeat(16) };
    const renewed = await saveSubject(store, { ...ENROLMENT, template, pin, again }, 2_000);
    expect(renewed.pin).toEqual(pin);
  });
});
