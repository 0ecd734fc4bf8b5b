import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HubWatch } from '../../src/kiosk/hub-watch.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { freshStorage, PASSPHRASE, withRaw } from '../storage/support.ts';
import { DEFAULT_SETTINGS } from '../../src/storage/settings.ts';

const DAY_MS = 86_400_000;
let store: OpenStore;
let databaseName: string;
let unlock: () => Promise<OpenStore>;
let days: number | null;
const now = { wallMs: 1e12, steadyMs: 0 };
let watches: HubWatch[];

beforeEach(async () => {
  const fresh = freshStorage();
  [databaseName, days, watches] = [fresh.databaseName, 3, []];
  unlock = () => fresh.storage.unlock(PASSPHRASE, now.wallMs);
  Object.assign(now, { wallMs: 1e12, steadyMs: 0 });
  store = await fresh.storage.initialise(PASSPHRASE, DEFAULT_SETTINGS, now.wallMs);
});

afterEach(() => {
  for (const watch of watches) watch.end();
});

async function watched(onChange = (): void => undefined): Promise<HubWatch> {
  const onError = (error: unknown): never => {
    throw error;
  };
  const read = () => ({ ...now });
  const watch = new HubWatch({ store, read, days: () => days, onChange, onError });
  watches.push(watch);
  await watch.begin();
  return watch;
}

/** Both clocks go on. */
function pass(passedDays: number): void {
  now.wallMs += passedDays * DAY_MS;
  now.steadyMs += passedDays * DAY_MS;
}

/** The page ends and begins again: its steady clock starts anew. */
async function restart(): Promise<void> {
  for (const watch of watches) watch.end();
  store.lock();
  now.steadyMs = 0;
  store = await unlock();
}

const told = async () =>
  (await store.auditEntries()).map(({ event }) => event).filter(({ kind }) => kind.startsWith('hub'));

it('asks for more once the hub was not heard for longer than allowed, logs that once, and goes back by itself', async () => {
  const onChange = vi.fn();
  const watch = await watched(onChange);
  watch.follow('up');
  pass(30);
  expect(watch.isOverdue).toBe(false);
  watch.follow('down');
  pass(3);
  expect(watch.isOverdue).toBe(false);
  pass(0.01);
  onChange.mockClear();
  await watch.look();
  await watch.look();
  expect([watch.isOverdue, onChange.mock.calls.length]).toEqual([true, 1]);
  expect(await told()).toEqual([{ kind: 'hubOverdue', days: 3 }]);
  await restart();
  const again = await watched();
  expect(again.isOverdue).toBe(true);
  again.follow('up');
  expect(again.isOverdue).toBe(false);
  await again.look();
  expect(await told()).toEqual([{ kind: 'hubOverdue', days: 3 }, { kind: 'hubInTime' }]);
});

it('never asks for more where nothing is decided', async () => {
  days = null;
  const watch = await watched();
  pass(10_000);
  await watch.look();
  expect([watch.isOverdue, await told()]).toEqual([false, []]);
});

it('counts over restarts, and a clock that is set back gives no more time', async () => {
  const watch = await watched();
  pass(1);
  await watch.look();
  now.wallMs -= 300 * DAY_MS;
  now.steadyMs += 1.5 * DAY_MS;
  await watch.look();
  expect(watch.isOverdue).toBe(false);
  await restart();
  const second = await watched();
  expect(second.awayMs).toBe(2.5 * DAY_MS);
  pass(0.6);
  expect(second.isOverdue).toBe(true);
  // The clock is right again: what has passed is not counted twice.
  now.wallMs += 300 * DAY_MS;
  expect(second.awayMs).toBeLessThan(5 * DAY_MS);
});

it('counts the time for which the device was off', async () => {
  const watch = await watched();
  pass(1);
  await watch.look();
  now.wallMs += 5 * DAY_MS;
  await restart();
  expect((await watched()).awayMs).toBe(6 * DAY_MS);
});

it.each(['removed', 'put back'])(
  'asks for more where the kept count was %s, until the hub is heard',
  async (how) => {
    const watch = await watched();
    const row: unknown = await withRaw<unknown>(databaseName, (database) =>
      database.get('state', 'fleetHub'),
    );
    pass(2);
    await watch.look();
    await restart();
    store.lock();
    await withRaw(databaseName, async (database) => {
      if (how === 'removed') await database.delete('state', 'fleetHub');
      else await database.put('state', row, 'fleetHub');
    });
    store = await unlock();
    const again = await watched();
    expect(again.isOverdue).toBe(true);
    again.follow('up');
    expect(again.isOverdue).toBe(false);
  },
);
