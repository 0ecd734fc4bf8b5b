/** @file The hub posts the heads of the doors' logs, as the site has signed them, to a real server outside. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findNats } from '../../../scripts/lib/hub/find-nats.ts';
import { HeadPublisher, readReceiver } from '../../../scripts/lib/hub/head-publisher.ts';
import { startTestSite } from '../../../scripts/lib/hub/test-site.ts';
import { lostBetween, readHeads } from '../../../scripts/lib/hub/verify-head.ts';
import { PublishedHeads } from '../../../src/console/site/published-heads.ts';
import { signHeads } from '../../../src/console/site/receipts.ts';
import { signFile } from '../../../src/fleet/signed-file.ts';
import { makeTestSite, type TestSite } from './claims.ts';

const DEVICE = '0b0f7a52-6a0e-4a43-9f39-1c6e4f1f2a10';
const BACK_OFF = { firstMs: 5, mostMs: 20 };
const DAY_MS = 86_400_000;

interface Receiver {
  readonly url: string;
  readonly got: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** The statuses of the next answers; 204 when there is none. */
  readonly statuses: number[];
  readonly server: Server;
}

let folder: string;
let file: string;
let site: TestSite;
let other: TestSite;
let receiver: Receiver;
const said: string[] = [];
const open: HeadPublisher[] = [];

beforeAll(async () => {
  [site, other] = [await makeTestSite(), await makeTestSite()];
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegate-heads-'));
  file = join(folder, 'heads.json');
  receiver = await receive();
  said.length = 0;
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((publisher) => publisher.close()));
  await new Promise((resolve) => receiver.server.close(resolve));
  await rm(folder, { recursive: true });
});

async function receive(): Promise<Receiver> {
  const got: Receiver['got'] = [];
  const statuses: number[] = [];
  const server = createServer((req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (part: string) => (body += part));
    req.on('end', () => {
      got.push({ headers: req.headers, body });
      res.writeHead(statuses.shift() ?? 204, { Connection: 'close' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}/heads?token=secret`, got, statuses, server };
}

/** As a console signs them for the hub: without names. */
function headsAt(madeAtMs: number, index = 4, by = site): Promise<string> {
  const facts = { siteId: 'a1b2c3', siteName: 'Museum', siteKey: site.claims.siteKey };
  const heads = [{ device: DEVICE, index, hash: 'ab'.repeat(32) }];
  const keys = { writer: { name: 'site', signingKey: by.signing.privateKey } };
  return signHeads(facts, heads, { madeAtMs, named: false }, keys as never, crypto);
}

async function publisher(): Promise<HeadPublisher> {
  const options = { url: receiver.url, file, say: (sentence: string) => void said.push(sentence) };
  const made = await HeadPublisher.open({ ...options, backOff: BACK_OFF }, site.claims.siteKey);
  open.push(made);
  return made;
}

describe('the publisher of heads', () => {
  it('posts what the site has signed, and anybody can check it', async () => {
    const one = await publisher();
    expect(await one.take(await headsAt(DAY_MS), site.claims.siteKey)).toBe('taken');
    const [{ body, headers }] = receiver.got;
    expect(headers['content-type']).toBe('application/json');
    expect(headers['idempotency-key']).toMatch(/^[0-9a-f]{64}$/);
    const heads = await readHeads(body, site.claims.siteKey);
    expect(heads?.heads).toEqual([{ device: DEVICE, index: 4, hash: 'ab'.repeat(32) }]);
    // Names tell places.
    expect(body).not.toContain('Museum');
    expect(one.state).toMatchObject({ publishes: true, madeAt: heads?.madeAt, trouble: null });
    expect(one.state.publishedAt).not.toBeNull();

    expect(await one.take(await headsAt(2 * DAY_MS, 2), site.claims.siteKey)).toBe('taken');
    const later = await readHeads(receiver.got[1].body);
    expect(lostBetween(heads!, later!)).toEqual([`${DEVICE}: its log ended at 4 and now ends at 2.`]);
  });

  it('posts nothing that another has signed, and nothing older', async () => {
    const one = await publisher();
    const { siteKey } = site.claims;
    expect(await one.take(await headsAt(DAY_MS, 4, other), siteKey)).toBe('unsigned');
    const alike = await signFile('facegate-fleet-erasure', {}, site.signing.privateKey, crypto);
    expect(await one.take(alike, siteKey)).toBe('unsigned');
    expect(await one.take('{}', siteKey)).toBe('unsigned');
    expect(receiver.got).toEqual([]);
    await one.take(await headsAt(DAY_MS), siteKey);
    expect(await one.take(await headsAt(DAY_MS - 1), siteKey)).toBe('older');
    expect(receiver.got).toHaveLength(1);
  });

  it('tries until the receiver has answered, says so once, and under one key', async () => {
    receiver.statuses.push(503, 503, 429);
    const one = await publisher();
    await one.take(await headsAt(DAY_MS), site.claims.siteKey);
    await expect.poll(() => one.state.publishedAt).not.toBeNull();
    expect(new Set(receiver.got.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(receiver.got).toHaveLength(4);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('does not answer');
  });

  it('gives up what was refused, a redirect too, and posts the next', async () => {
    receiver.statuses.push(410, 302);
    const one = await publisher();
    for (const day of [1, 2]) {
      await one.take(await headsAt(day * DAY_MS), site.claims.siteKey);
      expect(one.state).toMatchObject({ publishedAt: null, trouble: 'refused' });
    }
    await one.take(await headsAt(3 * DAY_MS), site.claims.siteKey);
    expect(one.state).toMatchObject({ madeAt: new Date(3 * DAY_MS).toISOString(), trouble: null });
    expect(receiver.got).toHaveLength(3);
  });

  it('posts after a restart what was kept, and nothing that was altered there', async () => {
    receiver.statuses.push(...Array<number>(1_000).fill(503));
    const before = await publisher();
    await before.take(await headsAt(DAY_MS), site.claims.siteKey);
    expect(before.state.trouble).toBe('unreachable');
    await before.close();
    receiver.statuses.length = 0;
    const after = await publisher();
    await expect.poll(() => after.state.publishedAt).not.toBeNull();
    expect(receiver.got.at(-1)?.body).toBe(await readFile(file, 'utf8'));
    await after.close();
    await writeFile(file, await headsAt(DAY_MS, 9, other));
    expect((await publisher()).state.madeAt).toBeNull();
  });

  it('goes to HTTPS alone, or to this machine', () => {
    expect(readReceiver('https://heads.example/in?to=1')).toBe('https://heads.example/in?to=1');
    expect(readReceiver('http://localhost:8080/')).toBe('http://localhost:8080/');
    for (const text of [
      'http://heads.example/',
      'heads.example',
      'wss://heads.example',
      'https://a:b@heads.example',
    ])
      expect(() => readReceiver(text)).toThrow('plain http is for localhost only');
  });
});

describe.skipIf(findNats() === null)('a hub', () => {
  it('publishes for its site’s console once a day and when asked, and for nobody else', async () => {
    await writeFile(join(folder, 'index.html'), '');
    const data = join(folder, 'data');
    const pages = { dist: folder, folder: data };
    const bare = await startTestSite(pages);
    const of = (url: string, nowMs: () => number, by = site) =>
      new PublishedHeads({ address: `${url}hub/heads`, nowMs, sign: () => headsAt(nowMs(), 4, by) });
    try {
      await bare.hub.setUp(site.claims);
      const none = of(bare.url, () => DAY_MS);
      await none.read();
      expect(none.state).toMatchObject({ publishes: false });
      await expect(none.publish()).rejects.toThrow('did not take');
    } finally {
      await bare.stop();
    }

    const running = await startTestSite({ ...pages, publishHeads: receiver.url });
    const closing = new AbortController();
    try {
      let nowMs = 10 * DAY_MS;
      const console = of(running.url, () => nowMs);
      const told = (): Promise<unknown> =>
        new Promise((resolve) => console.addEventListener('change', resolve, { once: true }));
      const following = [console.follow(closing.signal)];
      await expect.poll(() => console.state?.publishedAt ?? null).not.toBeNull();
      expect(await readHeads(receiver.got[0].body, site.claims.siteKey)).not.toBeNull();
      expect(await readFile(join(data, 'heads.json'), 'utf8')).toBe(receiver.got[0].body);
      expect(JSON.stringify(console.state)).not.toContain('secret');

      // Another console of the site opens on the same day, and one on the next.
      nowMs += DAY_MS - 1;
      const heard = told();
      following.push(console.follow(closing.signal));
      await heard;
      expect(receiver.got).toHaveLength(1);
      nowMs += 1;
      following.push(console.follow(closing.signal));
      await expect.poll(() => receiver.got.length).toBe(2);
      nowMs += 1;
      await console.publish();
      expect(receiver.got).toHaveLength(3);

      await expect(of(running.url, () => nowMs + 1, other).publish()).rejects.toThrow('did not take');
      const { status } = await fetch(`${running.url}hub/heads`, {
        method: 'POST',
        body: 'x'.repeat(5_000_000),
      });
      expect(status).toBe(413);
      expect(receiver.got).toHaveLength(3);
      closing.abort();
      await Promise.all(following);
    } finally {
      closing.abort();
      await running.stop();
    }
  });
});
