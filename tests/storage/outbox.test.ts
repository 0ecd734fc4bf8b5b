/** @file What the webhook is still to be told: sealed, kept over a restart, bounded, and never lost in silence. */
import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { MAX_RECORDS, RECORD_MAX_AGE_MS } from '../../src/core/site/door-order.ts';
import type { LateRecord } from '../../src/core/site/door-order.ts';
import { DEFAULT_SETTINGS, parseSettings } from '../../src/storage/settings.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import { dump, freshStore, PASSPHRASE, withRaw } from './support.ts';

const SUBJECT = 'the-subject-of-the-test';

function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

function record(number: number, change: Partial<LateRecord> = {}): LateRecord {
  const atMs = 10_000 + number;
  return { id: uuid(number), orderId: uuid(number + 5_000), atMs, subjectId: null, test: false, ...change };
}

const dropped = async (store: OpenStore) =>
  (await store.auditEntries()).map(({ event }) => event).filter(({ kind }) => kind === 'doorRecordsDropped');

describe('the outbox', () => {
  it('keeps records in order, over a restart too', async () => {
    const { storage, store } = await freshStore();
    expect(await store.outboxRecords(20_000)).toEqual([]);
    const [first, second] = [record(1), record(2, { subjectId: SUBJECT })];
    await store.addToOutbox(first);
    await store.addToOutbox(second);
    store.lock();
    const again = await storage.unlock(PASSPHRASE, 2);
    expect(await again.outboxRecords(20_000)).toEqual([first, second]);
    await again.removeFromOutbox(first.id);
    await again.removeFromOutbox(uuid(99));
    expect(await again.outboxRecords(20_000)).toEqual([second]);
    expect(await dropped(again)).toEqual([]);
  });

  it('is sealed', async () => {
    const { store, databaseName } = await freshStore();
    await store.addToOutbox(record(1, { subjectId: SUBJECT }));
    const { state } = await dump(databaseName);
    const stored = state.find(({ key }) => key === 'outbox');
    expect(stored).toBeDefined();
    expect(new TextDecoder().decode((stored?.value as { ciphertext: Uint8Array }).ciphertext)).not.toContain(
      SUBJECT,
    );
  });

  it('drops what is too old, and logs how many with it', async () => {
    const { store } = await freshStore();
    for (const number of [1, 2, 3]) await store.addToOutbox(record(number));
    const nowMs = 10_002 + RECORD_MAX_AGE_MS;
    expect(await store.outboxRecords(nowMs)).toEqual([record(2), record(3)]);
    expect(await store.outboxRecords(nowMs)).toEqual([record(2), record(3)]);
    expect(await dropped(store)).toEqual([{ kind: 'doorRecordsDropped', records: 1 }]);
  });

  it('holds a bounded number and drops the oldest', async () => {
    const { store } = await freshStore();
    for (let number = 0; number < MAX_RECORDS + 2; number += 1) await store.addToOutbox(record(number));
    const kept = await store.outboxRecords(20_000);
    expect(kept).toHaveLength(MAX_RECORDS);
    expect(kept[0]).toEqual(record(2));
    expect(await dropped(store)).toHaveLength(2);
    expect((await store.verifyAudit()).intact).toBe(true);
  });

  it('loses nothing when several are added and removed at once', async () => {
    const { storage, store } = await freshStore();
    const other = await storage.unlock(PASSPHRASE, 2);
    await Promise.all([1, 2, 3, 4].map((number) => (number % 2 ? store : other).addToOutbox(record(number))));
    await Promise.all([store.removeFromOutbox(uuid(1)), other.addToOutbox(record(5))]);
    const ids = (await store.outboxRecords(20_000)).map(({ id }) => id);
    expect(new Set(ids)).toEqual(new Set([2, 3, 4, 5].map(uuid)));
  });

  it('begins anew when it was altered, and logs that', async () => {
    const { store, databaseName } = await freshStore();
    await store.addToOutbox(record(1));
    await withRaw(databaseName, async (database) => {
      // Sealed under the same key, but as something else.
      await database.put('state', await database.get('state', 'settings'), 'outbox');
    });
    expect(await store.outboxRecords(20_000)).toEqual([]);
    expect(await dropped(store)).toEqual([{ kind: 'doorRecordsDropped', records: null }]);
    await store.addToOutbox(record(2));
    expect(await store.outboxRecords(20_000)).toEqual([record(2)]);
  });
});

describe('settings of the door output', () => {
  it('have defaults, so that a kiosk that was set up before them goes on', () => {
    const all = Object.entries({ ...DEFAULT_SETTINGS, doorOutput: 'relay' });
    const older = Object.fromEntries(
      all.filter(
        ([field]) => !/^(webhook|mqtt|doorTells|doorName|relaySecret|relayKnown|kioskCode)/.test(field),
      ),
    );
    expect(all.length - Object.keys(older).length).toBe(12);
    expect(parseSettings(older)).toEqual({ ...DEFAULT_SETTINGS, doorOutput: 'relay' });
  });

  it('are sealed, and the log names fields only', async () => {
    const { store, databaseName } = await freshStore();
    await store.changeSettings({ webhookSecret: 'sixteen or more characters', mqttPassword: 'hush' }, 3);
    const everything = JSON.stringify(await dump(databaseName), (_key, value: unknown) =>
      value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
    );
    expect(everything).not.toContain('sixteen or more');
    const { event } = (await store.auditEntries()).at(-1)!;
    expect(event).toEqual({ kind: 'settings', changed: ['webhookSecret', 'mqttPassword'] });
  });

  it.each([
    { webhookUrl: 'http://door.example/open' },
    { webhookUrl: 'https://user:pass@door.example/' },
    { webhookUrl: 'wss://door.example' },
    { webhookUrl: 'javascript:alert(1)' },
    { webhookSecret: 'short' },
    { mqttSecret: 'short' },
    { relaySecret: 'short' },
    { doorName: '' },
    { doorName: 'a\nb' },
    { doorName: ' gate' },
    { mqttUrl: 'ws://broker.example' },
    { mqttUrl: 'https://broker.example' },
    { mqttTopic: '' },
    { mqttTopic: '#' },
    { mqttTopic: 'a/+/b' },
    { mqttTopic: '/a' },
    { mqttTopic: '$SYS/a' },
  ])('refuse %j', async (change) => {
    const { store } = await freshStore();
    await expect(store.changeSettings(change, 3)).rejects.toMatchObject({ code: 'invalid' });
  });

  it.each([
    { webhookUrl: 'https://door.example:8443/open?door=1' },
    { webhookUrl: 'http://localhost:9000/' },
    { webhookUrl: 'https://192.168.1.20/open' },
    { mqttUrl: 'wss://broker.example:8884/mqtt' },
    { mqttUrl: 'ws://127.0.0.1:9001' },
    { mqttTopic: 'site 1/door-2' },
    { doorName: 'Nord-Tor 2.1' },
    { webhookUrl: '', webhookSecret: '' },
  ])('take %j', async (change) => {
    const { store } = await freshStore();
    expect(await store.changeSettings(change, 3)).toMatchObject(change);
  });
});
