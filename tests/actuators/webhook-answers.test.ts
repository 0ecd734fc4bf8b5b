/**
 * @file Every kind of answer about which docs/door-outputs.md makes a promise, from real servers: what the kiosk takes
 * it for, and how often it asks.
 */
import { createServer as createSecureServer } from 'node:https';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { ServerResponse } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type DoorOutcome,
  isSettled,
  type LateRecord,
  OPEN_WITHIN_MS,
} from '../../src/core/site/door-order.ts';
import { readAuthority } from '../../scripts/lib/site/authority.ts';
import { readCertificate } from '../../scripts/lib/site/certificate.ts';
import { LateRecords } from '../../src/actuators/late-records.ts';
import type { Clock, Grant, Outbox } from '../../src/actuators/types.ts';
import { signingKey } from '../../src/actuators/sign.ts';
import { Webhook } from '../../src/actuators/webhook.ts';
import { ReceivingServer, sampleReceiver } from './door-receiver.ts';
import { StretchedClock } from './stretched-clock.ts';
import { SECRET, WebhookServer } from './webhook-server.ts';

const DOOR = 'north gate';
const CONFIRMED: DoorOutcome = { kind: 'confirmed' };
const REFUSED: DoorOutcome = { kind: 'failed', reason: 'refused' };
const UNREACHABLE: DoorOutcome = { kind: 'failed', reason: 'unreachable' };
/** Longer than any machine takes. */
const LONG_MS = 25_000;

let server: WebhookServer;
let time: StretchedClock;
let kept: LateRecord[];
let shiftMs: number;
const webhooks: Webhook[] = [];

const clock: Clock = { wallMs: () => Date.now() + shiftMs, steadyMs: () => time.nowMs };
const outbox: Outbox = {
  records: () => Promise.resolve([...kept]),
  add: (record) => {
    kept.push(record);
    return Promise.resolve();
  },
  remove: (id) => {
    kept = kept.filter((record) => record.id !== id);
    return Promise.resolve();
  },
};

beforeEach(async () => {
  server = new WebhookServer();
  await server.start();
  time = new StretchedClock();
  kept = [];
  shiftMs = 0;
});
afterEach(async () => {
  for (const webhook of webhooks.splice(0)) webhook.late.stop();
  await server.stop();
  time.stop();
});

const KEY = await signingKey(SECRET);

function makeWebhook(url = server.url): Webhook {
  const webhook = new Webhook({
    target: () => ({ url, key: KEY }),
    telling: () => ({ door: DOOR, tellSubject: false }),
    outbox,
    clock,
    random: () => 0,
    keepMs: LONG_MS,
  });
  webhooks.push(webhook);
  return webhook;
}

function grant(withinMs = LONG_MS): Grant {
  return { subjectId: 'a', atMs: clock.wallMs(), untilMs: clock.steadyMs() + withinMs, test: false };
}

const order = (withinMs?: number) => makeWebhook().open(grant(withinMs));
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe('an order', () => {
  it('waits for a door that takes its time, and sends it nothing a second time', async () => {
    server.beforeAnswer = () => pause(2_300);
    expect(await order()).toEqual(CONFIRMED);
    expect(server.told).toHaveLength(1);
  });

  it.each([200, 201, 203, 204, 205, 206])('is confirmed by %i', async (status) => {
    server.answers = [status];
    expect(await order()).toEqual(CONFIRMED);
    expect(server.told).toHaveLength(1);
    expect(kept).toEqual([]);
  });

  const bodies: readonly [string, (res: ServerResponse) => void][] = [
    ['says no in its body', (res) => res.writeHead(200).end('{"opened":false}')],
    [
      'is no JSON, whatever it is called',
      (res) => res.writeHead(200, { 'Content-Type': 'application/json' }).end('<'),
    ],
    ['never ends', (res) => void res.writeHead(200).write('…')],
    [
      'breaks off',
      (res) => void res.writeHead(200, { 'Content-Length': '9' }).write('…', () => res.destroy()),
    ],
  ];
  it.each(bodies)('is confirmed by a status of 200 although the answer %s', async (_name, answer) => {
    server.answers = [answer];
    expect(await order()).toEqual(CONFIRMED);
    expect(server.told).toHaveLength(1);
  });

  it('is not confirmed by 202: the server has it and says nothing of the door', async () => {
    server.answers = [202];
    expect(await order()).toEqual({ kind: 'failed', reason: 'notConfirmed' });
    expect(server.told).toHaveLength(1);
    expect(kept).toHaveLength(1);
  });

  it.each([300, 301, 302, 303, 304, 307, 308])(
    'is given up at %i, and goes to no other address',
    async (status) => {
      server.answers = [status];
      expect(await order()).toEqual(REFUSED);
      expect(server.paths).toEqual(['/open']);
    },
  );

  it.each([400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 451])('is given up at %i', async (status) => {
    server.answers = [status];
    expect(await order()).toEqual(REFUSED);
    expect(server.told).toHaveLength(1);
    expect(kept).toHaveLength(1);
  });

  it.each([408, 425, 429, 500, 501, 502, 503, 504, 507])(
    'is tried again after %i, under the same key',
    async (status) => {
      server.answers = [status];
      expect(await order()).toEqual(CONFIRMED);
      expect(server.told).toHaveLength(2);
      expect(server.told[1]).toMatchObject({
        key: server.told[0].key,
        text: server.told[0].text,
        signed: true,
      });
    },
  );

  it('is tried again after a connection that broke', async () => {
    server.answers = [
      (res) => void res.socket?.resetAndDestroy(),
      (res) => void res.socket?.end('no HTTP at all\r\n'),
    ];
    expect(await order()).toEqual(CONFIRMED);
    expect(new Set(server.told.map(({ key }) => key)).size).toBe(1);
    expect(server.told).toHaveLength(3);
  });

  it('ends in time at a server that breaks off each time', async () => {
    server.answers = Array.from({ length: 50 }, () => (res) => void res.socket?.destroy());
    expect(await order(700)).toEqual(UNREACHABLE);
    expect(server.told.length).toBeGreaterThan(1);
    const told = server.told.length;
    await pause(300);
    expect(server.told).toHaveLength(told);
  });

  it('leaves a server alone for as long as it asks', async () => {
    const atMs: number[] = [];
    server.beforeAnswer = () => Promise.resolve(void atMs.push(performance.now()));
    server.answers = [(res) => res.writeHead(429, { 'Retry-After': '1' }).end()];
    expect(await order()).toEqual(CONFIRMED);
    expect(atMs[1] - atMs[0]).toBeGreaterThan(950);
  });

  it('is given up at once where the server asks for longer than the order holds', async () => {
    const later = new Date(Date.now() + 60_000).toUTCString();
    server.answers = [(res) => res.writeHead(503, { 'Retry-After': later }).end()];
    const startMs = time.nowMs;
    expect(await order(20_000)).toEqual(UNREACHABLE);
    expect(time.nowMs - startMs).toBeLessThan(10_000);
    expect(server.told).toHaveLength(1);
  });

  it('is over once its time is, whatever the server says then, and is told as a record', async () => {
    let answered: () => void = () => undefined;
    server.beforeAnswer = () => new Promise((resolve) => (answered = () => resolve()));
    const webhook = makeWebhook();
    expect(await webhook.open(grant(400))).toEqual(UNREACHABLE);
    answered();
    server.beforeAnswer = () => Promise.resolve();
    shiftMs = OPEN_WITHIN_MS + 2_000;
    webhook.late.start();
    await webhook.late.flush();
    expect(server.told.map(({ json }) => json.type)).toEqual(['open', 'record']);
    expect(server.told[1].json).toMatchObject({ door: DOOR, orderId: server.told[0].key });
    expect(kept).toEqual([]);
  });

  it('does not go to a server whose certificate nobody vouches for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tls-'));
    const { key, cert } = await readCertificate([], await readAuthority([], folder), folder);
    await rm(folder, { recursive: true });
    let asked = 0;
    const secure = createSecureServer({ key, cert }, (_req, res) => {
      asked += 1;
      res.end();
    });
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const { port } = secure.address() as AddressInfo;
    expect(await makeWebhook(`https://127.0.0.1:${String(port)}/`).open(grant(300))).toEqual(UNREACHABLE);
    expect(asked).toBe(0);
    await new Promise((resolve) => secure.close(resolve));
  });

  it('ends in time at an address that takes connections and never answers', async () => {
    const silent: Server = createServer((socket) => void socket.on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const startMs = time.nowMs;
    expect(await makeWebhook(`http://127.0.0.1:${String(port)}/`).open(grant(500))).toEqual(UNREACHABLE);
    expect(time.nowMs - startMs).toBeLessThan(1_500);
    silent.close();
  });
});

describe('a record', () => {
  /** @returns Whether it still waits after the server's answer. */
  async function waits(answer: WebhookServer['answers'][number]): Promise<boolean> {
    kept = [{ id: 'r', orderId: 'o', atMs: clock.wallMs() - 60_000, subjectId: null, test: false }];
    expect(isSettled(kept[0].atMs, clock.wallMs())).toBe(true);
    server.answers = [answer];
    const webhook = makeWebhook();
    webhook.late.start();
    await webhook.late.flush();
    webhook.late.stop();
    return kept.length > 0;
  }

  it.each([200, 201, 202, 204])('is told once it got %i', async (status) => {
    expect(await waits(status)).toBe(false);
  });

  it.each([302, 307, 401, 404, 409, 410, 429, 500, 503])('is kept for another time at %i', async (status) => {
    expect(await waits(status)).toBe(true);
  });

  it('is kept, with those behind it, where a server says nothing in time', async () => {
    const at = { orderId: 'o', atMs: clock.wallMs() - 60_000, subjectId: null, test: false };
    kept = [
      { ...at, id: 'first' },
      { ...at, id: 'second' },
    ];
    server.answers = [0];
    const late = new LateRecords({
      target: () => ({ url: server.url, key: KEY }),
      telling: () => ({ door: DOOR, tellSubject: false }),
      outbox,
      clock,
      random: () => 0,
      timeoutMs: 300,
    });
    late.start();
    await late.flush();
    expect(server.told.map(({ key }) => key)).toEqual(['first']);
    expect(kept).toHaveLength(2);
    await late.flush();
    late.stop();
    expect(server.told.map(({ key }) => key)).toEqual(['first', 'first', 'second']);
    expect(kept).toEqual([]);
  });

  it('leaves a server alone for as long as it asks, and an hour at most', async () => {
    const waitsMs: number[] = [];
    const timers = vi.spyOn(globalThis, 'setTimeout');
    await waits((res) => res.writeHead(503, { 'Retry-After': '1800' }).end());
    await waits((res) => res.writeHead(503, { 'Retry-After': '999999' }).end());
    waitsMs.push(...timers.mock.calls.map(([, ms]) => ms ?? 0).filter((ms) => ms >= 600_000));
    timers.mockRestore();
    expect(waitsMs).toEqual([1_800_000, 3_600_000]);
  });
});

describe('the receiver of the documentation', () => {
  let opened: number;
  /** What opening does. */
  let opens: () => Promise<void>;
  const sent: { headers: Record<string, string>; body: string }[] = [];

  beforeEach(() => {
    opened = 0;
    opens = () => Promise.resolve();
    sent.length = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const receiver = (name = DOOR) =>
    sampleReceiver({
      secret: SECRET,
      name,
      open: () => {
        opened += 1;
        return opens();
      },
    });

  /** What the kiosk sends now, as it goes over the wire. */
  async function capture(): Promise<{ headers: Record<string, string>; body: string }> {
    await order();
    const { timestamp, signature, text } = server.told.at(-1)!;
    return { headers: { 'facegate-timestamp': timestamp, 'facegate-signature': signature }, body: text };
  }

  it('opens for the kiosk’s order, and the kiosk waits for a slow door', async () => {
    const behind = await receiver();
    const front = await ReceivingServer.start(behind);
    opens = () => pause(300);
    expect(await makeWebhook(front.url).open(grant())).toEqual(CONFIRMED);
    expect([opened, front.statuses]).toEqual([1, [200]]);
    await front.stop();
  });

  it('opens once for an order that comes twice, even while the door is at it', async () => {
    const behind = await receiver();
    opens = () => pause(100);
    const { headers, body } = await capture();
    const statuses = [behind.receive(headers, body), behind.receive(headers, body)];
    expect(await Promise.all(statuses)).toEqual([200, 200]);
    expect(await behind.receive(headers, body)).toBe(200);
    expect(opened).toBe(1);
  });

  it('lets the kiosk try again after an opener that failed', async () => {
    const behind = await receiver();
    const front = await ReceivingServer.start(behind);
    opens = () => (opened === 1 ? Promise.reject(new Error('stuck')) : Promise.resolve());
    expect(await makeWebhook(front.url).open(grant())).toEqual(CONFIRMED);
    expect([opened, front.statuses]).toEqual([2, [503, 200]]);
    await front.stop();
  });

  it('does not follow an order for another door that has the same secret', async () => {
    const { headers, body } = await capture();
    expect(await (await receiver('south gate')).receive(headers, body)).toBe(403);
    expect(opened).toBe(0);
  });

  it.each<[string, (headers: Record<string, string>) => Record<string, string>, (body: string) => string]>([
    ['an altered door', (headers) => headers, (body) => body.replace(DOOR, 'south gate')],
    ['an altered end', (headers) => headers, (body) => body.replace(/"expiresAt":"20/, '"expiresAt":"21')],
    ['another time', (headers) => ({ ...headers, 'facegate-timestamp': '1' }), (body) => body],
    ['no signature', ({ 'facegate-timestamp': time }) => ({ 'facegate-timestamp': time }), (body) => body],
    ['a signature cut short', (headers) => ({ ...headers, 'facegate-signature': 'v1=ab' }), (body) => body],
  ])('refuses %s', async (_name, header, text) => {
    const { headers, body } = await capture();
    expect(await (await receiver()).receive(header(headers), text(body))).toBe(401);
    expect(opened).toBe(0);
  });

  it('refuses an order that is played again, by its end and then by its time', async () => {
    const { headers, body } = await capture();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + OPEN_WITHIN_MS + 1_000 });
    const behind = await receiver();
    expect(await behind.receive(headers, body)).toBe(410);
    vi.setSystemTime(Date.now() + 60_000);
    expect(await behind.receive(headers, body)).toBe(401);
    expect(opened).toBe(0);
  });

  it('opens for no record', async () => {
    kept = [{ id: 'r', orderId: 'o', atMs: Date.now() - 60_000, subjectId: null, test: false }];
    const front = await ReceivingServer.start(await receiver());
    const webhook = makeWebhook(front.url);
    webhook.late.start();
    await webhook.late.flush();
    expect([opened, front.statuses, kept]).toEqual([0, [204], []]);
    await front.stop();
  });

  it('forgets the keys of orders that are over, so that it does not grow with the visits', async () => {
    const behind = await receiver();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    for (let visits = 0; visits < 60; visits += 1) {
      const { headers, body } = await capture();
      expect(await behind.receive(headers, body)).toBe(200);
      vi.setSystemTime(Date.now() + 1_000);
    }
    expect(opened).toBe(60);
    expect(behind.followed.size).toBeLessThanOrEqual(OPEN_WITHIN_MS / 1_000 + 1);
  });
});
