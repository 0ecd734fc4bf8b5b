/** @file A whole hub before a browser: set up once, one origin for pages and link, its figures, and what it refuses. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { Kvm } from '@nats-io/kv';
import { type NatsConnection, wsconnect } from '@nats-io/nats-core';
import { jwtAuthenticator } from '@nats-io/transport-node';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { findNats } from '../../../scripts/lib/hub/find-nats.ts';
import { Hub } from '../../../scripts/lib/hub/hub.ts';
import type { SiteClaims } from '../../../scripts/lib/hub/site-claims.ts';
import { type Certificate, readAuthority } from '../../../scripts/lib/site/authority.ts';
import { readCertificate } from '../../../scripts/lib/site/certificate.ts';
import { startTestSite, type TestSite } from '../../../scripts/lib/hub/test-site.ts';
import { importSigningKey, makeStoredKeys } from '../../../src/fleet/device-keys.ts';
import { signReport } from '../../../src/fleet/health-report.ts';
import { headersFor } from '../../../src/core/site/headers.ts';
import { consoleUser, makeTestSite, type TestSite as SiteOfTest } from './claims.ts';

const nats = findNats();

let base: string;
let folder: string;
let site: SiteOfTest;
let running: TestSite | undefined;

beforeAll(async () => {
  site = await makeTestSite();
});
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'hub-'));
  folder = join(base, 'data');
  await mkdir(join(base, 'dist'));
  await writeFile(join(base, 'dist', 'index.html'), '<title>kiosk</title>');
});
afterEach(async () => {
  await stop();
  await rm(base, { recursive: true });
});

async function start(https?: Certificate): Promise<void> {
  running = await startTestSite({ dist: join(base, 'dist'), folder, ...(https && { https }) });
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

const origin = (): string => new URL(running!.url).origin;
const get = (path: string): Promise<Response> => fetch(`${origin()}${path}`);
const state = async (): Promise<unknown> => (await get('/hub/state')).json();

function post(body: unknown, code = running!.setUpCode): Promise<Response> {
  return fetch(`${origin()}/hub/site`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${code}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** It was set up, and is stopped again. */
async function hubWithSite(): Promise<void> {
  await start();
  await post(site.claims);
  await stop();
}

/** A NATS client over the hub's WebSocket, as a page would have it. */
async function link(ca?: string): Promise<NatsConnection> {
  const { jwt, seed } = await consoleUser(site);
  return wsconnect({
    servers: `${origin().replace('http', 'ws')}/hub/link`,
    authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)),
    reconnectTimeWait: 50,
    wsFactory: (url) =>
      Promise.resolve({ socket: new WebSocket(url, { origin: origin(), ca }) as never, encrypted: false }),
  });
}

/** @returns The status with which the upgrade is refused; 101 where it is not. */
function upgradeStatus(path: string, from: string | undefined = origin()): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${origin().replace('http', 'ws')}${path}`, from ? { origin: from } : {});
    socket.once('open', () => {
      socket.close();
      resolve(101);
    });
    socket.once('unexpected-response', (_, { statusCode }) => resolve(statusCode!));
    socket.on('error', () => undefined);
  });
}

describe.skipIf(nats === null)('a hub', () => {
  it('is empty at first: it runs no server, and its pages are served', async () => {
    await start();
    const natsVersion = nats!.version.text;
    expect(await state()).toEqual({ state: 'empty', natsVersion, joiner: null, siteId: null, copies: 1 });
    expect(await (await get('/')).text()).toContain('kiosk');
    expect(existsSync(join(folder, 'nats.conf'))).toBe(false);
    expect(await upgradeStatus('/hub/link')).toBe(503);
    expect(await (await get('/metrics')).text()).toContain('\nfacegate_nats_up 0\n');
  });

  it('is set up once, and still is after a restart', async () => {
    await start();
    const answer = await post(site.claims);
    expect(answer.status).toBe(201);
    const { joiner, siteId } = site.claims;
    const natsVersion = nats!.version.text;
    const ready = { state: 'ready', natsVersion, joiner, siteId, copies: 1 };
    expect(await answer.json()).toEqual(ready);
    expect((await post((await makeTestSite()).claims)).status).toBe(409);
    expect((await stat(join(folder, 'site.json'))).mode & 0o077).toBe(0);
    expect((await stat(folder)).mode & 0o077).toBe(0);

    const first = await link();
    const people = await new Kvm(jetstream(first)).create('people');
    await people.put('all.one', 'sealed');
    await first.close();
    await stop();
    await start();
    expect(await state()).toEqual(ready);
    expect((await post(site.claims)).status).toBe(409);
    const second = await link();
    const again = await new Kvm(jetstream(second)).open('people');
    expect((await again.get('all.one'))?.string()).toBe('sealed');
    await second.close();
  });

  it('refuses a wrong code, and after ten of them the right one too for a while', async () => {
    await start();
    for (let time = 0; time < 10; time++) expect((await post(site.claims, 'AAAA-AAAA')).status).toBe(401);
    const refused = await post(site.claims);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect(await state()).toMatchObject({ state: 'empty' });
  });

  it('takes the code as people type it', async () => {
    await start();
    const typed = running!.setUpCode
      .toLowerCase()
      .replaceAll('-', ' ')
      .replaceAll('0', 'o')
      .replaceAll('1', 'l');
    expect((await post(site.claims, typed)).status).toBe(201);
  });

  it('takes no claims that do not belong together, and says which', async () => {
    await start();
    const other = (await makeTestSite()).claims;
    const mine = site.claims;
    const wrong: [SiteClaims | object | string, RegExp][] = [
      ['no JSON', /no claims of a site: the body/u],
      [{ ...mine, operatorJwt: 'x' }, /no claims of a site: operatorJwt/u],
      [{ ...mine, kit: 'secret' }, /no claims of a site: kit/u],
      [{ ...mine, operatorJwt: other.operatorJwt }, /claim of the system account/u],
      [{ ...mine, accountJwt: other.accountJwt }, /claim of the account/u],
      [{ ...mine, hubUser: other.hubUser }, /claim of the hubUser/u],
      [{ ...mine, hubUser: { ...mine.hubUser, seed: other.hubUser.seed } }, /claim of the hubUser/u],
      // Everybody would read the hub's figures.
      [{ ...mine, joiner: mine.hubUser }, /claim of the joiner/u],
      [
        { ...mine, systemJwt: `${mine.systemJwt.slice(0, -4)}AAAA` },
        /claim of the system account is not valid/u,
      ],
    ];
    for (const [claims, why] of wrong) {
      const answer = await post(claims);
      expect([answer.status, await answer.text()]).toEqual([422, expect.stringMatching(why)]);
    }
    expect((await post('x'.repeat(100_000))).status).toBe(413);
    expect(await state()).toMatchObject({ state: 'empty' });
    expect(existsSync(join(folder, 'site.json'))).toBe(false);
    expect((await post(mine)).status).toBe(201);
  });

  it('is as empty as before where nats-server does not start', async () => {
    await start();
    await mkdir(join(folder, 'claims'));
    await writeFile(join(folder, 'store'), 'no folder');
    const answer = await post(site.claims);
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining('ended at once')]);
    expect(await state()).toMatchObject({ state: 'empty' });
    expect((await post(site.claims)).status).toBe(201);
  });

  it('answers nothing else, and only by the right method', async () => {
    await start();
    for (const path of ['/hub', '/hub/', '/hub/other', '/hub/state/', '/metrics/', '/hub/site.json']) {
      expect((await get(path)).status, path).toBe(404);
    }
    expect((await get('/hub/link')).status).toBe(426);
    expect((await get('/hub/site')).status).toBe(405);
    expect((await fetch(`${origin()}/hub/state`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${origin()}/`, { method: 'POST' })).status).toBe(405);
    const { headers } = await get('/hub/state');
    expect(headers.get('content-security-policy')).toBe(headersFor()['Content-Security-Policy']);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('passes links of its own pages through, and no others', async () => {
    await start();
    await post(site.claims);
    const client = await link();
    const heard = client.subscribe('greeting', { max: 1 });
    client.publish('greeting', 'x'.repeat(200_000));
    for await (const message of heard) expect(message.string()).toHaveLength(200_000);
    await client.close();
    expect(await upgradeStatus('/hub/link')).toBe(101);
    for (const stranger of [
      'http://evil.example',
      origin().replace('localhost', '127.0.0.1'),
      'null',
      undefined,
    ]) {
      expect(await upgradeStatus('/hub/link', stranger ?? ''), String(stranger)).toBe(403);
    }
    for (const path of ['/', '/hub/link/', '/hub/link?x', '/hub/state']) {
      expect(await upgradeStatus(path), path).toBe(404);
    }
  });

  it('passes them through over HTTPS too', async () => {
    const authority = await readAuthority([], join(base, 'tls'));
    const certificate = await readCertificate([], authority, join(base, 'tls'));
    await hubWithSite();
    await start(certificate);
    expect(origin()).toMatch(/^https:/u);
    const client = await link(authority.cert);
    await client.flush();
    await client.close();
  });

  it('lets a client come back by itself after the server was killed', async () => {
    await start();
    await post(site.claims);
    const client = await link();
    const isBack = (async () => {
      for await (const { type } of client.status()) if (type === 'reconnect') return;
    })();
    process.kill(running!.hub.nats!.pid!, 'SIGKILL');
    await isBack;
    await client.flush();
    await client.close();
    expect(running!.said.slice(1)).toEqual([
      'nats-server ended. It is started again in 0.25 s.',
      'nats-server runs again.',
    ]);
  });

  it('tells Prometheus how the doors fare, and names none', async () => {
    await start();
    await post(site.claims);
    const client = await link();
    const kvm = new Kvm(jetstream(client));
    const people = await kvm.create('people');
    const revision = await people.put('all.one', 'sealed');
    const health = await kvm.create('health');
    const signingKey = await importSigningKey(await makeStoredKeys(crypto), crypto);
    for (const [device, unsentPeople] of [
      ['north', 0],
      ['south', 0],
      ['west', 2],
    ] as const) {
      const report = {
        ...{ device, atMs: Date.now(), skewMs: -1500, version: '0.1.0', epoch: 1 },
        ...{ people: 1, digest: 'ab'.repeat(16), rules: null, rulesLeftOut: [] },
        ...{ revision, unsentPeople, unsentEvents: 7, refused: [{ key: 'all.two', why: 'unsigned' }] },
      };
      await health.put(device, await signReport(report, signingKey, crypto));
    }
    await health.put('other', 'of another version');
    await client.close();
    const text = await (await get('/metrics')).text();
    const value = (name: string): number =>
      Number(new RegExp(`^facegate_${name} (.*)$`, 'mu').exec(text)?.[1]);
    expect([value('nats_up'), value('doors'), value('doors_heard'), value('doors_in_sync')]).toEqual([
      1, 3, 3, 2,
    ]);
    expect([value('unsent_people'), value('unsent_events'), value('refused_records')]).toEqual([2, 21, 3]);
    expect(value('clock_skew_seconds')).toBe(1.5);
    expect(value('store_bytes')).toBeGreaterThan(0);
    expect(value('disk_free_bytes')).toBeGreaterThan(0);
    for (const word of ['north', 'south', 'west', 'all.', site.claims.siteId])
      expect(text).not.toContain(word);
  });
});

describe.skipIf(nats === null)('the hub’s folder', () => {
  const open = () => Hub.open({ folder, binary: nats!, say: () => undefined });

  it('is one hub’s at a time, also after one was killed', async () => {
    const first = await open();
    await expect(open()).rejects.toThrow(/^Another hub runs in .*: stop it, or name another folder\.$/u);
    await first.close();
    // What a killed hub leaves behind.
    await writeFile(join(folder, 'hub.sock'), '');
    await (await open()).close();
  });

  it('loses nothing where something is wrong with it', async () => {
    await mkdir(join(folder, 'store'), { recursive: true });
    await expect(open()).rejects.toThrow(/has a store but no site\.json: put that file back from a backup/u);
    await writeFile(join(folder, 'site.json'), '{"operatorJwt": ');
    await expect(open()).rejects.toThrow(/site\.json is damaged: put it back from a backup/u);
    expect(await readFile(join(folder, 'site.json'), 'utf8')).toBe('{"operatorJwt": ');
    expect(existsSync(join(folder, 'store'))).toBe(true);
  });

  it('is refused where other things lie in it', async () => {
    await mkdir(join(folder, 'lost+found'), { recursive: true });
    await (await open()).close();
    await writeFile(join(folder, 'letters'), '');
    await expect(open()).rejects.toThrow(/holds other things: name an empty folder/u);
  });

  it('is refused where it is no folder', async () => {
    await writeFile(folder, '');
    await expect(open()).rejects.toThrow(/^The hub's folder cannot be used: /u);
  });
});
