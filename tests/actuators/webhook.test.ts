/** @file The webhook against a real HTTP server: signature, retries, and above all that an order never arrives late. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LateRecords } from '../../src/actuators/late-records.ts';
import type { Clock, Grant, Outbox } from '../../src/actuators/types.ts';
import { signingKey } from '../../src/actuators/sign.ts';
import { Webhook } from '../../src/actuators/webhook.ts';
import { OPEN_WITHIN_MS, RECORD_MAX_AGE_MS } from '../../src/core/site/door-order.ts';
import type { OpenStore } from '../../src/storage/open-store.ts';
import type { Storage } from '../../src/storage/create-storage.ts';
import { freshStore, PASSPHRASE } from '../storage/support.ts';
import { StretchedClock } from './stretched-clock.ts';
import { SECRET, WebhookServer } from './webhook-server.ts';

const SUBJECT = '00000000-0000-4000-8000-000000000001';

let server: WebhookServer;
let storage: Storage;
let store: OpenStore;
/** How far the kiosk's clocks are moved on. */
let shiftMs: number;
let time: StretchedClock;
let tellSubject: boolean;
const DOOR = 'north gate';
const webhooks: Webhook[] = [];

const clock: Clock = {
  wallMs: () => Date.now() + shiftMs,
  steadyMs: () => time.nowMs + shiftMs,
};

beforeEach(async () => {
  server = new WebhookServer();
  await server.start();
  ({ storage, store } = await freshStore());
  shiftMs = 0;
  time = new StretchedClock();
  tellSubject = false;
});
afterEach(async () => {
  for (const webhook of webhooks.splice(0)) webhook.late.stop();
  store.lock();
  await server.stop();
  time.stop();
});

function outboxOf(open: OpenStore): Outbox {
  return {
    records: (nowMs) => open.outboxRecords(nowMs),
    add: (record) => open.addToOutbox(record),
    remove: (id) => open.removeFromOutbox(id),
  };
}

/** Longer than any machine takes. */
const LONG_MS = 25_000;

interface Change {
  readonly key?: CryptoKey;
  readonly outbox?: Outbox;
  readonly keepMs?: number;
}

const KEY = await signingKey(SECRET);

function makeWebhook({ key = KEY, outbox = outboxOf(store), keepMs = LONG_MS }: Change = {}): Webhook {
  const webhook = new Webhook({
    target: () => ({ url: server.url, key }),
    telling: () => ({ door: DOOR, tellSubject }),
    outbox,
    clock,
    random: () => 0,
    keepMs,
  });
  webhooks.push(webhook);
  return webhook;
}

function grant(change: Partial<Grant> = {}): Grant {
  return {
    subjectId: SUBJECT,
    atMs: clock.wallMs(),
    untilMs: clock.steadyMs() + LONG_MS,
    test: false,
    ...change,
  };
}

const shortly = (ms = 700) => grant({ untilMs: clock.steadyMs() + ms });
const outbox = () => store.outboxRecords(clock.wallMs());
const kinds = async () => (await store.auditEntries()).map(({ event }) => event);

/** Past the time in which an order could still be under way. */
function letTimePass(ms = OPEN_WITHIN_MS + 2_000): void {
  shiftMs += ms;
}

/** Begins the late records and sends those that are due, as after unlocking; then none goes out by itself. */
async function flush(webhook: Webhook): Promise<void> {
  webhook.late.start();
  await webhook.late.flush();
  webhook.late.stop();
}

describe('an order', () => {
  it('is signed, names nobody, and says when it ends', async () => {
    const asked = grant();
    const fromS = Math.floor(Date.now() / 1000);
    expect(await makeWebhook().open(asked)).toEqual({ kind: 'confirmed' });
    const untilS = Math.ceil(Date.now() / 1000);
    const [{ key, json, signed, timestamp }] = server.told;
    expect(signed).toBe(true);
    expect(Number(timestamp)).toBeGreaterThanOrEqual(fromS);
    expect(Number(timestamp)).toBeLessThanOrEqual(untilS);
    expect(key).toMatch(/^[0-9a-f-]{36}$/);
    expect(json).toEqual({
      version: 1,
      type: 'open',
      door: DOOR,
      id: key,
      at: new Date(asked.atMs).toISOString(),
      expiresAt: new Date(asked.atMs + OPEN_WITHIN_MS).toISOString(),
      test: false,
    });
    await expect.poll(outbox).toEqual([]);
  });

  it('names the subject’s id where the settings say so, and nobody in a try', async () => {
    tellSubject = true;
    await makeWebhook().open(grant());
    await makeWebhook().open(grant({ test: true, subjectId: '' }));
    expect(server.told.map(({ json }) => [json.subjectId, json.test])).toEqual([
      [SUBJECT, false],
      [undefined, true],
    ]);
  });

  it('has another signature under another secret', async () => {
    await makeWebhook({ key: await signingKey('not the secret of the door') }).open(grant());
    expect(server.told[0].signed).toBe(false);
  });

  it('is tried again under the same key while the server is in trouble', async () => {
    server.answers = [503, 429, 500];
    expect(await makeWebhook().open(grant())).toEqual({ kind: 'confirmed' });
    expect(server.told).toHaveLength(4);
    expect(new Set(server.told.map(({ key }) => key)).size).toBe(1);
    expect(new Set(server.told.map(({ text }) => text)).size).toBe(1);
    expect(server.told.every(({ signed }) => signed)).toBe(true);
  });

  it('ends in time when the server does not answer', async () => {
    server.answers = [0, 0, 0];
    const startMs = time.nowMs;
    expect(await makeWebhook().open(shortly())).toEqual({ kind: 'failed', reason: 'unreachable' });
    expect(time.nowMs - startMs).toBeLessThan(1_500);
  });

  it('is not sent at all once its time is over', async () => {
    expect(await makeWebhook().open(shortly(0))).toEqual({ kind: 'failed', reason: 'tooLate' });
    expect(server.told).toEqual([]);
  });

  it('opens the door although nothing can be stored, or the storage hangs', async () => {
    const add = () => Promise.reject(new Error('full'));
    const never = () => new Promise<never>(() => undefined);
    const broken = { ...outboxOf(store), add };
    const hanging = { ...outboxOf(store), add: never };
    expect(await makeWebhook({ outbox: broken }).open(grant())).toEqual({ kind: 'confirmed' });
    expect(await makeWebhook({ outbox: hanging, keepMs: 100 }).open(grant())).toEqual({ kind: 'confirmed' });
  });

  it('needs an address and a secret', async () => {
    const webhook = new Webhook({
      target: () => null,
      telling: () => ({ door: DOOR, tellSubject: false }),
      outbox: outboxOf(store),
      clock,
      random: () => 0,
    });
    expect(await webhook.open(grant())).toEqual({ kind: 'failed', reason: 'notSetUp' });
  });
});

describe('an order that was not confirmed', () => {
  it('is never sent again as an order, only told as a record', async () => {
    await server.stop();
    const webhook = makeWebhook();
    expect(await webhook.open(shortly())).toEqual({ kind: 'failed', reason: 'unreachable' });
    await server.start();
    letTimePass();
    await flush(webhook);
    expect(server.told).toHaveLength(1);
    const [{ json, signed }] = server.told;
    expect(signed).toBe(true);
    expect(json).toMatchObject({ type: 'record', late: true, door: DOOR, test: false });
    expect(json.expiresAt).toBeUndefined();
    expect(json.id).not.toBe(json.orderId);
    expect(await outbox()).toEqual([]);
    await flush(webhook);
    expect(server.told).toHaveLength(1);
  });

  it('names the order that the server may have got after all', async () => {
    server.answers = [202];
    const webhook = makeWebhook();
    await webhook.open(grant());
    letTimePass();
    await flush(webhook);
    const [order, record] = server.told;
    expect(record.json.orderId).toBe(order.key);
    expect(record.key).toBe(record.json.id);
    expect(record.key).not.toBe(order.key);
    expect(record.json.at).toBe(order.json.at);
  });

  it('is not told while its order may still be under way', async () => {
    server.answers = [401];
    const webhook = makeWebhook();
    await webhook.open(grant());
    await flush(webhook);
    expect(server.told.map(({ json }) => json.type)).toEqual(['open']);
    expect(await outbox()).toHaveLength(1);
  });

  it('is stored before the order goes out, so that a crash leaves a record and no order', async () => {
    let during: unknown;
    server.beforeAnswer = async () => {
      during ??= await store.outboxRecords(clock.wallMs());
    };
    const slow = outboxOf(store);
    const add: Outbox['add'] = async (record) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return slow.add(record);
    };
    await makeWebhook({ outbox: { ...slow, add } }).open(grant());
    expect(during).toMatchObject([{ orderId: server.told[0].key, subjectId: null, test: false }]);
  });

  it('survives a restart, and keeps its key over retries', async () => {
    tellSubject = true;
    await server.stop();
    const before = makeWebhook();
    await before.open(shortly(400));
    const [kept] = await outbox();
    before.late.stop();
    store.lock();

    store = await storage.unlock(PASSPHRASE, clock.wallMs());
    await server.start();
    server.answers = [503];
    letTimePass();
    const after = makeWebhook();
    await flush(after);
    await flush(after);
    expect(server.told.map(({ key }) => key)).toEqual([kept.id, kept.id]);
    expect(server.told.every(({ json }) => json.type === 'record' && json.subjectId === SUBJECT)).toBe(true);
    expect(await outbox()).toEqual([]);
  });

  it('does not name a subject whom the settings no longer let be named', async () => {
    tellSubject = true;
    server.answers = [401];
    const webhook = makeWebhook();
    await webhook.open(grant());
    tellSubject = false;
    letTimePass();
    await flush(webhook);
    expect(server.told[1].json).not.toHaveProperty('subjectId');
  });

  it('is dropped after a day, and the log says so', async () => {
    await server.stop();
    const webhook = makeWebhook();
    await webhook.open(shortly(300));
    await webhook.open(shortly(300));
    await server.start();
    letTimePass(RECORD_MAX_AGE_MS + 1_000);
    await flush(webhook);
    expect(server.told).toEqual([]);
    expect((await kinds()).at(-1)).toEqual({ kind: 'doorRecordsDropped', records: 2 });
  });

  it('does not hold up the others when it is refused, but does when nobody answers', async () => {
    server.answers = [401, 401];
    const webhook = makeWebhook();
    await webhook.open(grant());
    await webhook.open(grant());
    letTimePass();
    server.answers = [422];
    await flush(webhook);
    expect(server.told).toHaveLength(4);
    expect(await outbox()).toHaveLength(1);
    server.answers = [401];
    await webhook.open(grant());
    letTimePass();
    server.answers = [503];
    await flush(webhook);
    expect(server.told).toHaveLength(6);
    expect(await outbox()).toHaveLength(2);
  });
});

describe('LateRecords', () => {
  it('tries again by itself, later each time, until all is told', async () => {
    await server.stop();
    await makeWebhook().open(shortly(300));
    await server.start();
    letTimePass();
    server.answers = [503, 503];
    const late = new LateRecords({
      target: () => ({ url: server.url, key: KEY }),
      telling: () => ({ door: DOOR, tellSubject: false }),
      outbox: outboxOf(store),
      clock,
      random: () => 0,
      backOff: { firstMs: 40, mostMs: 100 },
    });
    late.start();
    await expect.poll(() => server.told.length).toBe(3);
    await expect.poll(outbox).toEqual([]);
    late.stop();
  });
});
