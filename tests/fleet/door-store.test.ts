import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import { FLEET_TEXT_VERSION } from '../../src/core/site/consent-text.ts';
import type { Subject } from '../../src/core/template/types.ts';
import { openDoorStore, type ProductDoorStore } from '../../src/fleet/door-store.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { backupOf, dump, freshStore, PASSPHRASE, subjectsOf, withRaw } from '../storage/support.ts';

const NOW_MS = Date.UTC(2026, 10, 30, 12);
const HUB = 'hub-of-today';
const DIMENSION = 192;

interface Door {
  /** By the hub's clock; null before it told its time. */
  hubNowMs: number | null;
  readonly store: OpenStore;
  readonly databaseName: string;
  readonly door: ProductDoorStore;
  nowMs: number;
}

let devices = 0;

async function freshDoor(mayEnrol = true): Promise<Door> {
  const { store, databaseName } = await freshStore();
  devices += 1;
  const door: { nowMs: number; hubNowMs: number | null } = { nowMs: NOW_MS, hubNowMs: NOW_MS };
  const options = {
    device: `d${devices}`,
    mayEnrol,
    nowMs: () => door.nowMs,
    hubNowMs: () => door.hubNowMs,
    crypto,
  };
  return Object.assign(door, {
    store,
    databaseName,
    door: await openDoorStore({ records: store, ...options }),
  });
}

function person(seed: number, change: Partial<Subject> = {}): Subject {
  const vector = (row: number): Float32Array => {
    const values = Float32Array.from({ length: DIMENSION }, (_, at) =>
      Math.sin(seed * 7.1 + row * 3.3 + at * 1.7),
    );
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  return {
    id: crypto.randomUUID(),
    name: `Person ${seed}`,
    badge: String(1_000 + seed),
    consent: {
      textVersion: `${FLEET_TEXT_VERSION.face}/en`,
      givenAtMs: NOW_MS - 1_000,
      retainUntilMs: NOW_MS + 90 * 86_400_000,
    },
    enrolledAtMs: NOW_MS - 1_000,
    meanQuality: 0.8,
    skippedViews: [],
    suspendedAtMs: null,
    schedule: null,
    entryRule: 'face',
    accommodations: [],
    template: { modelSha256: 'ab'.repeat(32), dimension: DIMENSION, embeddings: [vector(0), vector(1)] },
    pin: null,
    ...change,
  };
}

/** A hub that keeps each person's last record, and does not merge. */
class Hub {
  revision = 0;
  readonly people = new Map<string, Parameters<ProductDoorStore['takeIn']>[0][number]>();

  async collect(from: ProductDoorStore): Promise<number> {
    const waiting = await from.unsent(1_000);
    for (const { id, person: sent } of waiting) {
      this.revision += 1;
      this.people.set(id, { id, revision: this.revision, person: sent });
      await from.sent([{ id, registers: sent.registers, revision: this.revision }]);
    }
    return waiting.length;
  }

  async tell(to: ProductDoorStore): Promise<void> {
    await to.takeIn([...this.people.values()], { hub: HUB, revision: this.revision, hubMs: 0, refused: [] });
    await to.listRead();
  }

  /** Doors read, send what is theirs, and read again what came of it. */
  async settle(...doors: readonly Door[]): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      for (const { door } of doors) {
        await this.tell(door);
        await this.collect(door);
      }
    }
  }
}

const names = async ({ store }: Door): Promise<readonly string[]> =>
  (await subjectsOf(store)).subjects.map(({ name }) => name).sort();

/** Two doors that may enrol; one has enrolled somebody, and the other has heard. */
async function doorsThatKnowAnn() {
  const [a, b, hub, ann] = [await freshDoor(), await freshDoor(), new Hub(), person(1)];
  await hub.settle(a, b);
  await a.store.saveSubject(ann, 'enrolled', NOW_MS);
  await a.door.note([ann.id]);
  await hub.settle(a, b);
  return { a, b, hub, ann };
}

describe('a door of a fleet', () => {
  test('tells of whom it enrols; another door stores them, and both have one digest', async () => {
    const [a, b, hub] = [await freshDoor(), await freshDoor(), new Hub()];
    await hub.settle(a, b);
    const ann = person(1);
    await a.store.saveSubject(ann, 'enrolled', NOW_MS);
    await a.door.note([ann.id]);
    await hub.settle(a, b);
    const [{ template, ...rest }] = (await subjectsOf(b.store)).subjects;
    const { template: sent, ...expected } = person(1, { id: ann.id });
    expect(rest).toEqual(expected);
    template?.embeddings.forEach((row, at) => {
      const cosine = row.reduce((sum, value, column) => sum + value * (sent?.embeddings[at][column] ?? 0), 0);
      expect(cosine).toBeGreaterThan(0.99999);
    });
    expect(await a.door.facts()).toEqual(await b.door.facts());
    expect(await a.door.facts()).toMatchObject({ people: 1, unsent: 0 });
  });

  test('both keep what two operators changed of one person meanwhile', async () => {
    const { a, b, hub, ann } = await doorsThatKnowAnn();
    a.nowMs += 1_000;
    b.nowMs += 2_000;
    await a.store.changeSubject(ann.id, { suspendedAtMs: a.nowMs }, a.nowMs);
    await a.door.note([ann.id]);
    await b.store.changeSubject(ann.id, { name: 'Anna' }, b.nowMs);
    await b.door.note([ann.id]);
    await hub.settle(a, b);
    for (const { store } of [a, b]) {
      expect((await subjectsOf(store)).subjects).toMatchObject([
        { name: 'Anna', suspendedAtMs: NOW_MS + 1_000 },
      ]);
    }
    expect((await a.door.facts()).digest).toBe((await b.door.facts()).digest);
  });

  test('the schedule goes with the person, and a door that never heard of one takes none away', async () => {
    const { a, b, hub, ann } = await doorsThatKnowAnn();
    const schedules = async ({ store }: Door) =>
      (await subjectsOf(store)).subjects.map(({ schedule }) => schedule);
    // As an earlier door has written it.
    expect(hub.people.get(ann.id)?.person.registers.fields).not.toHaveProperty('schedule');
    a.nowMs += 1_000;
    await a.store.changeSubject(ann.id, { schedule: 'night' }, a.nowMs);
    await a.door.note([ann.id]);
    b.nowMs += 2_000;
    await b.store.changeSubject(ann.id, { name: 'Anna' }, b.nowMs);
    await b.door.note([ann.id]);
    await hub.settle(a, b);
    expect([await schedules(a), await schedules(b), await names(a)]).toEqual([
      ['night'],
      ['night'],
      ['Anna'],
    ]);
    b.nowMs += 3_000;
    await b.store.changeSubject(ann.id, { schedule: null }, b.nowMs);
    await b.door.note([ann.id]);
    await hub.settle(a, b);
    expect([await schedules(a), await schedules(b)]).toEqual([[null], [null]]);
    expect((await a.store.auditEntries()).map(({ event }) => event)).toContainEqual({
      kind: 'scheduled',
      subjectId: ann.id,
    });
  });

  test('an edit that was made long ago, offline, does not win over a later one', async () => {
    const { a, b, hub, ann } = await doorsThatKnowAnn();
    const DAY_MS = 86_400_000;
    b.nowMs += DAY_MS;
    await b.store.changeSubject(ann.id, { name: 'Early' }, b.nowMs);
    await b.door.note([ann.id]);
    a.nowMs += 2 * DAY_MS;
    await a.store.changeSubject(ann.id, { name: 'Late' }, a.nowMs);
    await a.door.note([ann.id]);
    await hub.settle(a);
    b.nowMs += 29 * DAY_MS;
    await hub.settle(b, a);
    expect([await names(a), await names(b)]).toEqual([['Late'], ['Late']]);
  });

  test('an erasure reaches the other door, and no backup of before brings anybody back', async () => {
    const { a, b, hub, ann } = await doorsThatKnowAnn();
    const backup = await backupOf(b.store, PASSPHRASE);
    await a.store.eraseSubject(ann.id, NOW_MS);
    await a.door.note([ann.id]);
    await hub.settle(a, b);
    expect([await names(a), await names(b)]).toEqual([[], []]);
    await b.store.importBackup(backup, PASSPHRASE, NOW_MS, (found) => {
      expect([...found.erasedIds]).toEqual([ann.id]);
      return Promise.resolve({ subjects: found.subjects, renamed: new Map(), asked: [], lookAlikes: null });
    });
    expect(await names(b)).toEqual([ann.name]);
    await b.door.note();
    await hub.settle(a, b);
    expect([await names(a), await names(b)]).toEqual([[], []]);
    expect((await a.door.facts()).digest).toBe((await b.door.facts()).digest);
  });

  test('a hub that was put back gets back who it lost, and brings nobody back', async () => {
    const [a, b, hub] = [await freshDoor(), await freshDoor(false), new Hub()];
    await hub.settle(a, b);
    const [ann, bo, cy] = [person(1), person(2), person(3)];
    for (const one of [ann, bo]) await a.store.saveSubject(one, 'enrolled', NOW_MS);
    await a.door.note();
    await hub.settle(a, b);
    const yesterday = new Map(hub.people);
    await a.store.saveSubject(cy, 'enrolled', NOW_MS);
    await a.store.eraseSubject(bo.id, NOW_MS);
    await a.door.note();
    await hub.settle(a, b);
    const before = await a.door.facts();
    hub.people.clear();
    for (const [id, one] of yesterday) hub.people.set(id, one);
    await hub.tell(a.door);
    await a.door.notOnList(new Set(yesterday.keys()));
    await hub.tell(b.door);
    await b.door.notOnList(new Set(yesterday.keys()));
    expect(await names(b)).toEqual([ann.name, cy.name]);
    await hub.settle(a, b);
    expect([await names(a), await names(b)]).toEqual([await names(b), [ann.name, cy.name]]);
    expect([...hub.people.keys()].sort()).toEqual([ann.id, bo.id, cy.id].sort());
    expect((await a.door.facts()).digest).toBe(before.digest);
  });

  test('whoever agreed to the text of one door stays on that door until they agree anew', async () => {
    const [a, b, hub] = [await freshDoor(), await freshDoor(), new Hub()];
    const ann = person(1);
    const consent = { ...ann.consent, textVersion: '2026-11-30+365d/en' };
    await a.store.saveSubject({ ...ann, consent }, 'enrolled', NOW_MS);
    await hub.settle(a, b);
    await a.door.note();
    await hub.settle(a, b);
    expect([await names(a), await names(b)]).toEqual([[ann.name], []]);
    await a.store.saveSubject(person(1, { id: ann.id }), 'reenrolled', NOW_MS);
    await a.door.note([ann.id]);
    await hub.settle(a, b);
    expect(await names(b)).toEqual([ann.name]);
  });

  const restarted = (store: OpenStore): Promise<ProductDoorStore> =>
    openDoorStore({
      ...{ records: store, device: 'd-again', mayEnrol: true, crypto },
      ...{ nowMs: () => NOW_MS, hubNowMs: () => NOW_MS },
    });

  test('what it read and noted is there after a restart', async () => {
    const [a, b, hub] = [await freshDoor(), await freshDoor(), new Hub()];
    await hub.settle(a, b);
    for (const seed of [1, 2, 3]) await a.store.saveSubject(person(seed), 'enrolled', NOW_MS);
    await a.door.note();
    await hub.settle(a, b);
    const again = await restarted(a.store);
    expect(await again.facts()).toEqual(await a.door.facts());
    expect(await again.cursor()).toEqual(await a.door.cursor());
    expect(await again.unsent(10)).toEqual([]);
  });

  test('where somebody puts an old block back, the hub is asked anew, and nothing old is told as new', async () => {
    const [a, b, hub] = [await freshDoor(), await freshDoor(), new Hub()];
    const ann = person(1);
    await hub.settle(a, b);
    await a.store.saveSubject(ann, 'enrolled', NOW_MS);
    await a.door.note();
    const rows = (): Promise<{ key: unknown; value: unknown }[]> =>
      dump(a.databaseName).then(({ index }) => index.filter(({ key }) => String(key).startsWith('fleet/')));
    const old = await rows();
    await hub.settle(a, b);
    await b.store.changeSubject(ann.id, { suspendedAtMs: NOW_MS }, NOW_MS);
    await b.door.note();
    await hub.settle(a, b);
    await withRaw(a.databaseName, async (database) => {
      for (const { key, value } of old) await database.put('index', value, String(key));
    });
    const again = await restarted(a.store);
    expect((await again.cursor())?.hub).toBe('');
    await hub.tell(again);
    expect(await hub.collect(again)).toBe(0);
    expect((await again.facts()).digest).toBe((await b.door.facts()).digest);
    expect((await subjectsOf(a.store)).subjects).toMatchObject([{ suspendedAtMs: NOW_MS }]);
  });

  test.each([NOW_MS, null])(
    'a door whose clock is years ahead erases nobody elsewhere (hub %s)',
    async (hubNowMs) => {
      const [a, b, hub] = [await freshDoor(), await freshDoor(), new Hub()];
      const ann = person(1);
      await hub.settle(a, b);
      await a.store.saveSubject(ann, 'enrolled', NOW_MS);
      await a.door.note();
      await hub.settle(a, b);
      a.nowMs += 3 * 365 * 86_400_000;
      a.hubNowMs = hubNowMs;
      expect(await a.store.eraseExpired(a.nowMs)).toEqual([ann.id]);
      await a.door.note();
      await hub.settle(a, b);
      expect([await names(a), await names(b)]).toEqual([[], [ann.name]]);
      // Once its clock is right it reads everybody anew.
      const again = await restarted(a.store);
      expect((await again.cursor())?.hub).toBe('');
      await hub.tell(again);
      expect(await names(a)).toEqual([ann.name]);
    },
  );

  test('whose consent has run out by the hub’s clock too is erased everywhere', async () => {
    const [a, b, hub] = [await freshDoor(), await freshDoor(), new Hub()];
    await hub.settle(a, b);
    await a.store.saveSubject(person(1), 'enrolled', NOW_MS);
    await a.door.note();
    await hub.settle(a, b);
    a.nowMs = a.hubNowMs = NOW_MS + 91 * 86_400_000;
    await a.store.eraseExpired(a.nowMs);
    await a.door.note();
    await hub.settle(a, b);
    expect(await names(b)).toEqual([]);
  });

  test('a door that may not enrol sends nothing and notes nothing', async () => {
    const [a, b, hub] = [await freshDoor(), await freshDoor(false), new Hub()];
    const ann = person(1);
    await hub.settle(a, b);
    await a.store.saveSubject(ann, 'enrolled', NOW_MS);
    await a.door.note();
    await hub.settle(a, b);
    await b.store.changeSubject(ann.id, { name: 'Eve' }, NOW_MS);
    await b.store.saveSubject(person(2), 'enrolled', NOW_MS);
    await b.door.note();
    expect(await b.door.unsent(10)).toEqual([]);
    expect((await a.door.facts()).digest).toBe((await b.door.facts()).digest);
  });
});
