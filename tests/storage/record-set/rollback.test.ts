/**
 * @file Whoever holds the device puts back old records, removes them, or brings records from elsewhere: every subset of
 * what is stored, but all of it, is noticed when the kiosk is unlocked next, is named and logged, and fails safe.
 */
import 'fake-indexeddb/auto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { makeFacelessSubject, makeSubject } from '../../../simulator/builders.ts';
import { DAY_MS } from '../../../src/core/enrolment/retention.ts';
import { everybody } from '../../../src/kiosk/import-review.ts';
import type { Storage } from '../../../src/storage/create-storage.ts';
import { BLOCK_KINDS, blockKey, blockOf } from '../../../src/storage/gallery/block-codec.ts';
import { MOST_NAMED } from '../../../src/storage/gallery/settle-people.ts';
import type { OpenStore } from '../../../src/storage/open-store.ts';
import { sealBackup } from '../../../src/storage/backup.ts';
import { ALL_FELL_BACK } from '../../../src/storage/settings.ts';
import { DEFAULT_SITE_RULES } from '../../../src/storage/site-rules-codec.ts';
import {
  checked,
  CHEAP_KDF,
  backupOf,
  dump,
  freshStore,
  PASSPHRASE,
  refusal,
  subjectsOf,
  withRaw,
} from '../support.ts';

const OPERATOR = 'the operator opens it';
const consent = { textVersion: '1', givenAtMs: 1, retainUntilMs: 3_000 * DAY_MS };
const person = (number: number) => makeSubject(number, { consent });
const { id: SUSPENDED } = person(1);
const { id: ERASED } = person(2);
/** The log has no entry of the one any more, and one of the other. */
const [NEW, NEWEST] = [person(30).id, person(31).id];

const JOIN = { name: 'kept', held: 'kept', consent: 'kept' } as const;

type Dump = Awaited<ReturnType<typeof dump>>;

interface Kiosk {
  readonly storage: Storage;
  readonly databaseName: string;
  /** Of everything that can change, an earlier and the last state. */
  readonly before: Dump;
  readonly last: Dump;
}

async function kiosk(people = 12): Promise<Kiosk> {
  const { storage, store, databaseName } = await freshStore();
  const { authorise, changeCredentials } = bound(store);
  for (let number = 1; number <= people; number += 1) await store.saveSubject(person(number), 'enrolled', 2);
  const administrator = await authorise(PASSPHRASE, 2);
  const setOperator = { kind: 'setPassphrase', role: 'operator', passphrase: OPERATOR } as const;
  await changeCredentials(administrator, setOperator, 2);
  await store.changeSettings({ policy: 'convenience' }, 3, { logDays: 300 });
  await store.eraseSubject(person(people).id, 3);
  await store.addToOutbox(late(1));
  await store.removeOldEntries(3);
  const before = await dump(databaseName);
  await store.changeSubject(SUSPENDED, { suspendedAtMs: 4 }, 4);
  await store.eraseSubject(ERASED, 4);
  await store.saveSubject({ ...makeFacelessSubject(30), consent }, 'enrolled', 4);
  await changeCredentials(administrator, { kind: 'removeOperator' }, 4);
  await store.changeSettings({ policy: 'strict' }, 5, { logDays: 40 });
  await store.changeSiteRules((rules) => ({ ...rules, schedules: { ...rules.schedules, site: [] } }), 5);
  await store.addToOutbox(late(2));
  for (const day of [60, 68, 76]) await store.appendAudit({ kind: 'locked' }, day * DAY_MS);
  await store.removeOldEntries(76 * DAY_MS);
  await store.saveSubject(person(31), 'enrolled', 80 * DAY_MS);
  store.lock();
  return { storage, databaseName, before, last: await dump(databaseName) };
}

function bound(store: OpenStore) {
  return { authorise: store.authorise.bind(store), changeCredentials: store.changeCredentials.bind(store) };
}

function late(number: number) {
  const id = `00000000-0000-4000-8000-00000000000${number}`;
  return { id, orderId: id, atMs: 3 + number, subjectId: null, test: false };
}

const recordOf = (from: Dump, store: string, key: unknown) =>
  from[store].find((record) => record.key === key)?.value;

/** Puts the whole database into that state. */
async function restore({ databaseName }: Kiosk, state: Dump): Promise<void> {
  await withRaw(databaseName, async (raw) => {
    const transaction = raw.transaction([...raw.objectStoreNames], 'readwrite');
    for (const [name, records] of Object.entries(state)) {
      const store = transaction.objectStore(name);
      void store.clear();
      for (const { key, value } of records)
        void store.put(value, store.keyPath === null ? (key as string) : undefined);
    }
    await transaction.done;
  });
}

/** Unlocks at a moment before that of the last entry: the clock was set back. */
async function unlock({ storage }: Pick<Kiosk, 'storage'>, atMs = 10): Promise<OpenStore> {
  const store = await storage.unlock(PASSPHRASE, atMs);
  await checked(store, atMs);
  return store;
}

const misfitsOf = async (store: OpenStore) =>
  (await store.auditEntries()).flatMap(({ event }) => {
    if (event.kind !== 'recordMisfit') return [];
    const { record, missing, subjectId } = event;
    return [{ record, missing, ...(subjectId === undefined ? {} : { subjectId }) }];
  });

describe('a store whose records fit', () => {
  it('is unlocked without a word, over every kind of change', async () => {
    const one = await kiosk();
    const store = await unlock(one);
    expect(await misfitsOf(store)).toEqual([]);
    expect(await store.doubts()).toEqual({ records: [], people: [] });
    const file = await backupOf(store, PASSPHRASE);
    const [kept, gone] = [person(5), person(6)];
    await store.joinSubjects({ keptId: kept.id, goneId: gone.id, choice: JOIN }, 11);
    await store.eraseExpired(4_000 * DAY_MS);
    await store.importBackup(file, PASSPHRASE, 12, everybody);
    await store.outboxRecords(13);
    await store.removeFromOutbox(late(2).id);
    await store.acceptClock(14);
    store.lock();
    const again = await unlock(one);
    expect(await misfitsOf(again)).toEqual([]);
  });
});

describe('every subset of what is stored', () => {
  /** What lies in the database in places of its own. The log is its entries and its head. */
  const GROUPS: readonly ((state: Dump) => [string, { key: unknown; value: unknown }[]])[] = [
    (state) => ['subjects', state.subjects],
    (state) => ['index', state.index],
    (state) => ['keys', state.keys],
    ...['settings', 'siteRules', 'logDays', 'erased', 'outbox', 'clock', 'auditStart', 'recordSet'].map(
      (name) => (state: Dump) => ['state', state.state.filter(({ key }) => key === name)] as never,
    ),
  ];
  let one: Kiosk;
  beforeAll(async () => {
    one = await kiosk();
  });

  function mixed(taken: number): Dump {
    const { before, last } = one;
    const result: Record<string, { key: unknown; value: unknown }[]> = {
      ...{ subjects: [], index: [], keys: [], state: [] },
    };
    for (const [at, group] of GROUPS.entries()) {
      const [store, records] = group((taken >> at) & 1 ? before : last);
      result[store].push(...records);
    }
    const log = (taken >> GROUPS.length) & 1 ? before : last;
    result.state.push(...log.state.filter(({ key }) => key === 'auditHead'));
    return { ...result, audit: log.audit };
  }

  const PARTS = GROUPS.length + 1;
  const all = 2 ** PARTS - 1;
  const sizeOf = (taken: number) => taken.toString(2).replaceAll('0', '').length;
  /** All 4,094 take minutes. One that hides another would be among those of two, or of all but two. */
  const subsets = Array.from({ length: all - 1 }, (_, at) => at + 1).filter(
    (taken) => sizeOf(taken) <= 2 || sizeOf(taken) >= PARTS - 2,
  );

  it('is noticed when it is put back without the rest', async () => {
    const unnoticed: number[] = [];
    for (const taken of subsets) {
      await restore(one, mixed(taken));
      const store = await unlock(one);
      const { records, people } = await store.doubts();
      if (records.length === 0 && people.length === 0) unnoticed.push(taken);
      store.lock();
    }
    expect(unnoticed).toEqual([]);
  });

  it('is not noticed where it is all of it: a whole earlier state fits', async () => {
    await restore(one, mixed(all));
    const store = await unlock(one);
    expect(await store.doubts()).toEqual({ records: [], people: [] });
    expect((await subjectsOf(store)).subjects.map(({ id }) => id)).toContain(ERASED);
  });
});

describe('what does not fit', () => {
  let one: Kiosk;
  beforeAll(async () => {
    one = await kiosk();
  });

  const put = async (store: string, value: unknown, key?: string) =>
    withRaw(one.databaseName, (raw) => raw.put(store, value, key));
  const remove = async (store: string, key: string) =>
    withRaw(one.databaseName, (raw) => raw.delete(store, key));
  const putBack = async (store: string, key: string) =>
    put(store, recordOf(one.before, store, key), store === 'subjects' ? undefined : key);

  const elsewhere = async () => {
    const other = await kiosk(3);
    return recordOf(other.last, 'subjects', SUSPENDED);
  };
  const copied = () => ({ ...(recordOf(one.last, 'subjects', SUSPENDED) as object), id: 'copied' });
  const ofPerson = (subjectId: string, missing = false) => ({ record: 'person', missing, subjectId });
  const ofPlace = (record: string, missing = false) => ({ record, missing });

  it.each([
    ['a suspension that is undone', () => putBack('subjects', SUSPENDED), [ofPerson(SUSPENDED)]],
    ['an erasure that is undone', () => putBack('subjects', ERASED), [ofPerson(ERASED)]],
    ['a person who is removed', () => remove('subjects', NEWEST), [ofPerson(NEWEST, true)]],
    [
      'a person who is removed, and of whom the log tells nothing any more',
      () => remove('subjects', NEW),
      [ofPerson(NEW, true)],
    ],
    ...BLOCK_KINDS.flatMap((kind) => {
      const key = blockKey(kind, blockOf(SUSPENDED));
      return [
        [`a block of ${kind} that is put back`, () => putBack('index', key), [ofPerson(SUSPENDED)]],
        [`a block of ${kind} that is removed`, () => remove('index', key), [ofPerson(SUSPENDED)]],
        [
          `a block of ${kind} in the place of another`,
          () => put('index', recordOf(one.last, 'index', blockKey(kind, blockOf(NEWEST))), key),
          [ofPerson(SUSPENDED)],
        ],
      ] as const;
    }),
    [
      'a record that is put back with all its blocks',
      async () => {
        await putBack('subjects', SUSPENDED);
        for (const kind of BLOCK_KINDS) await putBack('index', blockKey(kind, blockOf(SUSPENDED)));
      },
      [ofPerson(SUSPENDED)],
    ],
    [
      'a person who is removed with all their blocks',
      async () => {
        await remove('subjects', NEWEST);
        for (const kind of BLOCK_KINDS) await remove('index', blockKey(kind, blockOf(NEWEST)));
      },
      [ofPlace('person', true)],
    ],
    [
      'several at once',
      async () => {
        for (const id of [SUSPENDED, ERASED]) await putBack('subjects', id);
        await remove('subjects', NEWEST);
      },
      [ofPerson(SUSPENDED), ofPerson(ERASED), ofPerson(NEWEST, true)],
    ],
    ['a record of another kiosk', async () => put('subjects', await elsewhere()), [ofPerson(SUSPENDED)]],
    ['a record under another id too', () => put('subjects', copied()), [ofPerson('copied')]],
    ['something that is no record', () => put('subjects', { id: 'rubbish' }), [ofPerson('rubbish')]],
    ['the clock, removed', () => remove('state', 'clock'), [ofPlace('clock', true)]],
    ['the clock, put back', () => putBack('state', 'clock'), [ofPlace('clock')]],
    ['settings, put back', () => putBack('state', 'settings'), [ofPlace('settings')]],
    ['settings, removed', () => remove('state', 'settings'), [ofPlace('settings', true)]],
    ['hours, put back', () => putBack('state', 'siteRules'), [ofPlace('siteRules')]],
    ['the days of the log, put back', () => putBack('state', 'logDays'), [ofPlace('logDays')]],
    ['the list of erased people, put back', () => putBack('state', 'erased'), [ofPlace('erased')]],
    ['what the door must be told, put back', () => putBack('state', 'outbox'), [ofPlace('outbox')]],
    [
      'the beginning of the log, put back',
      () => remove('state', 'auditStart'),
      [ofPlace('auditStart', true)],
    ],
    ['a credential that was removed', () => putBack('keys', 'operator'), [ofPlace('keys/operator')]],
    ['the set itself, removed', () => remove('state', 'recordSet'), [ofPlace('recordSet', true)]],
    ['the set itself, put back', () => putBack('state', 'recordSet'), [ofPlace('recordSet')]],
    ['the head of the log, put back', () => putBack('state', 'auditHead'), [ofPlace('recordSet')]],
  ] as const)('is named and logged once: %s', async (_what, tamper, expected) => {
    await restore(one, one.last);
    await tamper();
    const store = await unlock(one);
    const found = await misfitsOf(store);
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining([...expected]));
    const doubts = await store.doubts();
    // The operator is told of each, also of who is missing.
    expect(doubts.records.length + doubts.people.length).toBeGreaterThanOrEqual(expected.length);
    store.lock();
    const again = await unlock(one);
    expect(await misfitsOf(again)).toHaveLength(expected.length);
    expect(await again.doubts()).toEqual(doubts);
    await again.acceptDoubts(20);
    expect((await again.auditEntries()).at(-1)?.event).toEqual({ kind: 'recordsAccepted', ...doubts });
    expect(await again.doubts()).toEqual({ records: [], people: [] });
    again.lock();
  });

  it('is everybody where it is more people than anybody would read of, and nobody is lost', async () => {
    const { store, storage, databaseName } = await freshStore();
    const people = Array.from({ length: MOST_NAMED + 2 }, (_, number) => person(number + 1));
    const file = await sealBackup({ subjects: people, rules: null }, PASSPHRASE, { kdf: CHEAP_KDF });
    await store.importBackup(file, PASSPHRASE, 2, everybody);
    store.lock();
    for (const { id } of people.slice(1)) await withRaw(databaseName, (raw) => raw.delete('subjects', id));
    const again = await unlock({ storage });
    expect(await misfitsOf(again)).toEqual([{ record: 'people', missing: false }]);
    expect((await again.doubts()).people).toBe('all');
    expect((await subjectsOf(again)).subjects.map(({ id }) => id)).toEqual([people[0].id]);
  });

  it('stays doubted over every change but those that settle it', async () => {
    await restore(one, one.last);
    await putBack('subjects', SUSPENDED);
    await putBack('subjects', ERASED);
    await putBack('state', 'settings');
    await putBack('state', 'erased');
    const store = await unlock(one);
    await store.changeSubject(SUSPENDED, { name: 'Renamed' }, 11);
    await store.eraseSubject(NEW, 11);
    const doubts = { records: ['settings', 'erased'], people: [SUSPENDED, ERASED] };
    expect(await store.doubts()).toEqual(doubts);
    await refusal(backupOf(store, PASSPHRASE), 'tampered');
    await store.eraseSubject(ERASED, 12);
    expect(await store.settings()).toMatchObject(ALL_FELL_BACK);
    await refusal(store.changeSettings({ policy: 'standard' }, 12), 'tampered');
    await store.changeSettings(ALL_FELL_BACK.values, 12);
    expect(await store.settings()).toMatchObject({ values: ALL_FELL_BACK.values, fellBack: [] });
    expect(await store.doubts()).toEqual({ records: ['erased'], people: [SUSPENDED] });
    store.lock();
    const again = await unlock(one);
    expect(await misfitsOf(again)).toHaveLength(4);
    expect(await again.doubts()).toEqual({ records: ['erased'], people: [SUSPENDED] });
    await again.acceptDoubts(13);
    await backupOf(again, PASSPHRASE);
  });

  it('doubts somebody who is missing until they are stored anew or the administrator accepts it', async () => {
    await restore(one, one.last);
    await remove('subjects', NEWEST);
    const store = await unlock(one);
    expect(await store.doubts()).toEqual({ records: [], people: [NEWEST] });
    await store.saveSubject(person(31), 'enrolled', 11);
    expect(await store.doubts()).toEqual({ records: [], people: [] });
  });

  it('erases nobody by the consent of an old record', async () => {
    const { store, storage, databaseName } = await freshStore();
    const short = { ...consent, retainUntilMs: 50 };
    await store.saveSubject(makeSubject(1, { consent: short }), 'enrolled', 2);
    const old = recordOf(await dump(databaseName), 'subjects', SUSPENDED);
    await store.saveSubject(person(1), 'reenrolled', 3);
    store.lock();
    await withRaw(databaseName, (raw) => raw.put('subjects', old));
    const again = await unlock({ storage }, 4);
    expect(await again.eraseExpired(60)).toEqual([]);
    expect((await subjectsOf(again)).subjects.map(({ id }) => id)).toEqual([SUSPENDED]);
    await again.acceptDoubts(61);
    expect(await again.eraseExpired(62)).toEqual([SUSPENDED]);
  });

  it('lets hours of before open for nobody, and takes them where an administrator accepts them', async () => {
    await restore(one, one.last);
    await putBack('state', 'siteRules');
    const store = await unlock(one);
    await refusal(store.siteRules(), 'tampered');
    await store.acceptDoubts(11);
    expect(await store.siteRules()).toEqual(DEFAULT_SITE_RULES);
  });

  it.each(['clock', 'recordSet'])('leaves the time where it was once %s is removed', async (key) => {
    await restore(one, one.last);
    await withRaw(one.databaseName, async (raw) => {
      // The newest entry is of an earlier moment than the latest one in the log.
      const store = await unlock(one);
      await store.appendAudit({ kind: 'locked' }, 11);
      store.lock();
      await raw.delete('state', key);
    });
    const store = await unlock(one);
    expect(await store.latestMs()).toBe(80 * DAY_MS);
  });

  it('names a change that was made behind the open kiosk’s back once it is unlocked next', async () => {
    await restore(one, one.last);
    const store = await unlock(one);
    await putBack('state', 'settings');
    await putBack('subjects', SUSPENDED);
    await store.changeSettings({ showLandmarks: true }, 11);
    await store.changeSubject(SUSPENDED, { name: 'Renamed' }, 11);
    store.lock();
    const again = await unlock(one);
    expect(await again.doubts()).toEqual({ records: ['settings'], people: [SUSPENDED] });
  });
});

describe('a credential that was put back', () => {
  it('opens nothing, and the log says so; the present one opens', async () => {
    const one = await kiosk();
    const operator = recordOf(one.before, 'keys', 'operator');
    await withRaw(one.databaseName, (raw) => raw.put('keys', operator, 'operator'));
    await refusal(one.storage.unlock(OPERATOR, 90), 'oldCredential');
    const store = await unlock(one);
    await refusal(store.authorise(OPERATOR, 91), 'oldCredential');
    expect(await misfitsOf(store)).toEqual(Array(3).fill({ record: 'keys/operator', missing: false }));
    const administrator = await store.authorise(PASSPHRASE, 92);
    await store.changeCredentials(administrator, { kind: 'removeOperator' }, 92);
    expect(await store.doubts()).toEqual({ records: [], people: [] });
  });
});

describe('a change that is cut off', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])('at its write number %d looks like none', async (number) => {
    const { store, storage, databaseName } = await freshStore();
    await store.saveSubject(person(1), 'enrolled', 2);
    const before = await dump(databaseName);
    const real = Reflect.get(IDBObjectStore.prototype, 'put');
    let calls = 0;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...rest) {
      const request = real.apply(this, rest);
      calls += 1;
      if (calls === number) this.transaction.abort();
      return request;
    });
    await refusal(store.changeSubject(SUSPENDED, { suspendedAtMs: 3 }, 3), 'unavailable');
    vi.restoreAllMocks();
    expect(calls).toBeGreaterThanOrEqual(number);
    expect(await dump(databaseName)).toEqual(before);
    store.lock();
    expect(await (await unlock({ storage }, 4)).doubts()).toEqual({ records: [], people: [] });
  });
});
