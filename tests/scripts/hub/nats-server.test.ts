/** @file The hub's nats-server: it keeps what was acknowledged when it is killed, and comes back by itself. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kvm } from '@nats-io/kv';
import { connect, jwtAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findNats } from '../../../scripts/lib/hub/find-nats.ts';
import { natsConfig, natsFiles } from '../../../scripts/lib/hub/nats-config.ts';
import { runNats } from '../../../scripts/lib/hub/nats-process.ts';
import { NatsServer } from '../../../scripts/lib/hub/nats-server.ts';
import { startTestHub, type TestHub } from '../../../scripts/lib/hub/test-hub.ts';
import { freePort } from '../../../scripts/lib/site/free-port.ts';
import type { LinkCredentials } from '../../../src/fleet/credentials.ts';
import { accountWithout, consoleUser, makeTestSite, systemUser, type TestSite } from './claims.ts';

const nats = findNats();
if (nats === null) console.log('nats-server is not installed, so the fleet’s hub is not tested at one.');

let site: TestSite;
let hub: TestHub | undefined;
beforeAll(async () => {
  site = await makeTestSite();
});
afterEach(async () => {
  await hub?.stop();
  hub = undefined;
});

async function link(port: number, as?: LinkCredentials): Promise<NatsConnection> {
  const { jwt, seed } = as ?? (await consoleUser(site));
  return connect({
    servers: `127.0.0.1:${port}`,
    authenticator: jwtAuthenticator(jwt, new TextEncoder().encode(seed)),
    reconnectTimeWait: 50,
    maxReconnectAttempts: -1,
  });
}

/** Kept when the client has come back, to the same port. */
async function reconnected(connection: NatsConnection): Promise<void> {
  for await (const { type } of connection.status()) if (type === 'reconnect') return;
}

describe.skipIf(nats === null)('NatsServer', () => {
  it('runs again after it was killed, with all it had acknowledged', async () => {
    hub = await startTestHub({ claims: site.claims });
    const { pid, ports } = hub;
    const connection = await link(ports.client);
    const people = await new Kvm(connection).create('people');
    await people.put('all.one', 'sealed');
    const isBack = reconnected(connection);
    await hub.kill();
    expect(hub.pid).not.toBe(pid);
    expect(hub.said).toEqual([
      'nats-server ended. It is started again in 0.25 s.',
      'nats-server runs again.',
    ]);
    await isBack;
    expect((await people.get('all.one'))?.string()).toBe('sealed');
    await connection.close();
  });

  it('keeps the claims that the console changed when it starts anew', async () => {
    hub = await startTestHub({ claims: site.claims });
    const door = await consoleUser(site);
    await (await link(hub.ports.client, door)).close();
    const system = await link(hub.ports.client, await systemUser(site));
    const revoked = await accountWithout(site, door);
    const answer = await system.request('$SYS.REQ.CLAIMS.UPDATE', revoked, { timeout: 5_000 });
    expect(answer.json()).toMatchObject({ data: { code: 200 } });
    await system.close();
    await hub.kill();
    await expect(link(hub.ports.client, door)).rejects.toThrow(/Authorization Violation/iu);
    await (await link(hub.ports.client)).close();
  });

  it('ends a server that outlived its hub before it starts another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'facegate-hub-'));
    const ports = { client: await freePort(), webSocket: await freePort() };
    const { claims } = site;
    const serverName = 'orphan';
    const files = natsFiles(folder);
    await writeFile(files.config, natsConfig({ folder, claims, version: nats!.version, ports, serverName }));
    const { signal } = new AbortController();
    const orphan = await runNats({ file: nats!.file, ...files, port: ports.client, serverName, signal });
    hub = await startTestHub({ claims, folder });
    await orphan.ended;
    expect(hub.pid).not.toBe(orphan.pid);
    await hub.stop();
    hub = undefined;
    await rm(folder, { recursive: true });
  });

  it('takes other ports where another server sits at its own', async () => {
    const stranger = createServer((socket) => socket.end('INFO {"server_name":"another"}\r\n'));
    const said: string[] = [];
    const folder = await mkdtemp(join(tmpdir(), 'facegate-hub-'));
    const say = (sentence: string): void => {
      // Before it is started again.
      if (said.push(sentence) === 1) stranger.listen(ports.client, '127.0.0.1');
    };
    const server = await NatsServer.start({ binary: nats!, folder, claims: site.claims, say });
    const { ports } = server;
    process.kill(server.pid!, 'SIGKILL');
    await expect.poll(() => said.at(-1)).toBe('nats-server runs again.');
    expect(said[1]).toMatch(
      /^nats-server ended at once: .*address already in use.* The next try is in 0\.5 s\.$/u,
    );
    expect(server.ports.client).not.toBe(ports.client);
    await (await link(server.ports.client)).close();
    stranger.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('says why it does not start', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'facegate-hub-'));
    await writeFile(join(folder, 'store'), 'no folder');
    const claims = site.claims;
    await expect(NatsServer.start({ binary: nats!, folder, claims, say: () => undefined })).rejects.toThrow(
      /^nats-server ended at once: .*storage directory/u,
    );
    await rm(folder, { recursive: true });
  });

  it('keeps its configuration to its owner', async () => {
    hub = await startTestHub({ claims: site.claims });
    const file = join(hub.folder, 'nats.conf');
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect((await readFile(file, 'utf8')).includes('sync_interval: always')).toBe(
      !nats!.version.text.startsWith('2.9.'),
    );
  });
});
